import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { all, ClosedError, go, NoTaskError, run, sleep } from 'offshoot';
import { createPool, type PlaceOptions, type PoolOptions, thread } from 'offshoot/place';
import * as jobs from './fixtures/jobs.ts';
import { marked, newMarks, unblock } from './shared.ts';

test('jobs run beside each other, one at a time in each worker', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 2 });
    const first = pool.submit(jobs.blocks, marks);
    const second = pool.submit(jobs.blocks, marks);
    const third = pool.submit(jobs.marks, marks, 3);
    yield* marked(marks, 0, 2);
    assert.deepEqual(pool.statistics(), { workers: 2, busy: 2, queued: 1, done: 0, failed: 0 });
    assert.equal(marks[3], 0);
    unblock(marks);
    assert.deepEqual(yield* all([first, second, third]), ['unblocked', 'unblocked', 3]);
    assert.deepEqual(pool.statistics(), { workers: 2, busy: 0, queued: 0, done: 3, failed: 0 });
  });
});

test('many small jobs all come back, each with its own result', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 2 });
    const futures = Array.from({ length: 5000 }, (_, n) => pool.submit(jobs.double, n));
    for (const [n, job] of futures.entries()) assert.equal(yield* job, 2 * n);
    assert.equal(pool.statistics().done, 5000);
  });
});

test('a pool has as many workers as the machine can run, unless it is said', async () => {
  await run(function* () {
    assert.equal((yield* createPool()).statistics().workers, availableParallelism());
  });
});

test('a closed pool takes no more jobs and does those that it has; join waits for that', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 1, name: 'shop' });
    const futures = [1, 2, 3].map(() => pool.submit(jobs.marks, marks, 0));
    const joined = go(function* () {
      yield* pool.join();
    });
    pool.close();
    pool.close();
    const message = 'cannot start add: pool "shop" is closed';
    assert.throws(() => pool.submit(jobs.add, 1, 2), { name: 'ClosedError', message });
    try {
      yield* pool.apply(jobs.double, 1);
      assert.fail('it returned');
    } catch (error) {
      assert.ok(error instanceof ClosedError);
    }
    yield* joined;
    assert.deepEqual([marks[0], ...futures.map((f) => f.tryGet()?.value)], [3, 0, 0, 0]);
    assert.equal(pool.statistics().workers, 0);
    yield* pool.join();
  });
});

test('disposing of a pool kills its jobs, and waits until it has ended', async () => {
  await run(async () => {
    const pool = await createPool({ size: 1 });
    assert.equal(await pool.apply(jobs.double, 4), 8);
    const job = pool.submit(jobs.slowly, 100_000, 'never');
    await pool[Symbol.asyncDispose]();
    assert.equal(job.cancelled, true);
    assert.equal(pool.statistics().workers, 0);
  });
});

test('environment and flags reach the workers, and conditions stay', async () => {
  await run(function* () {
    const env = { GREETING: 'hello' };
    const pool = yield* createPool({ size: 1, env, execArgv: ['--no-warnings'] });
    assert.equal(yield* pool.apply(jobs.environment, 'GREETING'), 'hello');
    const flags = yield* pool.apply(jobs.flags);
    assert.deepEqual(flags, ['--conditions=offshoot-source', '--no-warnings']);
  });
});

test('a job may have a pool or a program of its own', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    assert.equal(yield* pool.apply(jobs.nests), 42);
    assert.equal(yield* pool.apply(jobs.runs), 'ran');
  });
});

test('wrong options are named, with their value', () => {
  const wrong: [unknown, string, string][] = [
    [{ size: 0 }, 'RangeError', 'size must be a whole number, 1 or more, not 0'],
    [{ size: '2' }, 'TypeError', "size must be a whole number, 1 or more, not '2'"],
    [{ size: 1.5 }, 'RangeError', 'size must be a whole number, 1 or more, not 1.5'],
    [{ on: 'moon' }, 'RangeError', "on must be 'thread' or 'process', not 'moon'"],
    [{ name: 3 }, 'TypeError', 'name must be a string, not 3'],
    [
      { maxTasksPerWorker: 0 },
      'RangeError',
      'maxTasksPerWorker must be a whole number, 1 or more, or Infinity, not 0',
    ],
    [{ env: { A: 1 } }, 'TypeError', 'env.A must be a string, not 1'],
    [{ execArgv: '-x' }, 'TypeError', "execArgv must be an array of strings, not '-x'"],
    [
      { threads: 4 },
      'TypeError',
      'createPool has no option threads; it has size, min, max, idleMs, on, name, init, maxTasksPerWorker, env, execArgv, memoryMb',
    ],
    [4, 'TypeError', 'options must be an object, not 4'],
  ];
  for (const [options, name, message] of wrong)
    assert.throws(() => createPool(options as PoolOptions), { name, message });
  assert.throws(() => createPool({ init: (() => {}) as never }), { code: 'OFFSHOOT_NOT_PORTABLE' });
  assert.throws(() => thread({ memoryMb: 0 } as PlaceOptions), {
    name: 'RangeError',
    message: 'memoryMb must be a whole number, 16 or more, not 0',
  });
  assert.throws(() => thread({ size: 1 } as PlaceOptions), {
    name: 'TypeError',
    message: 'thread has no option size; it has name, execArgv, env, memoryMb',
  });
});

test('outside a task there is no scope that a pool could belong to', async () => {
  await assert.rejects(createPool({ size: 1 }).promise(), NoTaskError);
});

test('calls run beside each other in a place, and close waits for them', async () => {
  await run(function* () {
    const place = yield* thread({ name: 'side' });
    const slow = place.go(jobs.slowly, 300, 'slow');
    assert.equal(yield* place.call(jobs.double, 2), 4);
    assert.deepEqual([place.name, slow.name, slow.state], ['side', 'slowly', 'waiting']);
    yield* place.close();
    assert.equal(yield* slow, 'slow');
    assert.deepEqual(yield* place.exited(), { kind: 'normal' });
    try {
      yield* place.call(jobs.add, 2, 2);
      assert.fail('it returned');
    } catch (error) {
      assert.ok(error instanceof ClosedError);
      assert.equal(error.message, 'cannot call add: side is closed');
    }
    yield* sleep(0);
  });
});
