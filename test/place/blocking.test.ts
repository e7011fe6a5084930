import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { all, go, pause, run, sleep, WorkerLostError } from 'offshoot';
import { blocking, blockingPool } from 'offshoot/place';
import { type Job } from '../../src/place/caller/job.ts';
import { jobOf } from '../../src/place/caller/perform.ts';
import { throws } from './fixtures/errors.ts';
import * as jobs from './fixtures/jobs.ts';
import { crowds } from './fixtures/pools.ts';
import { marked, newMarks, unblock } from './shared.ts';
import { failure } from '../support/failure.ts';
import { Origin } from '../../src/wire/index.ts';

/** Until the helpers of the test before are gone. */
afterEach(async () => {
  blockingPool.limit({ idleMs: 0 });
  while (blockingPool.statistics().workers > 0) await sleep(1);
  blockingPool.limit({ max: 4, idleMs: 10_000 });
});

test('blocking work goes on beside the other tasks, and gives its result or its error', async () => {
  const marks = newMarks();
  await run(function* () {
    const blocked = go(() => blocking(jobs.blocks, marks));
    yield* marked(marks, 0);
    assert.equal(blocked.state, 'waiting');
    unblock(marks);
    assert.equal(yield* blocked, 'unblocked');
    assert.equal(yield* blocking(jobs.add, 40, 2), 42);
    assert.equal(((yield* failure(blocking(throws, 'bank'))) as Error).message, 'no money');
  });
});

/** Ends a job while others are ready; gives the order in which all of them go on. */
async function orderOfReturn(wakesFirst: boolean): Promise<string[]> {
  const order: string[] = [];
  let job: Job | null = null;
  const employer = {
    wakesFirst,
    start: (started: Job) => (job = started),
    stop: () => {},
    ended: () => {},
  };
  await run(function* () {
    const back = go(function* () {
      order.push(yield* jobOf<string>(employer, jobs.double, [], new Origin()));
    });
    yield* pause();
    const others = ['a', 'b'].map((name) => go(() => void order.push(name)));
    job!.end({ ok: true, value: 'back' });
    yield* all([back, ...others]);
  });
  return order;
}

test('whoever comes back from blocking work goes on before all that are ready', async () => {
  assert.deepEqual(await orderOfReturn(true), ['back', 'a', 'b']);
  assert.deepEqual(await orderOfReturn(false), ['a', 'b', 'back']);
});

test('there are as many helpers as there is work for, up to the limit, which can be set', async () => {
  const marks = newMarks();
  blockingPool.limit({ max: 2 });
  await run(function* () {
    const { done } = blockingPool.statistics();
    const tasks = [1, 2, 3].map(() => go(() => blocking(crowds, marks)));
    yield* marked(marks, 0, 2);
    yield* sleep(5);
    const { workers, busy, queued } = blockingPool.statistics();
    assert.deepEqual([workers, busy, queued], [2, 2, 1]);
    blockingPool.limit({ max: 3 });
    assert.equal(blockingPool.statistics().workers, 3);
    yield* marked(marks, 0, 3);
    unblock(marks, 2);
    for (const task of tasks) yield* task;
    assert.equal(blockingPool.statistics().done, done + 3);
    // More than there may be: these go when they are idle.
    blockingPool.limit({ max: 1 });
    while (blockingPool.statistics().workers > 1) yield* sleep(1);
    assert.equal(yield* blocking(jobs.double, 21), 42);
  });
});

test('helpers that are idle end, all of them', async () => {
  await run(function* () {
    assert.equal(yield* blocking(jobs.double, 1), 2);
    assert.equal(blockingPool.statistics().workers, 1);
    blockingPool.limit({ idleMs: 1 });
    while (blockingPool.statistics().workers > 0) yield* sleep(1);
    assert.equal(yield* blocking(jobs.double, 2), 4);
  });
});

test('a kill of the caller kills the job, and waits for its clean-up', async () => {
  const marks = newMarks();
  await run(function* () {
    const task = go(() => blocking(jobs.cleansUp, marks));
    yield* marked(marks, 0);
    task.kill();
    yield* task.outcome();
    assert.deepEqual([...marks], [1, 1, 1, 0]);
  });
});

test('a helper that dies fails its job, and the next one has another helper', async () => {
  await run(function* () {
    const error = yield* failure(blocking(jobs.exits, 3));
    assert.ok(error instanceof WorkerLostError);
    assert.equal(yield* blocking(jobs.double, 21), 42);
  });
});

test('programs share the helpers, and none of them ends those', async () => {
  const threads = [];
  for (let n = 0; n < 2; n++) threads.push(await run(() => blocking(jobs.thread)));
  assert.equal(threads[0], threads[1]);
});

test('a function that is not portable is refused at once, and so are wrong limits', () => {
  assert.throws(() => blocking((() => 1) as never), { code: 'OFFSHOOT_NOT_PORTABLE' });
  assert.throws(() => blockingPool.limit({ max: 0 }), { name: 'RangeError' });
  assert.throws(() => blockingPool.limit({ size: 1 } as never), {
    message: 'limit has no option size; it has max, idleMs',
  });
});
