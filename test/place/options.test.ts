import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KilledError, run, sleep, TimeoutError } from 'offshoot';
import { createPool, type JobOptions } from 'offshoot/place';
import * as jobs from './fixtures/jobs.ts';
import { logs, waitsIn } from './fixtures/pools.ts';
import { marked, newMarks, unblock } from './shared.ts';
import { failure } from '../support/failure.ts';

test('jobs of a higher priority go first, equal ones in order of arrival', async () => {
  const marks = newMarks();
  const log = newMarks(10);
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const first = pool.submit(jobs.blocks, marks);
    yield* marked(marks, 0);
    const priorities = [0, -1, 5, 0, 5, 2.5, -Infinity, Infinity];
    const futures = priorities.map((priority, n) => pool.with({ priority }).submit(logs, log, n));
    unblock(marks);
    yield* first;
    for (const future of futures) yield* future;
    assert.deepEqual([...log.subarray(1, 9)], [7, 2, 4, 5, 0, 3, 1, 6]);
  });
});

test('a job goes before those that were sent ahead to a worker, and not begun', async () => {
  const marks = newMarks();
  const log = newMarks(103);
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    // Quick ones, so that the next are sent ahead.
    yield* pool.map(
      jobs.double,
      Array.from({ length: 2000 }, (_, n) => n),
      { chunkSize: 1 },
    );
    const first = pool.submit(jobs.blocks, marks);
    const low = Array.from({ length: 100 }, (_, n) => pool.submit(logs, log, n + 1));
    yield* marked(marks, 0);
    const high = pool.with({ priority: 1 }).submit(logs, log, -1);
    unblock(marks);
    yield* first;
    yield* high;
    for (const future of low) yield* future;
    assert.deepEqual(
      [...log.subarray(1, 102)],
      [-1, ...Array.from({ length: 100 }, (_, n) => n + 1)],
    );
  });
});

test('a job that runs longer than its limit is killed, cleans up, and fails with TimeoutError', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    yield* pool.apply(jobs.double, 1);
    const future = pool.with({ limitMs: 100 }).submit(jobs.cleansUp, marks);
    const error = yield* failure(future);
    assert.ok(error instanceof TimeoutError);
    assert.deepEqual(
      [error.message, error.ms],
      ['cleansUp: it ran longer than its limit of 100 ms', 100],
    );
    assert.equal(marks[2], 1);
    assert.equal(future.cancelled, false);
    // Nobody else was touched.
    assert.deepEqual(pool.statistics(), { workers: 1, busy: 0, queued: 0, done: 1, failed: 1 });
  });
});

test('the time in the line does not count for the limit, nor does a limited job wait behind others', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const first = pool.submit(jobs.blocks, marks);
    yield* marked(marks, 0);
    const limited = pool.with({ limitMs: 5000 });
    const futures = [1, 2, 3].map((n) => limited.submit(jobs.double, n));
    const waits = pool.with({ limitMs: 1 }).submit(jobs.double, 4);
    yield* sleep(20);
    assert.equal(waits.tryGet(), undefined);
    futures.push(limited.submit(jobs.double, 5));
    unblock(marks);
    yield* first;
    const results: number[] = [];
    for (const future of futures) results.push(yield* future);
    assert.deepEqual(results, [2, 4, 6, 10]);
  });
});

test('a job that computes is given up when the time for its clean-up is over, and its worker replaced', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const before = yield* pool.apply(jobs.thread);
    const error = yield* failure(
      pool.with({ limitMs: 50 }).with({ within: 10 }).apply(jobs.spins, marks),
    );
    assert.ok(error instanceof TimeoutError);
    assert.notEqual(yield* pool.apply(jobs.thread), before);
  });
});

test('within says how long a killed job may clean up', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const future = pool.with({ within: 10 }).submit(jobs.cleansUpForEver, marks);
    yield* marked(marks, 0);
    future.cancel('enough');
    // Long before the 5 s that it would have.
    while (pool.statistics().failed === 0) yield* sleep(1);
    assert.equal(yield* pool.apply(jobs.double, 21), 42);
  });
});

test('in a map the limit is for each item of a chunk, and priority for each chunk', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    yield* pool.apply(jobs.double, 1);
    const limited = pool.with({ limitMs: 50, priority: 1 });
    const error = yield* failure(limited.map(waitsIn as never, [1, 2, 3, 4], { chunkSize: 4 }));
    assert.ok(error instanceof TimeoutError);
    assert.equal(error.ms, 200);
    assert.deepEqual(yield* limited.map(jobs.double, [1, 2]), [2, 4]);
  });
});

test('a limited job that is killed is killed, and one that ends in time has its result', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const limited = pool.with({ limitMs: 60_000 });
    const future = limited.submit(jobs.cleansUp, marks);
    yield* marked(marks, 0);
    future.cancel();
    assert.equal(yield* limited.apply(jobs.double, 4), 8);
    assert.equal(future.cancelled, true);
    const error = yield* failure(limited.apply(jobs.slowly, 60_000, 'never').timeout(20));
    assert.ok(error instanceof TimeoutError && !(error instanceof KilledError));
  });
});

test('wrong options of jobs are named', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const wrong: [unknown, string, string][] = [
      [{ priority: '1' }, 'TypeError', "priority must be a number, not '1'"],
      [{ priority: NaN }, 'RangeError', 'priority must be a number, not NaN'],
      [
        { limitMs: -1 },
        'RangeError',
        'limitMs must be a number of milliseconds, 0 or more, not -1',
      ],
      [{ within: 'x' }, 'TypeError', "within must be a number of milliseconds, 0 or more, not 'x'"],
      [{ timeout: 1 }, 'TypeError', 'with has no option timeout; it has priority, limitMs, within'],
    ];
    for (const [options, name, message] of wrong)
      assert.throws(() => pool.with(options as JobOptions), { name, message });
  });
});
