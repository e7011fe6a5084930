import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  all,
  DeadlockError,
  go,
  KilledError,
  now,
  Once,
  type Operation,
  pause,
  RateLimiter,
  retry,
  run,
  singleFlight,
  sleep,
  type Task,
} from 'offshoot';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { ended, inManyOrders, once, performing, settle, waiting } from './stage.ts';

/** Performs `op` in a task: its value, or its error's message. */
function saying(op: Operation<unknown>): Task<unknown> {
  return go(function* () {
    try {
      return yield* op;
    } catch (error) {
      return (error as Error).message;
    }
  });
}

test('a Once runs one body, and all get its value', async () => {
  await inManyOrders(function* () {
    const connect = new Once<number>();
    let runs = 0;
    const tasks = Array.from({ length: 5 }, () =>
      saying(connect.run(() => sleep(1).map(() => ++runs))),
    );
    assert.deepEqual(yield* all(tasks), [1, 1, 1, 1, 1]);
    assert.deepEqual(connect.statistics(), { name: 'once', state: 'done', waiting: 0 });
  });
});

test('when the first caller of a Once fails or is killed, the next in line runs its own body', async () => {
  const said = await inManyOrders(function* () {
    const connect = new Once<string>();
    const body = (name: string, fails: boolean) => () =>
      sleep(1).map(() => {
        if (fails) throw new Error(`${name} failed`);
        return `${name} ran`;
      });
    const tasks = [saying(connect.run(body('a', true)))];
    for (const name of ['b', 'c', 'd']) {
      yield* settle();
      tasks.push(saying(connect.run(body(name, false))));
    }
    yield* sleep(1);
    tasks[1]!.kill();
    const [a, c, d] = yield* all([tasks[0]!, tasks[2]!, tasks[3]!]);
    return [a, c, d];
  });
  assert.deepEqual(said, ['a failed', 'c ran', 'c ran']);
});

test('a Once whose body returns undefined is done all the same', async () => {
  const runs = await once(function* () {
    const init = new Once();
    let runs = 0;
    const body = () => void runs++;
    yield* init.run(body);
    yield* init.run(body);
    return runs;
  });
  assert.equal(runs, 1);
});

test('who asks a Once, or its own flight, from inside waits for itself, and is told so', async () => {
  const inner = new Once<number>();
  const key = Symbol('key');
  for (const body of [
    () => inner.run(() => inner.run(() => 1)),
    () => singleFlight(key, () => singleFlight(key, () => 1)),
  ]) {
    await assert.rejects(runVirtually(body as () => never), (error) => {
      return error instanceof DeadlockError;
    });
  }
});

test('calls of one flight share a run, its value and its error; the next call runs anew', async () => {
  const said = await inManyOrders(function* () {
    let runs = 0;
    const call = (fails: boolean) =>
      singleFlight('page', () =>
        sleep(1).map(() => {
          runs++;
          if (fails) throw new Error(`run ${runs} failed`);
          return `run ${runs}`;
        }),
      );
    const together = yield* all([1, 2, 3].map(() => saying(call(false))));
    const failed = yield* all([1, 2].map(() => saying(call(true))));
    return [...together, ...failed, yield* call(false)];
  });
  assert.deepEqual(said, ['run 1', 'run 1', 'run 1', 'run 2 failed', 'run 2 failed', 'run 3']);
});

test('if the one who runs a flight is killed or late, the next in line runs its own body', async () => {
  for (const how of ['killed', 'late', 'killed after another was told to run']) {
    const said = await inManyOrders(function* () {
      const call = (name: string) => singleFlight(1, () => sleep(10).map(() => name));
      const first = performing(how === 'late' ? call('a').timeout(5) : call('a'));
      yield* settle();
      const second = saying(call('b'));
      yield* settle();
      const third = saying(call('c'));
      yield* sleep(how === 'late' ? 6 : 1);
      if (how !== 'late') first.kill();
      if (how.endsWith('run')) {
        yield* first.outcome();
        second.kill();
      }
      return [yield* ended(first), yield* third];
    });
    const expected = { killed: 'killed', late: 'TimeoutError' }[how] ?? 'killed';
    assert.deepEqual(said, [expected, how.endsWith('run') ? 'c' : 'b'], how);
  }
});

