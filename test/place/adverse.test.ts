// What could break a pool, done to it through what everybody can call.
import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Coroutine,
  type Future,
  go,
  type Operation,
  run,
  scope,
  sleep,
  TimeoutError,
  WorkerLostError,
} from 'offshoot';
import { reportTo, SeededRandom } from 'offshoot/kernel';
import { createPool, type Pool, type PoolOptions } from 'offshoot/place';
import * as jobs from './fixtures/jobs.ts';
import { doomedInit, hangingInit, neverInit, spinningInit } from './fixtures/pools.ts';
import { marked, newMarks } from './shared.ts';
import { failure } from '../support/failure.ts';

/** How it ended, in a word. */
function* endOf(op: Operation<unknown>): Coroutine<string> {
  try {
    yield* op;
    return 'done';
  } catch (error) {
    return (error as Error).name;
  }
}

const numbers = (n: number): number[] => Array.from({ length: n }, (_, index) => index);

test('an init that never ends holds up neither a timeout nor the end of the scope', async () => {
  for (const init of [hangingInit, neverInit, spinningInit]) {
    await run(function* () {
      const pool = yield* createPool({ size: 1, init });
      const late = yield* failure(pool.apply(jobs.double, 1).timeout(20));
      assert.ok(late instanceof TimeoutError);
      const future = pool.submit(jobs.double, 1);
      future.cancel();
      if (init === spinningInit) pool.terminate();
      pool.close();
      yield* pool.join();
    });
  }
});

test('a pool whose workers die again and again without a job to blame fails, and stays failed', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1, init: doomedInit, name: 'doomed' });
    let error: unknown;
    while (error === undefined) {
      yield* sleep(1);
      try {
        // Has nothing to do, but would be refused.
        pool.imap(jobs.double, []);
      } catch (refusal) {
        error = refusal;
      }
    }
    assert.ok(error instanceof WorkerLostError);
    assert.match(error.message, /^pool "doomed" gave up: 3 workers in a row .* exit code 4$/);
    assert.ok(error.cause instanceof WorkerLostError);
    for (const call of [pool.apply(jobs.double, 1), pool.map(jobs.double, [1])])
      assert.equal(yield* failure(call), error);
    assert.throws(
      () => pool.imap(jobs.double, [1]),
      (thrown) => thrown === error,
    );
    yield* pool.join();
  });
});

function* attempt(op: Operation<unknown>): Coroutine<unknown> {
  try {
    return yield* op;
  } catch (error) {
    return error;
  }
}

test('a pool can be terminated from wherever its own work calls out', async () => {
  const ways: ((pool: Pool) => Future<unknown> | Operation<unknown>)[] = [
    // An argument that is read when it is sent.
    (pool) =>
      pool.submit(jobs.echo, {
        get x() {
          pool.terminate();
          return 1;
        },
      }),
    // The source of a map, in the middle.
    (pool) => {
      function* source(): Generator<number> {
        yield 1;
        pool.terminate();
        yield 2;
      }
      return pool.map(jobs.double, source(), { chunkSize: 1 });
    },
    (pool) =>
      pool.map(jobs.double, [1, 2, 3], { chunkSize: 1, onProgress: () => pool.terminate() }),
    (pool) => {
      const future = pool.submit(jobs.double, 1);
      const next = pool.submit(jobs.slowly, 60_000, 'never');
      future.onDone(() => pool.terminate());
      return next;
    },
  ];
  for (const way of ways) {
    await run(function* () {
      const pool = yield* createPool({ size: 1 });
      yield* pool.apply(jobs.double, 1);
      const error = yield* failure(way(pool));
      assert.match(String(error), /^(Killed|Cancelled|Closed)Error: .*(terminated|is closed)/);
      yield* pool.join();
      assert.deepEqual({ ...pool.statistics(), done: 0, failed: 0 }, nothing);
    });
  }
});

const nothing = { workers: 0, busy: 0, queued: 0, done: 0, failed: 0 };

