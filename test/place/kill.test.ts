import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CancelledError,
  go,
  KilledError,
  run,
  select,
  sleep,
  TimeoutError,
  WorkerLostError,
} from 'offshoot';
import { createPool, thread } from 'offshoot/place';
import * as jobs from './fixtures/jobs.ts';
import { marked, newMarks, unblock } from './shared.ts';

test('a killed job runs its clean-up in the worker to its end, and the task ends after that', async () => {
  for (const fn of [jobs.cleansUp, jobs.awaits]) {
    const marks = newMarks();
    await run(function* () {
      const pool = yield* createPool({ size: 1 });
      const before = yield* pool.apply(jobs.thread);
      const task = go(() => pool.apply(fn, marks));
      yield* marked(marks, 0);
      task.kill('enough');
      const outcome = yield* task.outcome();
      assert.ok(!outcome.ok && outcome.error instanceof KilledError);
      assert.deepEqual([outcome.killed, outcome.abandoned], [true, false]);
      assert.deepEqual([...marks], [1, 1, fn === jobs.cleansUp ? 1 : 0, 0]);
      assert.equal(yield* pool.apply(jobs.thread), before, 'it is the same worker');
    });
  }
});

test('a timeout kills the job', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    try {
      yield* pool.apply(jobs.cleansUp, marks).timeout(200);
      assert.fail('it returned');
    } catch (error) {
      assert.ok(error instanceof TimeoutError);
    }
    assert.equal(marks[0], marks[2]);
    assert.equal(pool.statistics().busy, 0);
  });
});

test('a select that goes another way kills the job and returns when it has cleaned up', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const won = yield* select({ begun: marked(marks, 0), job: pool.apply(jobs.cleansUp, marks) });
    assert.equal(won.key, 'begun');
    assert.deepEqual([...marks], [1, 1, 1, 0]);
  });
});

test('cancelling a future kills its job; one that has not begun never runs', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const running = pool.submit(jobs.cleansUp, marks);
    const waiting = pool.submit(jobs.marks, marks, 3);
    yield* marked(marks, 0);
    assert.equal(waiting.cancel('not wanted'), true);
    assert.equal(running.cancel(), true);
    for (const future of [running, waiting]) {
      try {
        yield* future;
        assert.fail('it returned');
      } catch (error) {
        assert.ok(error instanceof CancelledError);
      }
    }
    assert.equal(yield* pool.apply(jobs.double, 1), 2);
    assert.deepEqual([...marks], [1, 1, 1, 0]);
  });
});

test('an error of the clean-up comes home', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const caught: unknown[] = [];
    try {
      yield* select({ begun: marked(marks, 0), job: pool.apply(jobs.cleanUpFails, marks) });
    } catch (error) {
      caught.push(error);
    }
    assert.equal(caught.length, 1);
    assert.ok(caught[0] instanceof RangeError);
    assert.equal(caught[0].message, 'clean-up failed');
  });
});

test('a chunk of plain calls is killed between two of them', async () => {
  const marks = newMarks();
  const items = Array.from({ length: 20_000 }, () => marks);
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const before = yield* pool.apply(jobs.thread);
    const task = go(() => pool.map(jobs.computes, items, { chunkSize: items.length }));
    yield* marked(marks, 0);
    task.kill();
    const outcome = yield* task.outcome();
    assert.deepEqual(!outcome.ok && [outcome.killed, outcome.abandoned], [true, false]);
    assert.ok(marks[0]! < items.length, 'it did all of it');
    assert.equal(yield* pool.apply(jobs.thread), before, 'it is the same worker');
  });
});

test('a job that does not answer is given up when its grace is over, and its worker is replaced', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const before = yield* pool.apply(jobs.thread);
    const task = go(() => pool.apply(jobs.spins, marks));
    yield* marked(marks, 0);
    const next = pool.submit(jobs.thread);
    task.kill('too long', { within: 30 });
    const outcome = yield* task.outcome();
    assert.ok(!outcome.ok && outcome.error instanceof KilledError);
    assert.deepEqual([outcome.killed, outcome.abandoned], [true, true]);
    assert.notEqual(yield* next, before, 'what had not begun is done by the new worker');
    const { workers, busy, queued } = pool.statistics();
    assert.deepEqual([workers, busy, queued], [1, 0, 0]);
  });
});