test('flights of two programs have nothing to do with each other', async () => {
  const program = (name: string) =>
    run(function* () {
      return yield* singleFlight('shared', () => sleep(5).map(() => name));
    });
  assert.deepEqual(await Promise.all([program('a'), program('b')]), ['a', 'b']);
});

test('a rate limiter lets a burst through, then so many a time, in order of arrival', async () => {
  const times = await inManyOrders(function* () {
    const limiter = new RateLimiter({ count: 3, perMs: 1000, burst: 2 });
    const times: string[] = [];
    for (let i = 0; i < 6; i++) {
      go(function* () {
        yield* limiter.acquire();
        times.push(`${i} at ${Math.round(now())}`);
      });
      yield* sleep(0.01);
    }
    yield* sleep(5000);
    times.push(`available ${limiter.statistics().available}`);
    yield* limiter.acquire(2);
    times.push(`left ${limiter.statistics().available}`);
    return times;
  });
  assert.deepEqual(times, [
    '0 at 0',
    '1 at 0',
    '2 at 333',
    '3 at 667',
    '4 at 1000',
    '5 at 1333',
    'available 2',
    'left 0',
  ]);
});

test('over a long time a rate limiter neither drifts nor lets too many through', async () => {
  await once(function* () {
    const limiter = new RateLimiter({ count: 7, perMs: 100, burst: 1 });
    for (let i = 0; i < 7001; i++) yield* limiter.acquire();
    assert.ok(Math.abs(now() - 100_000) < 1e-3, String(now()));
  });
});

test('a large acquire holds up those behind it; when it leaves, they go on, and no timer is left', async () => {
  const times = await inManyOrders(function* () {
    const limiter = new RateLimiter({ count: 1, perMs: 10, burst: 5 });
    yield* limiter.acquire(5);
    const large = yield* waiting(limiter.acquire(5));
    const times: number[] = [];
    const small = yield* waiting(limiter.acquire(1).map(() => times.push(Math.round(now()))));
    yield* sleep(15);
    large.kill();
    yield* small;
    const late = yield* waiting(limiter.acquire(4));
    late.kill();
    return times;
  });
  assert.deepEqual(times, [15]);
});

test('tokens that a killed task was handed go back', async () => {
  await inManyOrders(function* () {
    const limiter = new RateLimiter({ count: 1, perMs: 10 });
    yield* limiter.acquire();
    const first = yield* waiting(limiter.acquire());
    const killer = go(function* () {
      yield* sleep(10 - now());
      first.kill();
    });
    yield* killer;
    const { ok } = yield* first.outcome();
    yield* limiter.acquire();
    // If it was killed between the token and its turn, the token was there for the next one.
    assert.equal(Math.round(now()), ok ? 20 : 10);
  });
});

test('a rate limiter that outlives its program keeps its rate in the next', async () => {
  const limiter = new RateLimiter({ count: 1, perMs: 100 });
  const program = () =>
    runVirtually(function* () {
      yield* limiter.acquire();
      return Math.round(now());
    });
  assert.deepEqual([await program(), await program(), await program()], [0, 100, 100]);
});

test('retry tries again until it succeeds, with pauses that grow to a maximum', async () => {
  const tries = await once(function* () {
    const tries: string[] = [];
    const backoff = { initial: 10, factor: 3, max: 50 };
    const value = yield* retry(
      (attempt) => {
        tries.push(`${attempt} at ${now()}`);
        if (attempt < 5) throw new Error('no');
        return 'yes';
      },
      { times: 9, backoff },
    );
    return [...tries, value];
  });
  assert.deepEqual(tries, ['1 at 0', '2 at 10', '3 at 40', '4 at 90', '5 at 140', 'yes']);
});