test('an argument that submits, cancels or closes while it is read does no harm', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    yield* pool.apply(jobs.double, 1);
    const inner: Future<number>[] = [];
    const submits = {
      get x() {
        inner.push(pool.submit(jobs.double, 21));
        return 1;
      },
    };
    assert.deepEqual(yield* pool.apply(jobs.echo, submits), { x: 1 });
    for (const future of inner) assert.equal(yield* future, 42);
    const held = pool.submit(jobs.slowly, 20, 'held');
    const cancelled: Future<unknown> = pool.submit(jobs.echo, {
      get x() {
        cancelled.cancel();
        return 1;
      },
    });
    yield* held;
    assert.equal(yield* endOf(cancelled), 'CancelledError');
    const closes = {
      get x() {
        pool.close();
        return 2;
      },
    };
    assert.deepEqual(yield* pool.apply(jobs.echo, closes), { x: 2 });
    yield* pool.join();
  });
});

test('terminating a pool in any state of its workers settles every job', async () => {
  const moments: ((marks: ReturnType<typeof newMarks>) => Operation<unknown>)[] = [
    () => sleep(0),
    () => sleep(10),
    (marks) => marked(marks, 0),
  ];
  for (const moment of moments) {
    const marks = newMarks();
    await run(function* () {
      const pool = yield* createPool({ min: 1, max: 2 });
      const futures = [
        pool.submit(jobs.spins, marks),
        pool.with({ limitMs: 60_000 }).submit(jobs.cleansUp, marks),
        pool.with({ priority: 1 }).submit(jobs.slowly, 60_000, 'never'),
      ];
      const mapping = go(() => attempt(pool.map(jobs.cleansUp, [marks, marks])));
      const results = pool.imap(jobs.cleansUp, [marks, marks]);
      yield* moment(marks);
      pool.terminate();
      pool.terminate();
      yield* pool.join();
      for (const future of futures) assert.equal(yield* endOf(future), 'CancelledError');
      assert.match(String(yield* mapping), /^(Killed|Closed)Error/);
      assert.match(String(yield* failure(results.receive())), /^(Killed|Closed)Error/);
    });
  }
});

test('a hundred thousand jobs are done, and as many are cancelled in the line', async () => {
  const count = 100_000;
  await run(function* () {
    const pool = yield* createPool({ size: 2 });
    const futures = numbers(count).map((n) => pool.submit(jobs.double, n));
    for (const [n, future] of futures.entries()) if (n % 2 === 1) future.cancel();
    let sum = 0;
    for (const [n, future] of futures.entries()) if (n % 2 === 0) sum += yield* future;
    assert.equal(sum, (count / 2) * (count - 2));
    const { done, failed } = pool.statistics();
    assert.equal(done + failed, count);
    assert.ok(failed <= count / 2, `${failed} failed`);
  });
});

test('a job that no worker lives to begin has two tries, and fails alone', async () => {
  const told: string[] = [];
  // To copy so much may take long, of which there is a report as well.
  const before = reportTo(({ kind, message }) => kind === 'worker' && told.push(message));
  await run(function* () {
    const pool = yield* createPool({ size: 1, memoryMb: 16, name: 'small' });
    assert.equal(yield* pool.apply(jobs.double, 1), 2);
    // More than the worker has room for, when it reads it.
    const row = (): object[] => numbers(1000).map((n) => ({ n, pair: [n, n], inner: { n } }));
    const large = pool.submit(jobs.echo, numbers(300).map(row));
    const next = pool.submit(jobs.double, 21);
    const error = yield* failure(large);
    assert.ok(error instanceof WorkerLostError);
    assert.match(
      error.message,
      /was given up: two workers died when they were to begin it; .*small-2/,
    );
    assert.equal(yield* next, 42);
  });
  reportTo(before);
  assert.deepEqual(told, ['small-1 died when it was to begin an anonymous function:']);
});

test('workers that die while the line is full take only what they had begun', async () => {
  await run(function* () {
    const pool = yield* createPool({ min: 1, max: 2 });
    const futures = numbers(2000).map((n) => {
      return n % 250 === 100 ? pool.submit(jobs.exits, 1) : pool.submit(jobs.double, n);
    });
    const ends: Record<string, number> = {};
    for (const future of futures) {
      const end = yield* endOf(future);
      ends[end] = (ends[end] ?? 0) + 1;
    }
    assert.equal(ends['done']! + ends['WorkerLostError']!, 2000);
    assert.ok(ends['WorkerLostError']! >= 8, JSON.stringify(ends));
    assert.deepEqual(Object.keys(ends).toSorted(), ['WorkerLostError', 'done']);
  });
});

