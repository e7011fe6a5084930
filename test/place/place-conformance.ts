// What every place does, whatever it is. Each kind runs all of it (conformance.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  all,
  ClosedError,
  CodecError,
  type Coroutine,
  deadline,
  go,
  KilledError,
  NotPortableError,
  type Operation,
  RemoteError,
  run,
  scope,
  select,
  sleep,
  TimeoutError,
  until,
  WorkerLostError,
} from 'offshoot';
import type { Place } from 'offshoot/place';
import { lines, newFile, written } from './files.ts';
import { failure } from '../support/failure.ts';
import * as jobs from './fixtures/place-jobs.ts';

/** One kind of place. */
export interface Kind {
  name: string;
  /** Opens one. */
  open(): Operation<Place>;
  /** Does it stand outside of this thread: can it be ended, and is what goes there copied? */
  apart: boolean;
}

/** Tests that run in every kind of place. */
export function placeConformance(kind: Kind): void {
  const inPlace = (title: string, body: (place: Place) => Coroutine<void>): void => {
    test(`${kind.name}: ${title}`, () =>
      run(function* () {
        yield* body(yield* kind.open());
      }));
  };
  calls(inPlace);
  kills(inPlace);
  contexts(inPlace);
  if (kind.apart) {
    contextsApart(inPlace);
    copies(inPlace);
    ends(inPlace);
  }
}

type InPlace = (title: string, body: (place: Place) => Coroutine<void>) => void;

function calls(inPlace: InPlace): void {
  inPlace('a call runs a plain, a generator and an async function', function* (place) {
    const results = [
      yield* place.call(jobs.plain, 1),
      yield* place.call(jobs.generator, 2),
      yield* place.call(jobs.asynchronous, 3),
    ];
    assert.deepEqual(results, [2, 4, 6]);
  });

  inPlace('calls run beside each other', function* (place) {
    assert.deepEqual(yield* all([place.call(jobs.meets), place.call(jobs.meets)]), ['met', 'met']);
  });

  inPlace('go starts a task: it has a name and a state, and can be joined', function* (place) {
    const task = place.go(jobs.generator, 21);
    assert.deepEqual([task.name, task.state === 'done'], ['generator', false]);
    assert.deepEqual([yield* task, task.state], [42, 'done']);
    assert.deepEqual(yield* task.outcome(), { ok: true, value: 42 });
  });

  inPlace(
    'an error keeps its class, code, fields and cause, and a stack from there',
    function* (place) {
      const error = yield* failure(place.call(jobs.refuses, 3));
      assert.ok(error instanceof jobs.Refusal);
      const { name, message, code, what, cause, stack } = error;
      assert.deepEqual(
        [name, message, code, what.n, (cause as Error).name, (cause as Error).message],
        ['Refusal', 'not this one', 'REFUSED', 3, 'RangeError', 'too many'],
      );
      assert.match(stack!, /at refuses .*place-jobs\.ts/);
    },
  );

  inPlace('what is thrown and no error arrives as it is', function* (place) {
    assert.deepEqual(yield* failure(place.call(jobs.throwsValue)), { plain: 'data' });
  });

  inPlace('a failing task fails its scope', function* (place) {
    const error = yield* failure(
      scope(function* () {
        place.go(jobs.refuses, 1);
        yield* sleep(Infinity);
      }),
    );
    assert.ok(error instanceof jobs.Refusal);
  });

  inPlace('what is not portable is refused at once', function* (place) {
    const bare = ((): void => {}) as unknown as typeof jobs.plain;
    assert.throws(() => place.call(bare, 1), NotPortableError);
    assert.throws(() => place.go(bare, 1), NotPortableError);
    assert.equal(yield* place.call(jobs.plain, 1), 2);
  });
}

