import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  type Coroutine,
  Future,
  future,
  go,
  type Operation,
  pause,
  run,
  WorkerLostError,
} from 'offshoot';
import { reportTo } from 'offshoot/kernel';
import { createPool, thread } from 'offshoot/place';
import * as jobs from './fixtures/jobs.ts';
import { leavesLate } from './fixtures/pools.ts';
import { lines, newFile } from './files.ts';
import { marked, newMarks, unblock } from './shared.ts';

function* failure(op: Operation<unknown>): Coroutine<WorkerLostError & { exitCode: number }> {
  try {
    assert.fail(`it gave ${String(yield* op)}`);
  } catch (error) {
    assert.ok(error instanceof WorkerLostError, String(error));
    return error as WorkerLostError & { exitCode: number };
  }
}

test('a job that exits its worker fails with WorkerLostError; the others are done, none twice', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 2 });
    const before = Array.from({ length: 40 }, () => pool.submit(jobs.marks, marks, 0));
    const exiting = pool.submit(jobs.exits, 7);
    const after = Array.from({ length: 40 }, () => pool.submit(jobs.marks, marks, 0));
    const error = yield* failure(exiting);
    assert.equal(error.exitCode, 7);
    assert.match(error.message, /^pool-\d ended with exit code 7$/);
    for (const future of [...before, ...after]) assert.equal(yield* future, 0);
    assert.equal(marks[0], 80);
    const { workers, done, failed } = pool.statistics();
    assert.deepEqual([workers, done, failed], [2, 80, 1]);
  });
});

test('any number of jobs may take their worker with them, one after the other', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const lost = Array.from({ length: 5 }, () => pool.submit(jobs.exits, 1));
    const last = pool.submit(jobs.double, 21);
    for (const future of lost) yield* failure(future);
    assert.equal(yield* last, 42);
  });
});

test('a worker that has no memory left fails its job with that as the cause', async () => {
  await run(function* () {
    const place = yield* thread({ memoryMb: 32, name: 'small' });
    const error = yield* failure(place.call(jobs.fillsMemory));
    assert.equal((error.cause as { code?: string }).code, 'ERR_WORKER_OUT_OF_MEMORY');
    assert.deepEqual(yield* place.exited(), { kind: 'lost', error });
    assert.equal(yield* failure(place.call(jobs.double, 1)), error);
  });
});

test('the least memory that can be asked for is enough to start', async () => {
  await run(function* () {
    const place = yield* thread({ memoryMb: 16 });
    assert.equal(yield* place.call(jobs.double, 21), 42);
    const wrong = {
      name: 'RangeError',
      message: 'memoryMb must be a whole number, 16 or more, not 1',
    };
    assert.throws(() => thread({ memoryMb: 1 }), wrong);
    assert.throws(() => createPool({ memoryMb: 1 }), wrong);
  });
});

test('a place that dies loses all its calls, and tells so', async () => {
  await run(function* () {
    const place = yield* thread();
    const waiting = future(() => place.call(jobs.slowly, 100_000, 'never'));
    const error = yield* failure(place.call(jobs.exits, 9));
    assert.equal(error.exitCode, 9);
    assert.equal((yield* failure(waiting)).exitCode, 9);
    assert.deepEqual(yield* place.exited(), { kind: 'lost', error });
  });
});

test('when init fails three times in a row the pool gives up, with its error as the cause', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1, init: jobs.badInit, name: 'licensed' });
    const futures = [pool.submit(jobs.double, 1), pool.submit(jobs.double, 2)];
    for (const future of futures) {
      const error = yield* failure(future);
      assert.match(
        error.message,
        /^pool "licensed" gave up: 3 workers in a row died before they did anything; the last one: licensed-3 ended with exit code 1: no licence$/,
      );
      const lost = error.cause as Error;
      assert.ok(lost.cause instanceof TypeError);
      assert.equal(lost.cause.message, 'no licence');
    }
    assert.throws(() => pool.submit(jobs.double, 3), { code: 'OFFSHOOT_WORKER_LOST' });
    yield* failure(pool.apply(jobs.double, 4));
    yield* pool.join();
    assert.equal(pool.statistics().workers, 0);
  });
});

test('workers that exit in init are not started for ever', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 2, init: jobs.exitingInit });
    const error = yield* failure(pool.apply(jobs.double, 1));
    assert.match(error.message, /3 workers in a row.*exit code 3$/);
  });
});

test('a job that had begun elsewhere goes on when the pool gives up', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({
      size: 2,
      init: jobs.firstOnlyInit,
      env: { OFFSHOOT_FIRST: 'pool-1' },
    });
    const begun = pool.submit(jobs.blocks, marks);
    yield* marked(marks, 0);
    yield* failure(pool.apply(jobs.double, 1));
    assert.equal(begun.tryGet(), undefined);
    unblock(marks);
    assert.equal(yield* begun, 'unblocked');
    yield* pool.join();
  });
});