test('a worker for each job loses none of them', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 2, maxTasksPerWorker: 1 });
    const threads = new Set<number>();
    for (const future of numbers(8).map(() => pool.submit(jobs.thread))) threads.add(yield* future);
    assert.equal(threads.size, 8);
    assert.deepEqual(yield* pool.map(jobs.double, numbers(5), { chunkSize: 1 }), [0, 2, 4, 6, 8]);
  });
});

test('the results of one pool may be the items of another, or of the same', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 2 });
    const doubled = yield* pool.map(jobs.double, pool.imap(jobs.double, numbers(100)));
    assert.deepEqual(
      doubled,
      numbers(100).map((n) => 4 * n),
    );
    function* endless(): Generator<number> {
      for (let n = 0; ; n++) yield n;
    }
    const outer = pool.imap(jobs.double, pool.imap(jobs.double, endless()));
    assert.equal(yield* outer.receive(), 0);
    outer.close();
    while (pool.statistics().busy > 0) yield* sleep(1);
  });
});

/** Does to a pool whatever comes to its mind; says how the jobs ended. */
function* storm(random: SeededRandom, options: PoolOptions): Coroutine<Record<string, number>> {
  const pool = yield* createPool(options);
  const ends: Record<string, number> = {};
  const futures: (Operation<unknown> & { cancel(): boolean })[] = [];
  const count = (end: string): void => void (ends[end] = (ends[end] ?? 0) + 1);
  const deeds: (() => Coroutine<void> | void)[] = [
    () => void futures.push(pool.submit(jobs.double, 1)),
    () => void futures.push(pool.with({ priority: random.below(3) }).submit(jobs.later, 1)),
    () => void futures.push(pool.with({ limitMs: 1 }).submit(jobs.slowly, 60_000, 'never')),
    () => void futures.push(pool.with({ limitMs: random.below(5) }).submit(jobs.double, 1)),
    () => void futures.push(pool.submit(jobs.exits, 1)),
    () => void futures.push(pool.submit(jobs.slowly, random.below(5), 'slow')),
    () => void futures.at(-1 - random.below(10))?.cancel(),
    () => void futures.push(pool.submit(jobs.echo, { f: () => {} })),
    function* () {
      yield* sleep(random.below(4));
    },
    function* () {
      yield* attempt(pool.apply(jobs.slowly, 60_000, 'never').timeout(random.below(10)));
    },
    function* () {
      yield* scope(function* () {
        const results = pool.imap(jobs.double, numbers(50), { chunkSize: 1 + random.below(9) });
        for (let n = random.below(10); n > 0; n--) yield* attempt(results.receive());
      });
    },
  ];
  for (let n = 0; n < 40; n++) {
    const done = deeds[random.below(deeds.length)]!();
    if (done !== undefined) yield* done;
  }
  pool.close();
  yield* pool.join();
  for (const future of futures) count(yield* endOf(future));
  assert.deepEqual({ ...pool.statistics(), done: 0, failed: 0 }, nothing);
  ends['jobs'] = futures.length;
  return ends;
}

test('whatever is done to a pool, in whatever order, each job ends and the pool does', async () => {
  for (const [seed, options] of [
    [1, { size: 2 }],
    [2, { min: 0, max: 3, idleMs: 0 }],
    [3, { size: 1, maxTasksPerWorker: 7 }],
    [4, { min: 1, max: 2, idleMs: 2, maxTasksPerWorker: 3 }],
  ] as const) {
    const ends = await run(() => storm(new SeededRandom(seed), options));
    const { jobs: submitted, ...others } = ends;
    const sum = Object.values(others).reduce((a, b) => a + b, 0);
    assert.equal(sum, submitted, `seed ${seed}: ${JSON.stringify(ends)}`);
    const known = ['done', 'CancelledError', 'CodecError', 'TimeoutError', 'WorkerLostError'];
    assert.deepEqual(
      Object.keys(others).filter((end) => !known.includes(end)),
      [],
    );
  }
});
