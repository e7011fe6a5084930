// What goes wrong on real threads and processes: the exact error, who is harmed, what is left.
import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  CancelledError,
  go,
  NotPortableError,
  type Operation,
  run,
  sleep,
  WorkerLostError,
} from 'offshoot';
import { createPool, type Place, processPlace, thread } from 'offshoot/place';
import { childrenOf, descriptorsOf, isAlive } from '../support/proc.ts';
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
  test(`${kind}: ${what} loses the place, and all its calls learn how`, async () => {
    await run(function* () {
      const place = yield* open[kind]();
      const file = newFile();
      const neighbour = go(() => failure(place.call(jobs.waits, file)));
      yield* written(file);
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
    });
  });
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
        const place = yield* open[kind]();
        const [file, waiting] = [newFile(), newFile()];
        const neighbour = go(() => failure(place.call(jobs.waits, waiting)));
        yield* written(waiting);
        const task = place.go(stuck, file);
        yield* written(file);
        task.kill('too long', { within: 20 });
        const outcome = yield* task.outcome();
        assert.ok(!outcome.ok);
        assert.deepEqual([outcome.killed, outcome.abandoned], [true, true]);
        const error = yield* neighbour;
        assert.ok(error instanceof WorkerLostError);
        assert.deepEqual([error.cause, error.by], ['hardKill', stuck.name]);
        assert.deepEqual(lines(file), ['begun'], 'nobody has waited for it');
        // A thread in native code ends when that does; a process at once, with what it has started.
        if (stuck === faulty.blocksNatively && kind === 'a thread') yield* written(file, 'slept');
      });
    });
  }
}

test('a message that is too large for a process fails alone', async () => {
  await run(function* () {
    const place = yield* processPlace();
    const bytes = new Uint8Array(256 * 1024 * 1024 + 1);
    const error = (yield* failure(place.call(jobs.echo, bytes))) as Error;
    assert.equal(error.name, 'CodecError');
    assert.match(
      error.message,
      /^args cannot travel to another place: a message of \d+ bytes is too large for the pipe to process-\d+/,
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

test('of places and pools that have ended nothing is left', async () => {
  const before = { children: childrenOf(process.pid), descriptors: descriptorsOf(process.pid) };
  let pids: number[] = [];
  await run(function* () {
    const pool = yield* createPool({ on: 'process', size: 2 });
    const place = yield* processPlace();
    yield* pool.map(jobs.plain, [1, 2, 3, 4]);
    yield* place.call(jobs.plain, 1);
    pids = childrenOf(process.pid).filter((pid) => !before.children.includes(pid));
    // Two workers, a place, and who watches over them.
    assert.equal(pids.length, 4);
    yield* place.close();
    pool.close();
    yield* pool.join();
    while (pids.some(isAlive)) yield* sleep(5);
  });
  const now = { children: childrenOf(process.pid), descriptors: descriptorsOf(process.pid) };
  assert.deepEqual(now.children, before.children);
  assert.ok(now.descriptors <= before.descriptors, `${now.descriptors} > ${before.descriptors}`);
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
