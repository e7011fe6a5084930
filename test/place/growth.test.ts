import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { all, type Coroutine, run, sleep } from 'offshoot';
import { createPool, type Pool, type PoolOptions } from 'offshoot/place';
import * as jobs from './fixtures/jobs.ts';
import { crowds } from './fixtures/pools.ts';
import { marked, newMarks, unblock } from './shared.ts';

/** Waits until the pool has so many workers. */
function* untilWorkers(pool: Pool, count: number): Coroutine<void> {
  while (pool.statistics().workers !== count) yield* sleep(1);
}

test('a pool starts a worker for each job that finds none idle, up to max', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ min: 0, max: 3 });
    assert.equal(pool.statistics().workers, 0);
    const workers = [1, 2, 3, 4, 5].map(() => {
      pool.submit(crowds, marks);
      return pool.statistics().workers;
    });
    assert.deepEqual(workers, [1, 2, 3, 3, 3]);
    yield* marked(marks, 0, 3);
    const { busy, queued } = pool.statistics();
    assert.deepEqual([busy, queued], [3, 2]);
    unblock(marks, 2);
    pool.close();
    yield* pool.join();
    assert.deepEqual(pool.statistics(), { workers: 0, busy: 0, queued: 0, done: 5, failed: 0 });
  });
});

test('workers that have been idle for long go, down to min, and come again when there are jobs', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ min: 1, max: 3, idleMs: 1 });
    const together = [1, 2, 3].map(() => pool.submit(crowds, marks));
    yield* marked(marks, 0, 3);
    unblock(marks, 2);
    yield* all(together);
    yield* untilWorkers(pool, 1);
    assert.deepEqual(yield* pool.map(jobs.double, [1, 2, 3]), [2, 4, 6]);
    yield* untilWorkers(pool, 1);
    assert.equal(yield* pool.apply(jobs.double, 21), 42);
  });
});

test('a pool may shrink to nothing, and is as good as new', async () => {
  await run(function* () {
    const pool = yield* createPool({ max: 2, idleMs: 0 });
    for (let round = 0; round < 3; round++) {
      assert.equal(yield* pool.apply(jobs.double, round), 2 * round);
      yield* untilWorkers(pool, 0);
    }
    assert.equal(pool.statistics().done, 3);
  });
});

test('the worker that was idle last is busy first, so that those which are not needed grow old', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ min: 0, max: 2 });
    const together = [1, 2].map(() => pool.submit(crowds, marks));
    yield* marked(marks, 0, 2);
    unblock(marks, 2);
    yield* all(together);
    const threads = new Set<number>();
    for (let n = 0; n < 5; n++) threads.add(yield* pool.apply(jobs.thread));
    assert.equal(threads.size, 1);
  });
});

test('numbers of workers that do not go together are refused', () => {
  const parallel = availableParallelism();
  const wrong: [PoolOptions, string][] = [
    [{ min: -1 }, 'min must be a whole number, 0 or more, not -1'],
    [{ max: 0 }, 'max must be a whole number, 1 or more, not 0'],
    [{ min: 3, max: 2 }, 'min must be at most max, which is 2, not 3'],
    [
      { size: 2, max: 3 },
      'size is a fixed number of workers: leave it out where min or max is said',
    ],
    [{ idleMs: -1 }, 'idleMs must be a number of milliseconds, 0 or more, not -1'],
  ];
  for (const [options, message] of wrong)
    assert.throws(() => createPool(options), { name: 'RangeError', message });
  return run(function* () {
    const pool = yield* createPool({ min: parallel + 1 });
    assert.equal(pool.statistics().workers, parallel + 1);
  });
});
