// What goes wrong in places, on real threads and processes. Of each fault: the exact error, whether the
// end was soft or hard, when its caller is settled, who is harmed and who is not; and, seen from outside
// after each test, that nothing is left. (faults-in-pools.test.ts: the same in pools. memory.test.ts: no
// memory left. loading.test.ts: modules that cannot be loaded. programs.test.ts: no main guard.
// orphans.test.ts: the parent dies first.)
import '../support/leaks.ts';
import '../support/outside.ts';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  all,
  CancelledError,
  CodecError,
  type Coroutine,
  go,
  KilledError,
  NotPortableError,
  now,
  type Operation,
  run,
  sleep,
  type Task,
  WorkerLostError,
} from 'offshoot';
import { createPool, type Place, processPlace, thread } from 'offshoot/place';
import { childrenOf, isAlive } from '../support/proc.ts';
import * as faulty from './fixtures/faulty.ts';
import * as jobs from './fixtures/place-jobs.ts';
import { lines, newFile, written } from './files.ts';
import { failure } from '../support/failure.ts';

type Kind = 'a thread' | 'a process';
const open: Record<Kind, () => Operation<Place>> = {
  'a thread': () => thread({ name: 'apart' }),
  'a process': () => processPlace({ name: 'apart' }),
};

interface Lost {
  exitCode?: number;
  signal?: string;
  cause?: string;
}
interface Fault {
  what: string;
  in: Kind;
  job: (place: Place) => Operation<unknown>;
  lost: Lost;
}

const both = (what: string, job: Fault['job'], lost: Lost): Fault[] => [
  { what, in: 'a thread', job, lost },
  { what, in: 'a process', job, lost },
];
const inProcess = (what: string, job: Fault['job'], lost: Lost): Fault[] => [
  { what, in: 'a process', job, lost },
];

const faults: Fault[] = [
  ...both('process.exit', (place) => place.call(faulty.exits), { exitCode: 7 }),
  ...both('an error that nobody catches', (place) => place.call(faulty.crashes), {
    exitCode: 1,
    cause: 'RangeError: nobody catches this',
  }),
  ...both('a rejection that nobody catches', (place) => place.call(faulty.rejects), {
    exitCode: 1,
    cause: 'RangeError: nobody catches this',
  }),
  ...inProcess('process.abort', (place) => place.call(faulty.aborts), { signal: 'SIGABRT' }),
  ...inProcess('kill -9', (place) => place.call(faulty.killsItself), { signal: 'SIGKILL' }),
  ...inProcess('a message that is torn', (place) => place.call(faulty.tears), {
    exitCode: 3,
    cause: 'LinkLostError: the pipe to apart was cut inside a frame: the other end is gone',
  }),
  ...inProcess('rubbish in the pipe', (place) => place.call(faulty.talksRubbish), {
    exitCode: 1,
    cause: 'LinkLostError: the pipe to apart: a frame of an unknown kind, 47',
  }),
];

for (const { what, in: kind, job, lost } of faults) {
  test(`${kind}: ${what} loses the place, and all its calls learn how; no other place does`, async () => {
    await run(function* () {
      const [place, other] = [yield* open[kind](), yield* open[kind]()];
      const [file, elsewhere] = [newFile(), newFile()];
      const neighbour = go(() => failure(place.call(jobs.waits, file)));
      const bystander = other.go(jobs.waits, elsewhere);
      yield* all([go(written, file), go(written, elsewhere)]);
      const error = yield* failure(job(place));
      assert.ok(error instanceof WorkerLostError, String(error));
      const { exitCode, signal, worker, cause } = error;
      assert.deepEqual(
        {
          exitCode,
          signal,
          worker,
          cause: cause instanceof Error ? `${cause.name}: ${cause.message}` : undefined,
        },
        { exitCode: undefined, signal: undefined, cause: undefined, ...lost, worker: 'apart' },
      );
      assert.equal(yield* neighbour, error);
      assert.deepEqual(yield* place.exited(), { kind: 'lost', error });
      assert.equal(yield* failure(place.call(jobs.plain, 1)), error);
      yield* untouched(other, bystander, elsewhere);
    });
  });
}