function kills(inPlace: InPlace): void {
  inPlace('a killed task cleans up there to its end, and then ends here', function* (place) {
    for (const fn of [jobs.waits, jobs.waitsAsync]) {
      const file = newFile();
      const task = place.go(fn, file);
      yield* written(file);
      task.kill('enough');
      const outcome = yield* task.outcome();
      assert.ok(!outcome.ok && outcome.error instanceof KilledError);
      assert.deepEqual([outcome.killed, outcome.abandoned], [true, false]);
      assert.equal(outcome.error.reason, 'enough');
      assert.equal(lines(file).at(-1), 'cleaned up');
    }
  });

  inPlace('a timeout and a lost select kill the call', function* (place) {
    const [late, lost] = [newFile(), newFile()];
    const error = yield* failure(place.call(jobs.waits, late).timeout(300));
    assert.ok(error instanceof TimeoutError);
    const begun = go(written, lost);
    const won = yield* select({ begun, call: place.call(jobs.waits, lost) });
    assert.equal(won.key, 'begun');
    assert.deepEqual(lines(lost), ['begun', 'cleaning up', 'cleaned up']);
    // It may not have begun by then.
    assert.ok(['', 'cleaned up'].includes(lines(late).at(-1) ?? ''));
  });

  inPlace('an error of the clean-up comes home', function* (place) {
    const file = newFile();
    const error = yield* failure(
      scope(function* () {
        const task = place.go(jobs.cleanUpFails, file);
        yield* written(file);
        task.kill();
        yield* task.outcome();
      }),
    );
    assert.ok(error instanceof RangeError);
    assert.equal(error.message, 'clean-up failed');
  });

  inPlace('a kill touches no neighbour', function* (place) {
    const [killed, neighbour] = [newFile(), newFile()];
    const staying = place.go(jobs.takesTime, neighbour);
    const task = place.go(jobs.waits, killed);
    yield* written(killed);
    task.kill();
    yield* task.outcome();
    assert.equal(yield* staying, 'done');
  });
}

function copies(inPlace: InPlace): void {
  inPlace('arguments and results are copied: maps, dates, bytes, circles', function* (place) {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    const bytes = new Uint8Array([1, 2, 3]);
    const value = {
      bytes,
      map: new Map([[1, new Set(['x'])]]),
      date: new Date(5),
      big: 5n,
      circle,
    };
    const echoed = (yield* place.call(jobs.echo, value)) as typeof value;
    assert.deepEqual(echoed, value);
    assert.notEqual(echoed.bytes, bytes);
    assert.equal(echoed.bytes.buffer.byteLength, 3);
    assert.equal(echoed.circle.self, echoed.circle);
    assert.equal(yield* place.call(jobs.echo, undefined), undefined);
  });

  inPlace('what cannot travel gives CodecError with the path to it', function* (place) {
    const there = yield* failure(place.call(jobs.hasFunction, { f: () => 1 }));
    const back = yield* failure(place.call(jobs.givesFunction));
    assert.ok(there instanceof CodecError && back instanceof CodecError);
    assert.match(there.message, /^args\[0\]\.f is a function, which cannot travel/);
    assert.match(back.message, /^result\.deep\[0\] is a function, which cannot travel/);
    assert.equal(yield* place.call(jobs.plain, 1), 2);
  });

  inPlace('what is nested too deeply gives CodecError, in both directions', function* (place) {
    for (const length of [2000, 20_000, 200_000]) {
      let list: object = {};
      for (let n = 0; n < length; n++) list = { next: list };
      try {
        yield* place.call(jobs.echo, list);
      } catch (error) {
        assert.ok(error instanceof CodecError, String(error));
        assert.match(error.message, /nested too deeply/);
      }
      assert.equal(yield* place.call(jobs.plain, 1), 2);
    }
  });

  inPlace('a large value goes there and back', function* (place) {
    const bytes = new Uint8Array(8_000_000).fill(7);
    const back = (yield* place.call(jobs.echo, bytes)) as Uint8Array;
    assert.equal(Buffer.compare(back, bytes), 0);
  });

  inPlace(
    'an error of a class that is not portable is a RemoteError with the rest',
    function* (place) {
      const error = yield* failure(place.call(jobs.strange));
      assert.ok(error instanceof RemoteError);
      const { name, code } = error as RemoteError & { code: unknown };
      assert.deepEqual([name, code], ['Strange', 'STRANGE']);
      assert.match(error.remoteStack, /place-jobs\.ts/);
    },
  );
}

