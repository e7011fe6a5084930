import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Coroutine,
  currentTask,
  future,
  go,
  KilledError,
  pause,
  run,
  type RunOptions,
  scope,
  sleep,
} from 'offshoot';
import { currentFiber, programs } from 'offshoot/kernel';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { type Step, worker } from './played.ts';

function noted(): { steps: string[]; step: Step } {
  const steps: string[] = [];
  return { steps, step: (what) => void steps.push(what) };
}

test('when main returns, what still runs is killed, newest first, then things are closed', async () => {
  const { steps, step } = noted();
  const result = await runVirtually(function* () {
    currentFiber().nursery.own(() => step('first thing closed'));
    currentFiber().nursery.own(() => step('second thing closed'));
    go(worker, step, 'older', 3);
    go(worker, step, 'newer');
    yield* sleep(1);
    step('main returns');
    return 'result';
  });
  assert.deepEqual(steps, [
    'main returns',
    'newer is clean',
    'older is clean',
    'second thing closed',
    'first thing closed',
  ]);
  assert.equal(result, 'result');
});

test('a task and a future have the result of the operation that their body returns', async () => {
  const nap = (ms: number) => sleep(ms).map(() => `slept ${ms}`);
  const results = await run(function* (inside) {
    const tasks = [go(nap, 1), inside.go(nap, 2), future(nap, 3), inside.go(() => go(nap, 4))];
    const words: string[] = [];
    for (const task of tasks) words.push(yield* task);
    return words;
  });
  assert.deepEqual(results, ['slept 1', 'slept 2', 'slept 3', 'slept 4']);
});

test('main may be a generator, async, or plain, and may return an operation or a task', async () => {
  const results: unknown[] = [];
  results.push(await run(() => 'plain'));
  results.push(await run(async () => 'async'));
  results.push(await run(() => sleep(1).map(() => 'operation')));
  results.push(await run(() => go(() => 'task')));
  results.push(
    await run(function* () {
      yield* pause();
      return go(() => 'task of a generator');
    }),
  );
  results.push(await run(async () => sleep(1).map(() => 'operation of async code')));
  assert.deepEqual(results, [
    'plain',
    'async',
    'operation',
    'task',
    'task of a generator',
    'operation of async code',
  ]);
});

test('what main throws comes out of run, and its tasks have ended by then', async () => {
  const { steps, step } = noted();
  const failing = runVirtually(function* () {
    go(worker, step, 'task', 3);
    yield* sleep(1);
    throw new Error('main');
  });
  await assert.rejects(failing, { message: 'main' });
  assert.deepEqual(steps, ['task is clean']);
});

test('a clean-up that fails after main has returned still rejects run', async () => {
  const failing = runVirtually(function* () {
    go(function* () {
      try {
        yield* sleep(1000);
      } finally {
        // oxlint-disable-next-line no-unsafe-finally -- what must be survived
        throw new Error('clean-up');
      }
    });
    yield* sleep(1);
    return 'result';
  });
  await assert.rejects(failing, { message: 'clean-up' });
});

test('its signal kills main if nobody waits for scope.stopping', async () => {
  const { steps, step } = noted();
  const controller = new AbortController();
  const stopped = runVirtually(
    function* () {
      go(worker, step, 'task');
      go(function* () {
        yield* sleep(5);
        controller.abort(new Error('Ctrl-C'));
      });
      yield* worker(step, 'main');
    },
    { signal: controller.signal },
  );
  await assert.rejects(stopped, (error: KilledError) => {
    assert.ok(error instanceof KilledError);
    assert.equal(error.reason, controller.signal.reason);
    return true;
  });
  assert.deepEqual(steps, ['main is clean', 'task is clean']);
});

test('a signal that is aborted already lets nothing begin', async () => {
  const { steps, step } = noted();
  const stopped = runVirtually(() => step('began'), { signal: AbortSignal.abort('early') });
  await assert.rejects(stopped, KilledError);
  assert.deepEqual(steps, []);
});

test('who waits for scope.stopping is asked first, and may end the program himself', async () => {
  const controller = new AbortController();
  const result = await runVirtually(
    function* (inside) {
      go(function* () {
        yield* sleep(5);
        controller.abort();
      });
      yield* inside.stopping;
      yield* sleep(100);
      return 'stopped in good order';
    },
    { signal: controller.signal },
  );
  assert.equal(result, 'stopped in good order');
});

test('after `within` a program that was asked to stop is killed', async () => {
  const { steps, step } = noted();
  const controller = new AbortController();
  const stopped = runVirtually(
    function* (inside) {
      go(function* () {
        yield* sleep(5);
        controller.abort('Ctrl-C');
      });
      yield* inside.stopping;
      step('asked to stop');
      yield* worker(step, 'main', 1);
    },
    { signal: controller.signal, within: 50 },
  );
  await assert.rejects(stopped, KilledError);
  assert.deepEqual(steps, ['asked to stop', 'main is clean']);
});

test('scope.stopping ends at once when the program has been asked to stop already', async () => {
  const controller = new AbortController();
  const result = await runVirtually(
    function* (outer) {
      go(function* () {
        yield* outer.stopping;
      });
      yield* pause();
      controller.abort();
      yield* outer.stopping;
      return yield* scope(function* (inner) {
        yield* inner.stopping;
        return 'again';
      });
    },
    { signal: controller.signal },
  );
  assert.equal(result, 'again');
});

test('run leaves no listener on its signal', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners: unknown[] = [];
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: () => void) => {
    listeners.push(listener);
    add(type, listener);
  };
  signal.removeEventListener = (type: string, listener: () => void) => {
    listeners.splice(listeners.indexOf(listener), 1);
    remove(type, listener);
  };
  await run(() => sleep(1), { signal });
  assert.deepEqual(listeners, []);
});

test('a program has its name, main has its name, and programs() lists it while it runs', async () => {
  const names = (): string[] => programs().map(({ name }) => name);
  const seen: string[][] = [];
  await run(function* named() {
    yield* pause();
    seen.push([...names(), currentTask().name]);
  });
  await run(
    function* () {
      yield* pause();
      seen.push(names());
    },
    { name: 'given' },
  );
  seen.push(names());
  assert.deepEqual(seen, [['named', 'named'], ['given'], []]);
});

test('programs run side by side, and one that fails does not touch the other', async () => {
  const bad = run(function* () {
    yield* pause();
    throw new Error('bad');
  });
  const good = run(function* () {
    yield* sleep(2);
    return 'good';
  });
  await assert.rejects(bad, { message: 'bad' });
  assert.equal(await good, 'good');
});

test('a wrong option throws at once, and names option and value', () => {
  const main = (): string => 'never';
  const wrong: [RunOptions, RegExp][] = [
    [{ seed: 1.5 }, /RangeError: seed .*1\.5/],
    [{ seed: 'x' as never }, /TypeError: seed .*'x'/],
    [{ slice: -1 }, /RangeError: slice .*-1/],
    [{ within: NaN }, /RangeError: within .*NaN/],
    [{ signal: {} as never }, /TypeError: signal .*an object/],
  ];
  for (const [options, message] of wrong) {
    assert.throws(
      () => void run(main, options),
      (error) => message.test(String(error)),
    );
  }
  assert.throws(() => void run(5 as never), /main must be a function, not 5/);
  function* counted(): Coroutine<void> {
    yield* pause();
  }
  assert.throws(() => void run(counted() as never), /main must be a function.*parentheses/);
  assert.deepEqual(programs(), []);
});
