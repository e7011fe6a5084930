// Async bodies where the host has no async context: what knows its task after an `await`, what not.
import { type Coroutine, currentTask, go, local, run, scope, sleep } from 'offshoot';

const codeOf = (f: () => unknown): unknown => {
  try {
    return f();
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

/** Before the first `await` a body knows its task; after it, it does not; its scope always does. */
export function whoAmI(): Promise<unknown[]> {
  return run(async function main(scope) {
    const before = currentTask().name;
    await sleep(1);
    const after = codeOf(() => currentTask().name);
    const started = codeOf(() => go(() => {}));
    const task = scope.go(function child() {
      return currentTask().name;
    });
    return [before, after, started, await task];
  });
}

/** What NO_TASK says to whoever meets it. */
export function noTask(): Promise<string> {
  return run(async () => {
    await sleep(1);
    try {
      currentTask();
      return 'found';
    } catch (error) {
      return (error as Error).message;
    }
  });
}

/** Locals in generators hold over every wait, and are inherited. */
export function locals(): Promise<unknown[]> {
  const trace = local('none');
  return run(function* () {
    const inside = yield* trace.run('abc', function* () {
      const task = go(function* () {
        yield* sleep(1);
        return trace.get();
      });
      yield* sleep(1);
      return [trace.get(), yield* task];
    });
    return [...inside, trace.get()];
  });
}

/** In an async body a local is there until the first `await`. */
export function localsInAsync(): Promise<unknown[]> {
  const trace = local('none');
  return run(function* () {
    return yield* trace.run('abc', function* () {
      return yield* go(async () => {
        const before = trace.get();
        await sleep(1);
        return [before, trace.get()];
      });
    });
  });
}

/** What a kill reaches of async bodies: a wait performed while the task was known, and its signal. */
export function killAsync(): Promise<unknown[]> {
  return run(function* () {
    const said: unknown[] = [];
    const saying = (name: string, body: () => Promise<void>) => async (): Promise<void> => {
      try {
        await body();
        said.push(`${name} went on`);
      } catch (error) {
        said.push(`${name}: ${(error as Error).name}`);
      }
    };
    const tasks = [
      go(saying('promise()', () => sleep(60_000).promise())),
      go(
        saying('signal', async () => {
          const { signal } = currentTask();
          await sleep(1);
          await sleep(60_000).abortOn(signal);
        }),
      ),
      go(
        saying('await', async () => {
          await sleep(50);
        }),
      ),
    ];
    yield* sleep(10);
    for (const task of tasks) task.kill();
    for (const task of tasks) yield* task.outcome();
    return said;
  });
}

/** What runs code needs a task, and `await` asks for it when none is known; `promise()` asks at once. */
export function awaitedScope(): Promise<unknown[]> {
  const answer = function* (): Coroutine<string> {
    yield* sleep(1);
    return 'done';
  };
  return run(async () => {
    const atOnce = await scope(answer).promise();
    const codes: unknown[] = [];
    const refused = async (): Promise<unknown> => await scope(answer);
    await refused().catch((error: { code: string }) => codes.push(error.code));
    return [atOnce, ...codes];
  });
}