function ends(inPlace: InPlace): void {
  inPlace('close takes in no more, waits for what runs, and ends it', function* (place) {
    const file = newFile();
    const task = place.go(jobs.takesTime, file);
    yield* written(file);
    yield* place.close();
    assert.equal(yield* task, 'done');
    assert.deepEqual(yield* place.exited(), { kind: 'normal' });
    assert.ok((yield* failure(place.call(jobs.plain, 1))) instanceof ClosedError);
    yield* place.close();
    place.kill();
    assert.deepEqual(yield* place.exited(), { kind: 'normal' });
  });

  inPlace('kill ends it at once with all that runs there', function* (place) {
    const file = newFile();
    const waiting = newFile();
    const calls = [
      go(() => failure(place.call(jobs.waits, waiting))),
      go(() => failure(place.call(jobs.spins, file))),
    ];
    yield* written(waiting);
    yield* written(file);
    place.kill('over');
    assert.deepEqual(yield* place.exited(), { kind: 'killed', reason: 'over' });
    for (const call of calls) assert.ok((yield* call) instanceof KilledError);
    assert.ok((yield* failure(place.call(jobs.plain, 1))) instanceof ClosedError);
  });

  inPlace(
    'a job that does not answer a kill ends the place, and its neighbours learn by whom',
    function* (place) {
      const [waiting, spinning] = [newFile(), newFile()];
      const neighbour = go(() => failure(place.call(jobs.waits, waiting)));
      yield* written(waiting);
      const task = place.go(jobs.spins, spinning);
      yield* written(spinning);
      task.kill('too long', { within: 20 });
      const outcome = yield* task.outcome();
      assert.ok(!outcome.ok);
      assert.deepEqual([outcome.killed, outcome.abandoned], [true, true]);
      const error = yield* neighbour;
      assert.ok(error instanceof WorkerLostError);
      assert.deepEqual([error.cause, error.by, error.worker], ['hardKill', 'spins', place.name]);
      assert.deepEqual(yield* place.exited(), { kind: 'lost', error });
      assert.equal(yield* failure(place.call(jobs.plain, 1)), error);
    },
  );

  inPlace('disposing it kills what runs there, with clean-up, and ends it', function* (place) {
    const file = newFile();
    const call = go(() => failure(place.call(jobs.waits, file)));
    yield* written(file);
    yield* until(place[Symbol.asyncDispose]());
    assert.equal(lines(file).at(-1), 'cleaned up');
    assert.ok((yield* call) instanceof KilledError);
    assert.deepEqual(yield* place.exited(), { kind: 'normal' });
  });
}

function contexts(inPlace: InPlace): void {
  inPlace('locals hold in a call, and in the tasks that it starts', function* (place) {
    assert.deepEqual(yield* place.call(jobs.readLocals), ['none', 'none', 'none']);
    const seen = yield* jobs.trace.run('abc', function* () {
      return yield* jobs.trace.run('inner', function* () {
        const call = yield* place.call(jobs.readLocals);
        const task = yield* place.go(jobs.readLocals);
        return [call, task];
      });
    });
    assert.deepEqual(seen, Array(2).fill(['inner', 'inner', 'none']));
  });
}

function contextsApart(inPlace: InPlace): void {
  inPlace('a local whose value cannot travel stays behind', function* (place) {
    const read = function* (): Coroutine<unknown[]> {
      return yield* place.call(jobs.readLocals);
    };
    const seen = yield* jobs.stays.run(read, function* () {
      return yield* jobs.trace.run('travels', read);
    });
    assert.deepEqual(seen, ['travels', 'travels', 'none']);
  });

  inPlace(
    'what is left of a deadline holds there, also while this thread is stuck',
    function* (place) {
      const file = newFile();
      const error = yield* failure(
        deadline(300, function* () {
          const task = place.go(jobs.sleepUntilKilled, file);
          yield* written(file);
          // Stuck, until the job has cleaned up by itself.
          const cell = new Int32Array(new SharedArrayBuffer(4));
          while (!lines(file).includes('cleaned up')) Atomics.wait(cell, 0, 0, 5);
          yield* task;
        }),
      );
      assert.ok(error instanceof TimeoutError);
    },
  );
}
