import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  call,
  channel,
  type Coroutine,
  currentTask,
  go,
  KilledError,
  local,
  NoTaskError,
  now,
  pause,
  run,
  scope,
  sleep,
} from 'offshoot';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { killedAt5 } from './killed.ts';
import { played } from './played.ts';

/** Turns of the host, so that a context must survive foreign promises, too. */
async function foreign(): Promise<void> {
  await Promise.resolve();
  await new Promise((resolve) => queueMicrotask(() => resolve(undefined)));
}

test('currentTask, go and local belong to the task after each kind of await', async () => {
  const trace = local('none');
  const seen: string[] = [];
  const look = async (): Promise<void> => {
    const child = go(() => trace.get());
    seen.push(`${currentTask().name}: ${trace.get()}, child: ${await child}`);
  };
  await run(function* () {
    yield* trace.run('abc', function* () {
      const tasks = ['one', 'two'].map((name) => {
        const task = go(async () => {
          await look();
          await foreign();
          await look();
          await sleep(1);
          await look();
          await call(() => 5);
          await look();
        });
        task.name = name;
        return task;
      });
      for (const task of tasks) yield* task;
    });
  });
  const line = (name: string): string[] => Array(4).fill(`${name}: abc, child: abc`);
  assert.deepEqual(
    seen.toSorted((a, b) => (a < b ? -1 : 1)),
    [...line('one'), ...line('two')],
  );
});

test('a kill throws KilledError at the await; finally may await, with the time it takes', async () => {
  const { steps, end } = await killedAt5(async (step) => {
    const { signal } = currentTask();
    try {
      await sleep(1000);
    } catch (error) {
      step(`${(error as KilledError).name}, signal: ${signal.reason === error}`);
      throw error;
    } finally {
      await sleep(3);
      await foreign();
      await call(function* () {
        yield* sleep(3);
      });
      step('clean');
    }
  });
  assert.deepEqual(steps, ['KilledError, signal: true', 'clean']);
  assert.equal(end, 'killed: enough');
});

test('a kill that comes through the signal leaves the clean-up in peace', async () => {
  const { steps, end } = await killedAt5(async (step) => {
    const { signal } = currentTask();
    try {
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    } finally {
      await sleep(3);
      step('clean');
    }
  });
  assert.deepEqual([steps, end], [['clean'], 'killed: enough']);
});

test('a body at a promise that nothing can stop is killed at its next await', async () => {
  let settle: (value: unknown) => void = () => {};
  const { steps, result } = await played(function* (step) {
    const task = go(async () => {
      step(String(await new Promise((resolve) => (settle = resolve))));
      await pause();
      step('went on');
    });
    yield* sleep(1);
    task.kill('why');
    step(task.state);
    settle('settled');
    return yield* task.outcome();
  });
  assert.deepEqual(steps, ['waiting', 'settled']);
  assert.equal((result as { killed: boolean }).killed, true);
});

test('all that an async body awaits at once is taken back', async () => {
  const silent = channel<string>();
  const { end } = await killedAt5(async () => {
    // oxlint-disable-next-line typescript/no-deprecated -- here the kill is what takes them back
    await Promise.all([silent.receive(), silent.receive(), sleep(1000), call(() => sleep(1000))]);
  });
  assert.equal(end, 'killed: enough');
  assert.equal(silent.statistics().receivers, 0);
});

test('an async body that fails or throws at once ends its scope', async () => {
  for (const body of [
    async () => {
      await sleep(1);
      throw new Error('late');
    },
    async () => {
      throw new Error('at once');
    },
  ]) {
    await assert.rejects(
      run(async () => {
        go(body);
        await sleep(1000);
      }),
      /late|at once/,
    );
  }
});

test('a failure in the scope interrupts main at its await', async () => {
  const { steps, error } = await played(async (step) => {
    go(async () => {
      await sleep(1);
      throw new Error('child');
    });
    try {
      await sleep(1000);
    } finally {
      await sleep(1);
      step('main is clean');
    }
  });
  assert.deepEqual(steps, ['main is clean']);
  assert.equal((error as Error).message, 'child');
});

test('an async function that returns an operation performs it', async () => {
  const result = await runVirtually(function* () {
    const task = go(async () => sleep(1).map(() => 'performed'));
    const called = yield* call(async () => sleep(1).map(() => 'performed, too'));
    return [yield* task, called];
  });
  assert.deepEqual(result, ['performed', 'performed, too']);
});