test('retry gives up after so many times, or when the error is not worth it', async () => {
  const said = await once(function* () {
    const fail = function* (attempt: number) {
      yield* sleep(1);
      throw new Error(`try ${attempt}`);
    };
    const when = (error: unknown) => (error as Error).message !== 'try 2';
    return yield* all([
      saying(retry(fail, { times: 3 })),
      saying(retry(fail, { times: 1 })),
      saying(retry(fail, { times: 5, when })),
      saying(retry(() => Promise.reject(new Error('async')), { times: 2 })),
    ]);
  });
  assert.deepEqual(said, ['try 3', 'try 1', 'try 2', 'async']);
});

test('a kill is not retried, neither of the task nor of what it joined', async () => {
  const said = await inManyOrders(function* () {
    const tries: number[] = [];
    const task = go(() =>
      retry(
        (attempt) => {
          tries.push(attempt);
          return sleep(1000);
        },
        { times: 5 },
      ),
    );
    yield* settle();
    task.kill();
    yield* task.outcome();
    const victim = go(() => sleep(1000));
    const joined = go(function* () {
      try {
        const again = retry(
          (attempt) => {
            tries.push(attempt);
            return victim.join();
          },
          { times: 5 },
        );
        return yield* again.map(() => 'joined');
      } catch (error) {
        return error instanceof KilledError;
      }
    });
    yield* settle();
    victim.kill();
    return [yield* joined, tries];
  });
  assert.deepEqual(said, [true, [1, 1]]);
});

test('a retry for ever without pauses lets the others have their turns, and can be killed', async () => {
  await once(function* () {
    const body = () => {
      throw new Error('never');
    };
    const task = go(() => retry(body, { times: Infinity }));
    for (let i = 0; i < 100; i++) yield* pause();
    task.kill();
    assert.equal((yield* task.outcome()).ok, false);
  });
});

test('jitter shortens a pause by up to a half, and is a function of the seed', async () => {
  const pauses = (seed: number) =>
    runVirtually(
      function* () {
        const times: number[] = [];
        const body = (attempt: number) => {
          times.push(now());
          if (attempt < 9) throw new Error('no');
        };
        yield* retry(body, { times: 9, backoff: { initial: 100, factor: 1, jitter: true } });
        return times.slice(1).map((time, i) => time - times[i]!);
      },
      { seed },
    );
  const first = await pauses(1);
  assert.deepEqual(await pauses(1), first);
  assert.notDeepEqual(await pauses(2), first);
  assert.ok(first.every((ms) => ms >= 49.9 && ms <= 100.1));
  assert.ok(new Set(first).size > 4);
});

test('wrong arguments are refused at once, by name and value', () => {
  const body = () => 1;
  assert.throws(() => retry(5 as never, { times: 1 }), /body must be a function, not 5/);
  assert.throws(() => retry(body, { times: 0 }), /times must be a whole number, 1 or more.* not 0/);
  assert.throws(
    () => retry(body, { times: 1, backoff: { initial: -1 } }),
    /backoff.initial must be a number of milliseconds, 0 or more, not -1/,
  );
  assert.throws(
    () => retry(body, { times: 1, backoff: { initial: 1, factor: 0.5 } }),
    /backoff.factor must be a number, 1 or more, not 0.5/,
  );
  assert.throws(
    () => retry(body, { times: 1, when: 1 as never }),
    /when must be a function, not 1/,
  );
  assert.throws(() => new Once().run(1 as never), /body must be a function, not 1/);
  assert.throws(() => singleFlight(1, 2 as never), /body must be a function, not 2/);
  assert.throws(
    () => new RateLimiter({ count: 0, perMs: 1 }),
    /count must be a number above 0, not 0/,
  );
  assert.throws(
    () => new RateLimiter({ count: 1, perMs: Infinity }),
    /perMs must be .* not Infinity/,
  );
  assert.throws(() => new RateLimiter({ count: 1, perMs: 1, burst: 0 }), /burst must be/);
  const limiter = new RateLimiter({ count: 2, perMs: 1 });
  limiter.name = 'api';
  assert.throws(() => limiter.acquire(3), {
    name: 'RangeError',
    message: 'n must be at most 2, the burst of rate limiter "api", not 3',
  });
});