test('a thread whose opening is killed does not stay', async () => {
  await run(function* () {
    const opening = go(() => thread());
    yield* pause();
    opening.kill();
    yield* opening.outcome();
  });
});

test('init runs once in each worker, before its first job', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1, init: jobs.init });
    assert.deepEqual(
      [yield* pool.apply(jobs.countInits), yield* pool.apply(jobs.countInits)],
      [1, 1],
    );
    yield* failure(pool.apply(jobs.exits, 0));
    assert.equal(yield* pool.apply(jobs.countInits), 1);
  });
});

test('a worker is replaced after maxTasksPerWorker jobs', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1, maxTasksPerWorker: 3 });
    const futures = Array.from({ length: 8 }, () => pool.submit(jobs.thread));
    const threads: number[] = [];
    for (const future of futures) threads.push(yield* future);
    const runs = [...new Set(threads)].map((id) => threads.filter((other) => other === id).length);
    assert.deepEqual(runs, [3, 3, 2]);
    assert.equal(pool.statistics().workers, 1);
  });
});

test('its successor works while one that was replaced is still on its way out', async () => {
  const file = newFile();
  await run(function* () {
    const env = { OFFSHOOT_MAY_GO: file };
    const pool = yield* createPool({ size: 1, maxTasksPerWorker: 1, init: leavesLate, env });
    const first = yield* pool.apply(jobs.thread);
    const second = yield* pool.apply(jobs.thread);
    assert.notEqual(second, first);
    assert.deepEqual(lines(file), [], 'the first one has gone before');
    appendFileSync(file, 'go\n');
  });
  assert.deepEqual(lines(file).slice(0, 2), ['go', 'gone']);
});

test('a job that leaves a failing task fails; its worker lives', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const before = yield* pool.apply(jobs.thread);
    try {
      yield* pool.apply(jobs.leavesTask);
      assert.fail('it returned');
    } catch (error) {
      assert.ok(error instanceof RangeError);
    }
    assert.equal(yield* pool.apply(jobs.thread), before);
  });
});

test('killing a place ends it and what runs there', async () => {
  const marks = newMarks();
  await run(function* () {
    const place = yield* thread();
    const task = place.go(jobs.spins, marks);
    yield* marked(marks, 0);
    place.kill('over');
    const outcome = yield* task.outcome();
    assert.equal(outcome.ok, false);
    assert.deepEqual(yield* place.exited(), { kind: 'killed', reason: 'over' });
  }).catch((error: unknown) => assert.equal((error as { code?: string }).code, 'OFFSHOOT_KILLED'));
});

test('a worker that dies while it is idle is reported, and replaced', async () => {
  const told: string[] = [];
  await run(function* () {
    const died = new Future<void>();
    const before = reportTo(({ kind, message, error }) => {
      if (kind !== 'worker') return;
      told.push(message, ((error as Error).cause as Error).message);
      died.set(undefined);
    });
    const pool = yield* createPool({ size: 1 });
    assert.equal(yield* pool.apply(jobs.crashesLater), 'fine');
    // An idle pool does not keep this process alive; the time limit does.
    yield* died.timeout(10_000);
    reportTo(before);
    assert.equal(yield* pool.apply(jobs.double, 2), 4);
  });
  assert.deepEqual(told, ['pool-1 died while it was idle:', 'from a timer']);
});

test('under kills and crashes every job ends, and none is begun twice', async () => {
  const count = 600;
  const marks = newMarks(count);
  await run(function* () {
    const pool = yield* createPool({ size: 3 });
    const futures = Array.from({ length: count }, (_, n) =>
      pool.submit(jobs.marksOrExits, marks, n, 100),
    );
    for (const [n, job] of futures.entries()) if (n % 7 === 0) job.cancel();
    const ends: string[] = [];
    for (const [n, job] of futures.entries()) {
      try {
        assert.equal(yield* job, n);
        ends.push('done');
      } catch (error) {
        ends.push((error as Error).name);
      }
    }
    for (const [n, end] of ends.entries()) {
      const begun = marks[n];
      if (n % 7 === 0) assert.ok(end === 'CancelledError' && begun! <= 1, `${n}: ${end}, ${begun}`);
      else if (n % 100 === 99) assert.deepEqual([end, begun], ['WorkerLostError', 1]);
      // What a worker had done, but not said, is lost with it.
      else assert.ok(begun === 1 && /^(done|WorkerLostError)$/.test(end), `${n}: ${end}, ${begun}`);
    }
    assert.equal(pool.statistics().workers, 3);
  });
});
