// Kills, limits, and who is told.
import { deadline, defer, type Coroutine, go, type KilledError, run, scope, sleep } from 'offshoot';

/** A task killed where it waits, two levels deep; each level's clean-up waits. */
export function killWithCleanUp(): Promise<unknown[]> {
  return run(function* () {
    const said: string[] = [];
    function* inner(): Coroutine<void> {
      try {
        yield* sleep(60_000);
      } finally {
        yield* sleep(2);
        said.push('inner closed');
      }
    }
    const task = go(function* () {
      defer(function* () {
        yield* sleep(1);
        said.push('deferred');
      });
      try {
        yield* inner();
      } catch {
        said.push('caught');
      } finally {
        yield* sleep(1);
        said.push('outer closed');
      }
    });
    yield* sleep(1);
    task.kill('enough');
    const outcome = yield* task.outcome();
    const { reason } = (outcome as { error: KilledError }).error;
    return [said, outcome.ok, reason, task.state];
  });
}

/** The program's own signal: its clean-up runs, and then it rejects. */
export async function stoppedBySignal(): Promise<unknown[]> {
  const said: string[] = [];
  const controller = new AbortController();
  const program = run(
    function* () {
      try {
        said.push('begun');
        yield* sleep(60_000);
      } finally {
        yield* sleep(1);
        said.push('closed');
      }
    },
    { signal: controller.signal },
  );
  setTimeout(() => controller.abort('the tab is left'), 5);
  const error = await program.catch((thrown: unknown) => thrown);
  const { name, reason } = error as { name: string; reason: unknown };
  return [said, name, reason];
}

/** One wait until a signal aborts: the signal's reason comes out. */
export function waitUntilAborted(): Promise<unknown> {
  return run(function* () {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1);
    try {
      return yield* sleep(60_000).abortOn(controller.signal);
    } catch (error) {
      return [(error as Error).name, error instanceof DOMException];
    }
  });
}

/** A deadline's error comes when what was late has cleaned up. */
export function late(): Promise<unknown[]> {
  return run(function* () {
    const said: unknown[] = [];
    try {
      yield* deadline(5, function* () {
        try {
          yield* sleep(60_000);
        } finally {
          yield* sleep(1);
          said.push('closed');
        }
      });
    } catch (error) {
      said.push((error as Error).name, (error as { code: string }).code);
    }
    return said;
  });
}

/** One task fails; the other is closed first, and then the error comes out of the scope. */
export function failingScope(): Promise<unknown[]> {
  return run(function* () {
    const said: unknown[] = [];
    try {
      yield* scope(function* (s) {
        s.go(function* () {
          try {
            yield* sleep(60_000);
          } finally {
            yield* sleep(1);
            said.push('closed');
          }
        });
        yield* sleep(1);
        throw new RangeError('the disk is full');
      });
    } catch (error) {
      said.push(String(error));
    }
    return said;
  });
}

/** Clean-up that takes too long is given up, and the page's console says so. */
export async function abandonedCleanUp(): Promise<string> {
  const said = await run(
    function* main() {
      go(function* slow() {
        try {
          yield* sleep(60_000);
        } finally {
          yield* sleep(60_000);
        }
      });
      yield* sleep(1);
      return 'done';
    },
    { within: 5 },
  );
  // Two tasks of the event loop, so that what is reported late is heard, too.
  await sleep(1);
  return said;
}