test('a worker whose job cleans up for ever is not ended: the clean-up is', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const before = yield* pool.apply(jobs.thread);
    const task = go(() => pool.apply(jobs.cleansUpForEver, marks));
    yield* marked(marks, 0);
    // The worker gives the clean-up up, too, and has as long again to say so: a second, on a busy machine.
    task.kill('', { within: 1000 });
    const outcome = yield* task.outcome();
    assert.deepEqual([outcome.ok, !outcome.ok && outcome.killed], [false, true]);
    assert.equal(yield* pool.apply(jobs.thread), before);
  });
});

test('the hard end of a place fails the neighbours, and says why and by whom', async () => {
  const marks = newMarks();
  await run(function* () {
    const place = yield* thread({ name: 'shared' });
    const neighbour = go(function* () {
      try {
        return yield* place.call(jobs.slowly, 100_000, 'never');
      } catch (error) {
        return error;
      }
    });
    const task = place.go(jobs.spins, marks);
    yield* marked(marks, 0);
    task.kill('', { within: 20 });
    const error = (yield* neighbour) as WorkerLostError & { by: string; worker: string };
    assert.ok(error instanceof WorkerLostError);
    assert.deepEqual([error.cause, error.by, error.worker], ['hardKill', 'spins', 'shared']);
    assert.deepEqual(yield* place.exited(), { kind: 'lost', error });
  });
});

test('a job that is stuck holds back nobody: what was sent after it moves to another worker', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 2 });
    // Quick jobs are sent ahead; so some are behind the one that blocks.
    for (let round = 0; round < 20; round++)
      yield* pool.map(jobs.double, [1, 2, 3, 4], { chunkSize: 1 });
    const quick = Array.from({ length: 50 }, (_, n) => pool.submit(jobs.double, n));
    const blocked = pool.submit(jobs.blocks, marks);
    const after = Array.from({ length: 50 }, (_, n) => pool.submit(jobs.double, n));
    for (const future of [...quick, ...after]) yield* future;
    assert.equal(blocked.tryGet(), undefined);
    unblock(marks);
    assert.equal(yield* blocked, 'unblocked');
  });
});

test('the end of a scope kills what its pool has to do, and a job never begun never runs', async () => {
  const marks = newMarks();
  const futures = await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const begun = pool.submit(jobs.cleansUp, marks);
    const waiting = pool.submit(jobs.marks, marks, 3);
    yield* marked(marks, 0);
    return { held: [begun, waiting] };
  });
  assert.deepEqual(
    futures.held.map((future) => future.cancelled),
    [true, true],
  );
  assert.deepEqual([...marks], [1, 1, 1, 0]);
});

test('terminate ends everything at once, also under load', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 2 });
    const futures = Array.from({ length: 500 }, (_, n) => pool.submit(jobs.slowly, n, 'x'));
    const spinning = pool.submit(jobs.spins, marks);
    yield* sleep(0);
    pool.terminate();
    yield* pool.join();
    assert.equal(spinning.cancelled, true);
    assert.ok(futures.every((future) => future.cancelled || future.tryGet() !== undefined));
    assert.ok(futures.at(-1)!.cancelled);
    const { workers, busy, queued, done, failed } = pool.statistics();
    assert.deepEqual([workers, busy, queued, done + failed], [0, 0, 0, 501]);
  });
});

test('terminate from the end of a job ends those that were sent and not begun, and they stay ended', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    // Quick ones first, so that many are sent ahead.
    for (let n = 0; n < 50; n++) yield* pool.apply(jobs.double, n);
    const first = pool.submit(jobs.double, 1);
    const others = [pool.submit(jobs.blocks, marks), pool.submit(jobs.double, 2)];
    for (let n = 0; n < 20; n++) others.push(pool.submit(jobs.double, n));
    first.onDone(() => pool.terminate());
    for (const future of others) {
      try {
        yield* future;
        assert.fail('it ended');
      } catch (error) {
        assert.ok(error instanceof CancelledError);
      }
    }
    yield* pool.join();
    const statistics = { workers: 0, busy: 0, queued: 0, done: 51, failed: 22 };
    assert.deepEqual(pool.statistics(), statistics);
  });
});
