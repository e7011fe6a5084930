// What travels and goes on living, over real threads and processes.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  channel,
  type Coroutine,
  Future,
  go,
  KilledError,
  type Operation,
  Queue,
  run,
  select,
  sleep,
} from 'offshoot';
import { WorkerLostError } from 'offshoot/kernel';
import { createPool, type Place, processPlace, thread } from 'offshoot/place';
import '../support/leaks.ts';
import * as jobs from './fixtures/sharing.ts';
import { seen } from './fixtures/slow-module.ts';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

function* messageOf(body: () => Operation<unknown>): Coroutine<string> {
  try {
    yield* body();
  } catch (error) {
    return (error as Error).message;
  }
  return assert.fail('it did not throw');
}

for (const [kind, open] of [
  ['thread', thread],
  ['process', processPlace],
] as const) {
  const inPlace = (body: (place: Place) => Coroutine<void>): Promise<void> =>
    run(function* () {
      yield* body(yield* open());
    });

  describe(`with a ${kind}`, () => {
    test('channels work at both ends, with and without a buffer', async () => {
      await inPlace(function* (place) {
        for (const capacity of [0, 1, 100]) {
          const [to, from] = [channel<number>(capacity), channel<number>(capacity)];
          const task = place.go(jobs.double, to, from);
          go(function* () {
            for (const n of upTo(500)) yield* to.send(n);
            to.close();
          });
          const got: number[] = [];
          for (let next = yield* from.next(); !next.done; next = yield* from.next())
            got.push(next.value);
          assert.deepEqual(
            got,
            upTo(500).map((n) => 2 * n),
          );
          assert.equal(yield* task, 500);
        }
      });
    });

    test('queues work at both ends: put, get, taskDone, join, close', async () => {
      await inPlace(function* (place) {
        const [work, results] = [
          new Queue<number>({ order: 'priority', maxSize: 5 }),
          new Queue<number>({ maxSize: 3 }),
        ];
        const consumers = [
          place.go(jobs.worksOff, work, results),
          go(jobs.worksOff, work, results),
        ];
        const collector = go(function* () {
          const got: number[] = [];
          for (const _ of upTo(200)) got.push(yield* results.get());
          return got;
        });
        for (const n of upTo(200)) yield* work.put(n);
        yield* work.join();
        work.close();
        const [there, here] = [yield* consumers[0]!, yield* consumers[1]!];
        assert.equal(there + here, 200);
        const got = yield* collector;
        assert.deepEqual(
          got.toSorted((a, b) => a - b),
          upTo(200).map((n) => 2 * n),
        );
      });
    });

    test('a place that dies with a value from a queue does not hold up who joins it', async () => {
      await run(function* () {
        const pool = yield* createPool({ on: kind, size: 1 });
        const work = new Queue<number>();
        for (const n of upTo(3)) yield* work.put(n);
        const lost = pool.submit(jobs.diesWithOne, work);
        const message = yield* messageOf(() => lost.get());
        assert.match(message, /ended with exit code 5/);
        const results = new Queue<number>();
        const consumer = pool.submit(jobs.worksOff, work, results);
        yield* work.join();
        work.close();
        assert.deepEqual([yield* consumer, yield* results.get(), yield* results.get()], [2, 2, 4]);
      });
    });

    test('a channel that was made there is received from here, to its end', async () => {
      await inPlace(function* (place) {
        const far = yield* place.call(jobs.open, upTo(300));
        const got: number[] = [];
        for (let next = yield* far.next(); !next.done; next = yield* far.next())
          got.push(next.value);
        assert.deepEqual(got, upTo(300));
      });
    });

    test('what came ahead to a far end that nobody has any more is not lost', async () => {
      setFlagsFromString('--expose-gc');
      const collect = runInNewContext('gc') as () => void;
      await inPlace(function* (place) {
        const got: number[] = [];
        for (let round = 0; round < 20; round++) {
          const far = yield* place.call(jobs.keptChannel);
          got.push(yield* far.receive());
          // Now the next one is on its way here, or has come; and the far end is garbage.
          yield* sleep(round % 4);
          if (round % 2 === 0) collect();
        }
        assert.deepEqual(got, upTo(20));
      });
    });

    test('what a job sends before it ends is here when it has ended', async () => {
      await inPlace(function* (place) {
        const c = channel<number>(100);
        for (const n of upTo(20)) {
          yield* place.call(jobs.sendAll, c, [n]);
          assert.deepEqual(c.tryReceive(), { value: n });
        }
      });
    });

    test('channels travel through channels, and come home as themselves', async () => {
      await inPlace(function* (place) {
        const [outer, inner] = [channel<unknown>(1), channel<string>(1)];
        const received = place.go(jobs.receiveOne, outer);
        yield* outer.send(inner);
        assert.equal(yield* received, inner);
      });
    });

    test('two places talk over a channel that lives here', async () => {
      await inPlace(function* (place) {
        const other = yield* open();
        for (const capacity of [0, 4]) {
          const c = channel<unknown>(capacity);
          const received = place.go(jobs.receiveOne, c);
          yield* other.call(jobs.sendAll, c, ['hello']);
          assert.equal(yield* received, 'hello');
        }
      });
    });

    test('two places talk over a channel that lives in one of them', async () => {
      await inPlace(function* (place) {
        const other = yield* open();
        const far = yield* place.call(jobs.open, [1, 2, 3]);
        assert.equal(yield* other.call(jobs.receiveOne, far), 1);
        assert.equal(yield* far.receive(), 2);
        assert.equal(yield* other.call(jobs.receiveOne, far), 3);
      });
    });

    test('a select that loses against a far channel has taken nothing', async () => {
      await inPlace(function* (place) {
        const c = channel<number>();
        const sending = place.go(jobs.sendAll, c, upTo(50));
        const got: number[] = [];
        while (got.length < 50) {
          const { key, value } = yield* select({ value: c.receive(), late: sleep(0) });
          if (key === 'value') got.push(value);
        }
        assert.deepEqual(got, upTo(50));
        yield* sending;
      });
    });

    test('futures are settled on either side', async () => {
      await inPlace(function* (place) {
        const { future } = yield* place.call(jobs.later, 'late');
        assert.equal(yield* future, 'late');
        const home = new Future<string>();
        yield* place.call(jobs.settle, home);
        assert.equal(yield* home, 'settled there');
      });
    });

    test('tasks are joined and killed from there', async () => {
      await inPlace(function* (place) {
        const sleeper = go(() => sleep(60_000));
        const outcome = place.go(jobs.outcomeOf, sleeper);
        const error = go(function* () {
          try {
            yield* sleeper;
          } catch (thrown) {
            return thrown;
          }
        });
        yield* place.call(jobs.killIt, sleeper);
        assert.equal(yield* outcome, 'killed true');
        const thrown = yield* error;
        assert.ok(thrown instanceof KilledError);
        assert.equal(thrown.reason, 'from there');
      });
    });

    test('a signal that aborts here aborts there', async () => {
      await inPlace(function* (place) {
        const controller = new AbortController();
        const begun = channel<string>();
        const task = place.go(jobs.untilAborted, controller.signal, begun);
        assert.equal(yield* begun.receive(), 'not aborted');
        controller.abort(new RangeError('enough'));
        assert.equal(yield* task, 'enough');
        const late = place.go(jobs.untilAborted, controller.signal, begun);
        assert.equal(yield* begun.receive(), 'aborted');
        assert.equal(yield* late, 'enough');
      });
    });

    test('what ends while the module of a job is still loading there has ended for the job', async () => {
      await inPlace(function* (place) {
        yield* place.call(jobs.square, 1);
        const [future, controller, closed] = [
          new Future<string>(),
          new AbortController(),
          channel<number>(),
        ];
        const task = go(function* () {
          yield* future;
          return 'ended';
        });
        const job = place.go(seen, future, task, controller.signal, closed);
        yield* sleep(1);
        future.set('set');
        controller.abort(new RangeError('aborted'));
        closed.close();
        assert.deepEqual(yield* job, ['set', 'ended', 'aborted', 'ClosedError']);
      });
    });

    test('portable functions and classes travel as themselves', async () => {
      await inPlace(function* (place) {
        assert.deepEqual(yield* place.call(jobs.apply, jobs.square, jobs.Point, 7), [49, 7]);
        const c = channel<unknown>(1);
        yield* place.call(jobs.sendAll, c, [1]);
        yield* c.receive();
        const echoed = place.go(jobs.receiveOne, c);
        yield* c.send(jobs.square);
        assert.equal(yield* echoed, jobs.square);
      });
    });

    test('whoever waits for a function whose module does not load there hears why, and goes on', async () => {
      Object.assign(globalThis, { loadsHere: true });
      const { unloadable } = await import('./fixtures/unloadable.ts');
      const why = /^cannot load .*unloadable\.ts: it does not load here$/;
      await inPlace(function* (place) {
        for (const capacity of [0, 4]) {
          const c = channel<unknown>(capacity);
          const refused = go(() => messageOf(() => place.call(jobs.receiveOne, c)));
          yield* c.send(unloadable);
          assert.match(yield* refused, why);
          const received = place.go(jobs.receiveOne, c);
          yield* c.send('next');
          assert.equal(yield* received, 'next');
        }
        const future = new Future<unknown>();
        const refused = go(() => messageOf(() => place.call(jobs.resultOf, future)));
        yield* sleep(20);
        future.set(unloadable);
        assert.match(yield* refused, why);
      });
    });

    test('a place that dies ends every wait for it, and leaves the channel as it was', async () => {
      await inPlace(function* (place) {
        const c = channel<number>();
        const failure = go(function* () {
          try {
            yield* place.call(jobs.dieWhileReceiving, c);
          } catch (error) {
            return error;
          }
        });
        const far = yield* place.call(jobs.open, []);
        const { future } = yield* place.call(jobs.later, 1);
        assert.equal(yield* future, 1);
        yield* c.send(1);
        assert.ok((yield* failure) instanceof WorkerLostError);
        go(() => c.send(2));
        assert.equal(yield* c.receive(), 2);
        try {
          yield* far.next();
          assert.fail('it is lost');
        } catch (error) {
          assert.ok(error instanceof WorkerLostError);
        }
      });
    });

    test('a pool has channels, too', async () => {
      await run(function* () {
        const pool = yield* createPool({ size: 2, on: kind });
        const [work, done] = [channel<number>(), channel<number>(10)];
        const workers = [1, 2].map(() => go(() => pool.apply(jobs.double, work, done)));
        for (const n of upTo(20)) yield* work.send(n);
        const got: number[] = [];
        while (got.length < 20) got.push(yield* done.receive());
        assert.deepEqual(
          got.sort((a, b) => a - b),
          upTo(20).map((n) => 2 * n),
        );
        for (const worker of workers) worker.kill();
      });
    });
  });
}