/** What runs there still runs; and it ends softly, with its clean-up. */
function* untouched(place: Place, task: Task<unknown>, file: string): Coroutine<void> {
  assert.equal(yield* place.call(jobs.plain, 1), 2);
  assert.deepEqual(lines(file), ['begun']);
  task.kill();
  const outcome = yield* task.outcome();
  assert.deepEqual(!outcome.ok && [outcome.killed, outcome.abandoned], [true, false]);
  assert.deepEqual(lines(file), ['begun', 'cleaning up', 'cleaned up']);
}

test('a process that leaves a child of its own is known to have ended before that child has', async () => {
  const file = newFile();
  await run(function* () {
    const place = yield* processPlace();
    const error = yield* failure(place.call(faulty.leavesChild, file));
    assert.ok(error instanceof WorkerLostError);
    const child = Number(lines(file)[0]);
    assert.equal(isAlive(child), true);
    process.kill(child, 'SIGKILL');
  });
});

test('process.abort does not exist in a thread: the job fails, and nobody else', async () => {
  await run(function* () {
    const place = yield* thread();
    const error = (yield* failure(place.call(faulty.aborts))) as NodeJS.ErrnoException;
    assert.equal(error.code, 'ERR_WORKER_UNSUPPORTED_OPERATION');
    assert.equal(yield* place.call(jobs.plain, 1), 2);
  });
});

for (const kind of ['a thread', 'a process'] as const) {
  test(`${kind}: a function that is no export fails alone`, async () => {
    await run(function* () {
      const place = yield* open[kind]();
      const error = yield* failure(place.call(jobs.notExported.hidden));
      assert.ok(error instanceof NotPortableError);
      assert.match(error.message, /^function hidden is portable but no export of file:/);
      assert.equal(yield* place.call(jobs.plain, 1), 2);
    });
  });

  for (const stuck of [faulty.loops, faulty.backtracks, faulty.blocksNatively]) {
    test(`${kind}: ${stuck.name}: the caller is settled when the grace is over, the place ended hard`, async () => {
      await run(function* () {
        const [place, other] = [yield* open[kind](), yield* open[kind]()];
        const [file, waiting, elsewhere] = [newFile(), newFile(), newFile()];
        const neighbour = go(() => failure(place.call(jobs.waits, waiting)));
        const bystander = other.go(jobs.waits, elsewhere);
        yield* all([go(written, waiting), go(written, elsewhere)]);
        const task = place.go(stuck, file);
        yield* written(file);
        const order: string[] = [];
        for (const [what, end] of [
          ['settled', task.outcome()],
          ['ended', place.exited()],
        ] as const)
          go(function* () {
            yield* end;
            order.push(what);
          });
        const since = now();
        task.kill('too long', { within: 20 });
        const outcome = yield* task.outcome();
        assert.ok(now() - since >= 20, 'not before the grace is over');
        assert.ok(!outcome.ok && outcome.error instanceof KilledError);
        assert.deepEqual([outcome.killed, outcome.abandoned], [true, true]);
        const error = yield* neighbour;
        assert.ok(error instanceof WorkerLostError);
        assert.deepEqual([error.cause, error.by], ['hardKill', stuck.name]);
        assert.deepEqual(yield* place.exited(), { kind: 'lost', error });
        assert.deepEqual(order, ['settled', 'ended'], 'nor when the end of the place is known');
        assert.deepEqual(lines(file), ['begun'], 'nor when that has ended by itself');
        yield* untouched(other, bystander, elsewhere);
        // A thread in native code ends when that does; a process at once, with what it has started.
        if (stuck === faulty.blocksNatively && kind === 'a thread') yield* written(file, 'slept');
      });
    });
  }
}

