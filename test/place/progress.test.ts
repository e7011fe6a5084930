import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Future, run } from 'offshoot';
import { createPool, progress } from 'offshoot/place';
import { Scheduler } from 'offshoot/kernel';
import { Progress } from '../../src/place/progress.ts';
import { chatters, progresses, progressesBelow } from './fixtures/pools.ts';
import { newMarks, unblock } from './shared.ts';

test('what a job says of its progress is that of its future; the last value comes before the end', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const job = pool.submit(progresses, marks);
    const heard: number[] = [];
    const half = new Future<void>();
    job.onProgress((n) => {
      heard.push(n);
      if (n === 0.5) half.set(undefined);
    });
    // The job waits now: what it said last is heard of all the same.
    yield* half;
    assert.equal(job.progress, 0.5);
    unblock(marks);
    assert.equal(yield* job, 'done');
    assert.deepEqual([heard.at(-1), job.progress], [1, 1]);
    assert.ok(heard.length < 10, `${heard.length} of 101 values were sent`);
  });
});

test('a task of the job, and async code, says it for the job', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const job = pool.submit(progressesBelow);
    yield* job;
    assert.equal(job.progress, 7);
  });
});

test('a job that says it in a loop does not flood its caller', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const job = pool.submit(chatters, 1_000_000);
    let heard = 0;
    job.onProgress(() => heard++);
    yield* job;
    assert.equal(job.progress, 1_000_000);
    assert.ok(heard > 0 && heard < 10_000, `${heard} values were sent`);
  });
});

test('one job does not speak for the next', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const first = pool.submit(chatters, 3);
    const second = pool.submit(chatters, 0);
    yield* first;
    yield* second;
    assert.deepEqual([first.progress, second.progress], [3, 0]);
  });
});

test('outside a job progress does nothing, but a wrong value is named', () => {
  progress(0.5);
  assert.throws(() => progress('1' as never), { message: "n must be a number, not '1'" });
  assert.throws(() => progress(NaN), { name: 'RangeError' });
});

test('the first value is sent at once, then the latest, no more often than every 20 ms', () => {
  let time = 0;
  let due: (() => void) | null = null;
  const clock = {
    now: () => time,
    wakeAt: (_: number, wake: () => void) => (due = wake),
    rest: () => (due = null),
  };
  const sent: [number, number][] = [];
  const said = new Progress(new Scheduler({ clock }), (value) => sent.push([time, value]));
  said.say(1);
  said.say(2);
  time = 10;
  said.say(3);
  time = 20;
  due!();
  time = 45;
  said.say(4);
  time = 46;
  said.say(5);
  said.flush();
  said.flush();
  assert.deepEqual(sent, [
    [0, 1],
    [20, 3],
    [45, 4],
    [46, 5],
  ]);
});
