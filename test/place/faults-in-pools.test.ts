// What goes wrong in pools, on real threads and processes: a fault takes one worker, and of the jobs only
// the one that had begun in it. (faults.test.ts has the same in places, where neighbours share a worker.)
import '../support/leaks.ts';
import '../support/outside.ts';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Coroutine, go, KilledError, now, run, WorkerLostError } from 'offshoot';
import { createPool, type Pool, type PortableBody } from 'offshoot/place';
import { failure } from '../support/failure.ts';
import { lines, newFile, written } from './files.ts';
import * as faulty from './fixtures/faulty.ts';
import * as jobs from './fixtures/place-jobs.ts';

interface Fault {
  job: PortableBody<unknown, []>;
  exitCode?: number;
  signal?: string;
  cause?: string;
}

const uncaught = { exitCode: 1, cause: 'RangeError: nobody catches this' };
const inBoth: Fault[] = [
  { job: faulty.exits, exitCode: 7 },
  { job: faulty.crashes, ...uncaught },
  { job: faulty.rejects, ...uncaught },
];
const faults: Record<'thread' | 'process', Fault[]> = {
  thread: inBoth,
  process: [
    ...inBoth,
    { job: faulty.aborts, signal: 'SIGABRT' },
    { job: faulty.killsItself, signal: 'SIGKILL' },
    {
      job: faulty.tears,
      exitCode: 3,
      cause: 'LinkLostError: the pipe to W was cut inside a frame',
    },
    { job: faulty.talksRubbish, exitCode: 1, cause: 'LinkLostError: the pipe to W: a frame of an' },
  ],
};

/** How the worker was lost; of the cause as much as `fault` says. */
function told({ exitCode, signal, worker, cause }: WorkerLostError, fault: Fault): object {
  const words = cause instanceof Error ? `${cause.name}: ${cause.message}` : undefined;
  const said = words?.replace(worker!, 'W').slice(0, fault.cause?.length);
  return { job: fault.job, exitCode, signal, cause: said };
}

for (const on of ['thread', 'process'] as const) {
  test(`a fault (${on}) loses the job that had begun in that worker, and no other`, async () => {
    await run(function* () {
      const pool = yield* createPool({ on, size: 2 });
      const file = newFile();
      const bystander = pool.submit(jobs.waits, file);
      yield* written(file);
      for (const fault of faults[on]) {
        const lost = pool.submit(fault.job);
        const behind = [1, 2, 3].map((n) => pool.submit(jobs.plain, n));
        const error = yield* failure(lost.get());
        assert.ok(error instanceof WorkerLostError, String(error));
        const nothing = { exitCode: undefined, signal: undefined, cause: undefined };
        assert.deepEqual(told(error, fault), { ...nothing, ...fault });
        for (const [n, future] of behind.entries()) assert.equal(yield* future, 2 * (n + 1));
        assert.equal(pool.statistics().workers, 2);
      }
      assert.deepEqual([bystander.tryGet(), lines(file)], [undefined, ['begun']]);
      yield* endsSoftly(pool, () => bystander.cancel(), file);
      // What it wrote may be seen before its end has been heard of.
      pool.close();
      yield* pool.join();
      const { done, failed } = pool.statistics();
      assert.deepEqual([done, failed], [3 * faults[on].length + 1, faults[on].length + 1]);
    });
  });

  test(`a job that hears no kill (${on}) is given up when its grace is over, and its worker replaced`, async () => {
    await run(function* () {
      const pool = yield* createPool({ on, size: 2 });
      const [elsewhere, native] = [newFile(), newFile()];
      const bystander = pool.submit(jobs.waits, elsewhere);
      yield* written(elsewhere);
      for (const stuck of [faulty.loops, faulty.backtracks, faulty.blocksNatively]) {
        const file = stuck === faulty.blocksNatively ? native : newFile();
        const task = go(() => pool.apply(stuck, file));
        yield* written(file);
        const next = pool.submit(jobs.plain, 4);
        const since = now();
        task.kill('too long', { within: 20 });
        const outcome = yield* task.outcome();
        assert.ok(now() - since >= 20, 'not before the grace is over');
        assert.ok(!outcome.ok && outcome.error instanceof KilledError);
        assert.deepEqual([outcome.killed, outcome.abandoned], [true, true]);
        assert.equal(next.tryGet(), undefined, 'nor when there is another worker');
        assert.deepEqual(lines(file), ['begun'], 'nor when it has ended by itself');
        assert.equal(yield* next, 8);
      }
      assert.deepEqual([bystander.tryGet(), lines(elsewhere)], [undefined, ['begun']]);
      yield* endsSoftly(pool, () => bystander.cancel(), elsewhere);
      // A thread in native code ends when that does.
      if (on === 'thread') yield* written(native, 'slept');
    });
  });
}

for (const on of ['thread', 'process'] as const) {
  test(`a worker that has no memory left (${on}) is lost with its job, and replaced`, async () => {
    await run(function* () {
      const pool = yield* createPool({ on, size: 1, memoryMb: 32 });
      const lost = pool.submit(faulty.fills, 'objects', 0);
      const behind = pool.submit(jobs.plain, 21);
      const error = yield* failure(lost.get());
      assert.ok(error instanceof WorkerLostError, String(error));
      const { signal, cause } = error;
      if (on === 'process') assert.match(String(signal), /^SIG(ABRT|TRAP|ILL)$/);
      else assert.equal((cause as { code?: string }).code, 'ERR_WORKER_OUT_OF_MEMORY');
      assert.equal(yield* behind, 42);
    });
  });
}

test('quick jobs are not sent behind one that may compute for long, which a process could not give back', async () => {
  const [file, unblock] = [newFile(), newFile()];
  await run(function* () {
    const pool = yield* createPool({ on: 'process', size: 2 });
    // They turn out to be quick, and are sent ahead.
    for (let n = 0; n < 100; n++) yield* pool.apply(jobs.plain, n);
    const quick = Array.from({ length: 30 }, (_, n) => pool.submit(jobs.plain, n));
    const blocked = pool.submit(faulty.blocksUntil, file, unblock);
    quick.push(...Array.from({ length: 30 }, (_, n) => pool.submit(jobs.plain, 30 + n)));
    yield* written(file);
    for (const [n, future] of quick.entries()) assert.equal(yield* future, 2 * n);
    assert.equal(blocked.tryGet(), undefined);
    writeFileSync(unblock, '');
    assert.equal(yield* blocked, 'unblocked');
  });
});

/** Its clean-up runs, and its worker stays. */
function* endsSoftly(pool: Pool, cancel: () => void, file: string): Coroutine<void> {
  cancel();
  yield* written(file, 'cleaned up');
  assert.equal(yield* pool.apply(jobs.plain, 1), 2);
  assert.deepEqual(lines(file), ['begun', 'cleaning up', 'cleaned up']);
}
