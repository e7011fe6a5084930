import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CancelledError,
  type Coroutine,
  currentTask,
  deadline,
  defer,
  Future,
  future,
  go,
  local,
  now,
  operation,
  pause,
  sleep,
  TimeoutError,
  using,
} from 'offshoot';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { killedAt5, performing } from './killed.ts';
import { played } from './played.ts';

test('a local is inherited by tasks, and changed inside its run alone', async () => {
  const user = local('nobody');
  const result = await runVirtually(function* () {
    const seen = [user.get()];
    let child: { join(): Iterable<unknown> } | undefined;
    yield* user.run('ann', function* () {
      seen.push(user.get());
      child = go(function* () {
        yield* sleep(5);
        seen.push(`task: ${user.get()}`);
      });
      yield* user.run('bob', function* () {
        yield* pause();
        seen.push(user.get());
      });
      seen.push(user.get());
    });
    seen.push(user.get());
    yield* child!.join() as Coroutine<void>;
    return seen;
  });
  assert.deepEqual(result, ['nobody', 'ann', 'bob', 'ann', 'nobody', 'task: ann']);
});

test('in a clean-up a local has the value of its frame', async () => {
  const user = local('nobody');
  const { steps } = await killedAt5(function* (step) {
    try {
      yield* user.run('ann', function* () {
        try {
          yield* sleep(100);
        } finally {
          yield* sleep(1);
          step(user.get());
        }
      });
    } finally {
      step(user.get());
    }
  });
  assert.deepEqual(steps, ['ann', 'nobody']);
});

test('deferred bodies run last first, however the task ends; they may wait, a kill does not reach them', async () => {
  const ends: (() => Coroutine<void>)[] = [
    performing(() => pause()),
    performing(() => sleep(1000)),
    function* () {
      yield* sleep(2);
      throw new Error('body');
    },
  ];
  for (const end of ends) {
    const { steps } = await killedAt5(function* (step) {
      defer(() => step('first'));
      defer(function* () {
        yield* sleep(5);
        step('second');
      });
      defer(async () => {
        await sleep(1);
        step('third');
      });
      yield* end();
    });
    assert.deepEqual(steps, ['third', 'second', 'first']);
  }
});

test('a deferred body that throws fails the task, and the others still run', async () => {
  const { steps, end } = await killedAt5(function* (step) {
    defer(() => step('last'));
    defer(() => {
      throw new Error('deferred');
    });
    yield* pause();
  });
  assert.deepEqual([steps, end], [['last'], 'failed: deferred, killed']);
});

class Resource {
  readonly #step: (what: string) => void;
  constructor(step: (what: string) => void) {
    this.#step = step;
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.resolve();
    this.#step('closed');
  }
}

test('using closes what it opened, also when its task was killed before it could take it', async () => {
  for (const readyAt of [1, 3]) {
    const { steps } = await killedAt5(function* (step) {
      const victim = currentTask();
      const open = operation<Resource>((resume) => {
        go(function* () {
          yield* sleep(readyAt);
          resume(new Resource(step));
          step(`opened for one who is ${victim.state}`);
          if (readyAt === 3) victim.kill();
        });
        return () => {};
      });
      yield* using(open, function* () {
        step('body');
        yield* sleep(1000);
      });
    });
    const taken = readyAt === 3 ? [] : ['body'];
    assert.deepEqual(steps, ['opened for one who is ready', ...taken, 'closed']);
  }
});

test('using closes when its body returns, and when it throws', async () => {
  for (const fail of [false, true]) {
    const { steps, error } = await played(function* (step) {
      const open = pause().map(() => new Resource(step));
      yield* using(open, function* () {
        yield* pause();
        step('body');
        if (fail) throw new Error('body');
      });
    });
    assert.deepEqual(steps, ['body', 'closed']);
    assert.equal((error as Error | undefined)?.message, fail ? 'body' : undefined);
  }
});

test('deadlines nest, and the nearest wins', async () => {
  for (const [outer, inner, at] of [
    [5, 10, 5],
    [10, 5, 5],
  ] as const) {
    const seen = await runVirtually(function* () {
      try {
        yield* deadline(outer, () =>
          deadline(
            inner,
            performing(() => sleep(100)),
          ),
        );
      } catch (error) {
        return [(error as TimeoutError).ms, now()];
      }
      return [];
    });
    assert.deepEqual(seen, [at, at]);
  }
});

test('an inner deadline can be caught, and the outer one still holds', async () => {
  const { steps, error } = await played(function* (step) {
    yield* deadline(10, function* () {
      try {
        yield* deadline(
          5,
          performing(() => sleep(100)),
        );
      } catch {
        step(`inner at ${now()}`);
      }
      yield* sleep(100);
    });
  });
  assert.deepEqual(steps, ['inner at 5']);
  assert.equal((error as TimeoutError).ms, 10);
});

test('a deadline kills the tasks inside, and comes when their clean-up has ended', async () => {
  const { steps } = await played(function* (step) {
    try {
      yield* deadline(5, function* () {
        go(function* () {
          try {
            yield* sleep(100);
          } finally {
            yield* sleep(20);
            step(`task is clean at ${now()}`);
          }
        });
        yield* sleep(1);
      });
    } catch (error) {
      step(`${(error as Error).name} at ${now()}`);
    }
  });
  assert.deepEqual(steps, ['task is clean at 25', 'TimeoutError at 25']);
});

test('a future is set once; all who wait get its value, and listeners their turn', async () => {
  const { steps } = await played(function* (step) {
    const made = new Future<number>();
    made.onDone((outcome) => step(`done: ${outcome.ok}`));
    made.onProgress((n) => step(`progress: ${n}`));
    const waiting = [1, 2].map(() => go(performing(() => made.get())));
    yield* pause();
    made.setProgress(0.5);
    yield* pause();
    made.set(42);
    assert.throws(() => made.set(43), TypeError);
    for (const task of waiting) step(`got ${yield* task}`);
    assert.deepEqual(made.tryGet(), { value: 42 });
  });
  assert.deepEqual(new Set(steps), new Set(['progress: 0.5', 'done: true', 'got 42']));
});

test('a failure waits in a future and does not end the scope; cancel kills the computation', async () => {
  const { steps, error } = await played(function* (step) {
    const failing = future(function* (): Coroutine<never> {
      yield* sleep(1);
      throw new Error('held');
    });
    const stopped = future(function* () {
      try {
        yield* sleep(100);
      } finally {
        step('computation is clean');
      }
    });
    yield* sleep(5);
    step(`${stopped.cancel('why')}, again ${stopped.cancel()}`);
    for (const made of [failing, stopped]) {
      try {
        yield* made;
      } catch (caught) {
        step(caught instanceof CancelledError ? 'cancelled' : (caught as Error).message);
      }
    }
    yield* pause();
  });
  assert.equal(error, undefined);
  const expected = ['true, again false', 'held', 'cancelled', 'computation is clean'];
  assert.deepEqual(new Set(steps), new Set(expected));
});
