// Clean-up that is abandoned, and scopes that end: nothing outlives them, nothing keeps them, and
// what need not wait is done.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  all,
  call,
  type Coroutine,
  type Future,
  deadline,
  defer,
  future,
  go,
  race,
  type Scope,
  scope,
  select,
  shield,
  sleep,
  type Task,
  ticker,
  timer,
  until,
  using,
} from 'offshoot';
import { currentScheduler, reportTo } from 'offshoot/kernel';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { killedAt5, performing } from './killed.ts';
import { failing, played, worker } from './played.ts';
import { ended, reasonOf } from './stage.ts';

/** Cleans up for ever. */
const stuck = () =>
  call(function* () {
    yield* worker(() => {}, 'stuck', Infinity);
  });

const stuckAsync = () =>
  call(async () => {
    try {
      await sleep(1000);
    } finally {
      await sleep(Infinity);
    }
  });

/** Bodies with children whose clean-up never ends. */
const parents: Record<string, () => Coroutine<unknown> | Promise<unknown>> = {
  all: performing(() => all([stuck()])),
  select: performing(() => select({ stuck: stuck(), other: sleep(1000) })),
  race: performing(() => race([stuck(), sleep(1000)])),
  'a call of an async body': performing(stuckAsync),
  'an await of a call': async () => await stuck(),
};

for (const [what, body] of Object.entries(parents)) {
  test(`what is left of ${what} is abandoned with its task, and the scope ends`, async () => {
    const reporter = reportTo(() => {});
    try {
      const { steps, error } = await played(function* (step) {
        yield* scope(function* () {
          const task = go(body);
          yield* sleep(5);
          task.kill('enough', { within: 10 });
          step(ended(yield* task.outcome()));
        });
        step('the scope has ended');
      });
      assert.deepEqual(steps, ['abandoned: enough', 'the scope has ended']);
      assert.equal(error, undefined);
    } finally {
      reportTo(reporter);
    }
  });
}

test('a task that a clean-up starts has no more time than the clean-up', async () => {
  const reports: string[] = [];
  const reporter = reportTo(({ kind }) => kind === 'slow' || reports.push(kind));
  function* cleansUpInATask(): Coroutine<void> {
    try {
      yield* sleep(1000);
    } finally {
      yield* race([stuck(), sleep(Infinity)]);
    }
  }
  try {
    await runVirtually(
      function* () {
        go(cleansUpInATask);
        yield* sleep(5);
      },
      { within: 50 },
    );
  } finally {
    reportTo(reporter);
  }
  assert.equal(new Set(reports).has('abandoned'), true);
});

test('what was opened in the scope of an abandoned main is closed, and nothing starts there', async () => {
  const reporter = reportTo(() => {});
  const scopes: Scope[] = [];
  const aborted = new AbortController();
  try {
    await runVirtually(
      function* (outer) {
        yield* scope(function* (inner) {
          scopes.push(outer, inner);
          ticker(10);
          timer(1000);
          go(function* () {
            yield* sleep(20);
            aborted.abort('enough');
          });
          try {
            yield* sleep(10_000);
          } finally {
            yield* sleep(Infinity);
          }
        });
      },
      { signal: aborted.signal, within: 50 },
    ).catch(() => {});
  } finally {
    reportTo(reporter);
  }
  for (const closed of scopes) assert.throws(() => closed.go(() => {}), { name: 'ClosedError' });
});

/** Things that are done in a clean-up without waiting, around one that waits for ever. */
const quick: Record<string, (step: (what: string) => void) => Coroutine<void>> = {
  *'the disposer of a using'(step) {
    const open = sleep(0).map(() => ({ [Symbol.dispose]: () => step('done') }));
    yield* using(open, () => worker(() => {}, 'stuck', Infinity));
  },
  *'a deferred body'(step) {
    defer(() => step('done'));
    yield* worker(() => {}, 'stuck', Infinity);
  },
  *'a deferred generator'(step) {
    defer(function* () {
      step('done');
      yield* sleep(1);
      step('went on');
    });
    yield* worker(() => {}, 'stuck', Infinity);
  },
  *'a shield in a finally'(step) {
    try {
      yield* worker(() => {}, 'stuck', Infinity);
    } finally {
      yield* shield(() => step('done'));
    }
  },
};

for (const [what, body] of Object.entries(quick)) {
  test(`${what} runs as far as it does not wait when its task is abandoned`, async () => {
    const { steps, end } = await killedAt5(body, { within: 5 });
    assert.deepEqual([steps, end], [['done'], 'abandoned: enough']);
  });
}

/** Starts something that lasts; nothing of it may run. */
function startsLate(inside: Scope, step: (what: string) => void): Task<void> {
  return inside.go(function* late() {
    step('runs');
    yield* sleep(100_000);
  });
}