test('a generator may call async bodies, and async code composites; a kill goes through both', async () => {
  const { steps, end } = await killedAt5(async (step) => {
    try {
      await call(function* (): Coroutine<void> {
        try {
          yield* call(async () => {
            try {
              await sleep(1000);
            } finally {
              await sleep(1);
              step('inner async');
            }
          });
        } finally {
          yield* sleep(1);
          step('generator');
        }
      });
    } finally {
      await sleep(1);
      step('outer async');
    }
  });
  assert.deepEqual(steps, ['inner async', 'generator', 'outer async']);
  assert.equal(end, 'killed: enough');
});

test('op.promise(signal) is a promise that the signal ends; nothing is consumed', async () => {
  const c = channel<string>();
  const controller = new AbortController();
  const promise = c.receive().promise(controller.signal);
  assert.ok(promise instanceof Promise);
  controller.abort(new Error('enough'));
  await assert.rejects(promise, { message: 'enough' });
  assert.equal(c.statistics().receivers, 0);
  const second = c.receive().promise();
  assert.equal(c.trySend('x'), true);
  assert.equal(await second, 'x');
});

test('a primitive may be awaited outside any task, a composite may not', async () => {
  assert.equal(await sleep(1).map(() => 'slept'), 'slept');
  await assert.rejects(scope(() => 5).promise(), NoTaskError);
});

test('an operation is no async iterable', () => {
  assert.throws(() => sleep(1)[Symbol.asyncIterator](), TypeError);
});

test('an async task outlives its kill until its promise settles', async () => {
  const { steps } = await played(function* (step) {
    const task = go(async () => {
      try {
        await sleep(1000);
      } catch {
        await sleep(10);
        step('swallowed the kill');
        return 'value';
      }
      return 'never';
    });
    yield* sleep(1);
    task.kill('why');
    const outcome = yield* task.outcome();
    step(`ok: ${outcome.ok}, ${task.state}`);
  });
  assert.deepEqual(steps, ['swallowed the kill', 'ok: false, killed']);
});

test('without async context (a browser), go and currentTask after an await throw NO_TASK', () => {
  const program = fileURLToPath(new URL('no-context-program.ts', import.meta.url));
  const flags = ['--conditions=offshoot-source', program];
  const { stdout, stderr } = spawnSync(process.execPath, flags, { encoding: 'utf8' });
  assert.deepEqual(
    [stdout.trim().split('\n'), stderr],
    [
      [
        'before: currentTask is body',
        'before: go',
        'after: currentTask: OFFSHOOT_NO_TASK',
        'after: go: OFFSHOOT_NO_TASK',
        'after: scope.go',
      ],
      '',
    ],
  );
});

test("async code that a function starts and leaves is that function's, whatever its task calls next", async () => {
  const user = local('nobody');
  const seen: string[] = [];
  const work = async (): Promise<void> => {
    await sleep(5);
    seen.push(`${currentTask().name} for ${user.get()}`);
    await sleep(20);
    seen.push('not killed');
  };
  const leave = (): void => {
    work().catch((error) => seen.push(String(error)));
  };
  const later = (): Promise<void> => sleep(1000).promise();
  await runVirtually(function* () {
    const task = go(function* () {
      yield* user.run('ann', function* () {
        yield* call(leave);
      });
      yield* user.run('bob', function* () {
        yield* call(leave);
        yield* call(later);
      });
    });
    yield* sleep(10);
    task.kill();
    yield* sleep(30);
  });
  assert.deepEqual(seen, ['leave for ann', 'leave for bob', 'not killed', 'not killed']);
});

test('what an async body began after its kill is taken back when it ends', async () => {
  const nobody = channel<number>();
  const result = await runVirtually(function* () {
    yield* scope(() => {
      const task = go(async () => {
        const first = sleep(1000).promise();
        queueMicrotask(() => task.kill());
        const later = Promise.resolve();
        await Promise.all([
          first,
          later.then(() => nobody.receive()),
          later.then(() => call(() => sleep(5000))),
        ]);
      });
    });
    return [now(), nobody.statistics().receivers];
  });
  assert.deepEqual(result, [0, 0]);
});