test('a message that is too large for a process fails alone, there and back', async () => {
  const tooLarge = 256 * 1024 * 1024 + 1;
  await run(function* () {
    const place = yield* processPlace();
    const there = yield* failure(place.call(jobs.echo, new Uint8Array(tooLarge)));
    assert.ok(there instanceof CodecError);
    assert.match(
      there.message,
      /^args cannot travel to another place: a message of \d+ bytes is too large for the pipe to process-\d+/,
    );
    assert.equal(yield* place.call(jobs.plain, 1), 2);
    const back = yield* failure(place.call(faulty.answersAtLength, tooLarge));
    assert.ok(back instanceof CodecError);
    assert.match(
      back.message,
      /^result cannot travel to another place: a message of \d+ bytes is too large for the pipe to the parent/,
    );
    assert.equal(yield* place.call(jobs.plain, 1), 2);
  });
});

test('in a pool of processes that die under jobs, each job is begun once', async () => {
  const file = newFile();
  const count = 200;
  await run(function* () {
    const pool = yield* createPool({ on: 'process', size: 2 });
    const futures = Array.from({ length: count }, (_, n) =>
      pool.submit(faulty.countsOrDies, file, n, 50),
    );
    for (const [n, job] of futures.entries()) if (n % 50 === 7) job.cancel();
    const ends = { done: 0, cancelled: 0, lost: 0 };
    for (const job of futures) {
      try {
        yield* job;
        ends.done++;
      } catch (error) {
        if (error instanceof WorkerLostError) ends.lost++;
        else if (error instanceof CancelledError) ends.cancelled++;
        else throw error;
      }
    }
    assert.equal(ends.done + ends.cancelled + ends.lost, count);
    assert.equal(ends.cancelled, 4);
    // Each of four killed its worker; what that had done and not said may be lost with it.
    assert.ok(ends.lost >= 4, String(ends.lost));
  });
  const begun = lines(file);
  assert.equal(new Set(begun).size, begun.length, 'a job has begun twice');
  assert.ok(begun.length >= count - 4, 'a job that nobody cancelled has not begun');
});

test('a pool of processes, a place, and who watches over them: all are children, and none is left', async () => {
  const before = childrenOf(process.pid);
  await run(function* () {
    const pool = yield* createPool({ on: 'process', size: 2 });
    const place = yield* processPlace();
    yield* pool.map(jobs.plain, [1, 2, 3, 4]);
    yield* place.call(jobs.plain, 1);
    const pids = childrenOf(process.pid).filter((pid) => !before.includes(pid));
    assert.equal(pids.length, 4);
    yield* place.close();
    pool.close();
    yield* pool.join();
    while (pids.some(isAlive)) yield* sleep(5);
  });
});

for (const on of ['thread', 'process'] as const) {
  test(`a pool (${on}): what was sent behind a job that waits moves to an idle worker`, async () => {
    await run(function* () {
      const pool = yield* createPool({ on, size: 2 });
      // Quick jobs are sent ahead; so some are behind the one that waits.
      for (let n = 0; n < 50; n++) yield* pool.map(jobs.plain, [1, 2, 3, 4], { chunkSize: 1 });
      const file = newFile();
      const waiting = pool.submit(jobs.waits, file);
      const behind = Array.from({ length: 60 }, (_, n) => pool.submit(jobs.plain, n));
      for (const [n, future] of behind.entries()) assert.equal(yield* future, 2 * n);
      yield* written(file);
      assert.equal(waiting.tryGet(), undefined);
      waiting.cancel();
    });
  });
}

test('a job that is killed behind one that computes ends here; the one that computes goes on', async () => {
  const [file, unblock] = [newFile(), newFile()];
  await run(function* () {
    const pool = yield* createPool({ on: 'process', size: 1 });
    // Quick jobs are sent ahead; so the last ones are behind the one that blocks.
    for (let n = 0; n < 50; n++) yield* pool.apply(jobs.plain, n);
    const blocking = pool.submit(faulty.blocksUntil, file, unblock);
    const behind = go(() => pool.apply(jobs.plain, 1));
    yield* written(file);
    behind.kill('not wanted', { within: 20 });
    const outcome = yield* behind.outcome();
    assert.ok(!outcome.ok && outcome.killed);
    assert.equal(blocking.tryGet(), undefined);
    writeFileSync(unblock, '');
    assert.equal(yield* blocking, 'unblocked');
    assert.equal(yield* pool.apply(jobs.plain, 2), 4);
  });
});