test('a task that is started in a scope that was killed never runs', async () => {
  const { steps, result, error } = await played(function* (step) {
    try {
      return yield* scope(function* (inside) {
        inside.kill('enough');
        const late = startsLate(inside, step);
        step(late.state);
        yield* late.outcome();
      });
    } finally {
      step(String(currentScheduler().clock.now()));
    }
  });
  assert.deepEqual(steps, ['killed', '0']);
  assert.deepEqual([result, reasonOf(error)], [undefined, 'enough']);
});

test('a task that a clean-up starts in a scope that has failed never runs', async () => {
  const { steps, error } = await played(function* (step) {
    try {
      yield* scope(function* (inside) {
        inside.go(function* () {
          try {
            yield* sleep(1000);
          } finally {
            step(startsLate(inside, step).state);
          }
        });
        yield* failing(1, 'boom');
      });
    } finally {
      step(String(currentScheduler().clock.now()));
    }
  });
  assert.deepEqual(steps, ['killed', '1']);
  assert.equal(reasonOf(error), 'boom');
});

test('a clean-up in a scope that ends can call, race and wait', async () => {
  const { steps, error } = await played(function* (step) {
    yield* scope(function* (inside) {
      inside.go(function* () {
        try {
          yield* sleep(1000);
        } finally {
          yield* race([call(failing, 50, 'too late'), sleep(5)]);
          yield* call(async () => await sleep(5));
          step('clean');
        }
      });
      yield* failing(1, 'boom');
    });
  });
  assert.deepEqual(steps, ['clean']);
  assert.equal(reasonOf(error), 'boom');
});

test('setting a future stops the computation behind it, and its scope ends', async () => {
  const { steps, result, error } = await played(function* (step) {
    return yield* scope(function* () {
      const answer = future(worker, step, 'computation');
      yield* sleep(5);
      answer.set();
      const broken = future(worker, step, 'another');
      yield* sleep(5);
      broken.setError(new Error('set'));
      yield* answer;
      return yield* broken.map(() => 'got');
    });
  });
  assert.deepEqual(steps, ['computation is clean', 'another is clean']);
  assert.deepEqual([result, reasonOf(error)], [undefined, 'set']);
});

test('a computation that fails when its future was set is heard by its scope', async () => {
  const { error } = await played(function* () {
    yield* scope(function* () {
      const answer: Future<void> = future(function* () {
        try {
          yield* sleep(1000);
        } finally {
          yield* failing(1, 'clean-up');
        }
      });
      yield* sleep(5);
      answer.set();
      yield* sleep(1000);
    });
  });
  assert.equal(reasonOf(error), 'clean-up');
});

test('the signal of a scope that has ended well is not aborted, whenever it is asked for', async () => {
  const scopes: Scope[] = [];
  const before: boolean[] = [];
  await runVirtually(function* () {
    yield* scope(function* (inside) {
      scopes.push(inside);
      yield* sleep(1);
    });
    yield* scope(function* (inside) {
      scopes.push(inside);
      before.push(inside.signal.aborted);
      yield* sleep(1);
    });
    yield* scope(function* (inside) {
      scopes.push(inside);
      inside.kill('enough');
      yield* sleep(1);
    });
  }).catch(() => {});
  assert.deepEqual(before, [false]);
  assert.deepEqual(
    scopes.map(({ signal }) => signal.aborted && reasonOf(signal.reason)),
    [false, false, 'enough'],
  );
});

test('what a task defers when it has ended is refused', async () => {
  const { steps } = await played(function* (step) {
    const gate = Promise.withResolvers<void>();
    const later = async (): Promise<void> => {
      await gate.promise;
      try {
        defer(() => step('deferred'));
      } catch (error) {
        step((error as Error).name);
      }
    };
    const left: Promise<void>[] = [];
    const task = go(async () => void left.push(later()));
    yield* task;
    gate.resolve();
    yield* until(left[0]!);
  });
  assert.deepEqual(steps, ['NoTaskError']);
});

test('a wait that a signal may end is never called a deadlock', () => {
  const program = fileURLToPath(new URL('timeout-signal-program.ts', import.meta.url));
  for (const name of ['primitive', 'composite', 'program']) {
    const flags = ['--conditions=offshoot-source', '--no-warnings', program, name];
    const { stdout } = spawnSync(process.execPath, flags, { encoding: 'utf8', timeout: 60_000 });
    assert.equal(stdout.includes('DeadlockError'), false, name);
  }
});

test('a deadline further out counts for the tasks inside: a circle in it is no deadlock', async () => {
  const { error } = await played(function* () {
    yield* deadline(30, function* () {
      const parent: { task?: Task<void> } = {};
      parent.task = go(function* () {
        yield* go(function* () {
          yield* parent.task!;
        });
      });
      yield* parent.task;
    });
  });
  assert.equal((error as Error).name, 'TimeoutError');
});
