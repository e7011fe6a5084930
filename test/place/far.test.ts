// What lives elsewhere, in all weather: its place is killed at any moment, waits for it end early, values
// are large, whoever receives has stopped.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, test } from 'node:test';
import {
  CancelledError,
  type Channel,
  channel,
  type Coroutine,
  deadline,
  events,
  Future,
  go,
  KilledError,
  type Operation,
  run,
  sleep,
  TimeoutError,
  until,
  WorkerLostError,
} from 'offshoot';
import { type Place, processPlace, thread } from 'offshoot/place';
import '../support/leaks.ts';
import { failure } from '../support/failure.ts';
import * as jobs from './fixtures/far.ts';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

function* keepAll(from: Channel<number>, got: number[]): Coroutine<void> {
  for (;;) got.push(yield* from.receive());
}

function* count(to: Channel<number>): Coroutine<void> {
  for (let n = 0; ; n++) yield* to.send(n);
}

/** Everything there waits, sends, receives and selects, when `end` ends the place. */
function* endedInTheMiddle(
  place: Place,
  capacity: number,
  afterMs: number,
  end: () => void,
): Coroutine<void> {
  const there = yield* place.call(jobs.makes);
  const [to, from, both, back] = upTo(4).map(() => channel<number>(capacity)) as Four;
  const sleeper = go(() => sleep(60_000));
  const waits: (Operation<unknown> | Coroutine<unknown>)[] = [
    place.call(jobs.passesOn, to, back),
    place.call(jobs.counts, from),
    place.call(jobs.selects, both, both),
    place.call(jobs.awaits, new Future<number>()),
    place.call(jobs.joins, sleeper),
    there.buffered.receive(),
    there.direct.send(1),
    there.future,
  ];
  const failures = waits.map((wait) => go(() => failure(wait)));
  const [got, passed] = [[], []] as [number[], number[]];
  const helpers = [go(keepAll, from, got), go(keepAll, back, passed), go(count, to)];
  yield* sleep(afterMs);
  end();
  for (const task of failures) {
    const error = yield* task;
    assert.ok(error instanceof WorkerLostError || error instanceof KilledError, String(error));
  }
  assert.deepEqual(got, upTo(got.length));
  assert.deepEqual(passed, upTo(passed.length));
  // What nobody there had is here, in order.
  const first = yield* to.receive();
  assert.ok(first >= passed.length);
  for (const n of upTo(20)) assert.equal(yield* to.receive(), first + n + 1);
  for (const task of [sleeper, ...helpers]) task.kill();
}

type Four = [Channel<number>, Channel<number>, Channel<number>, Channel<number>];

test('a process that is shot at any moment ends every wait for it, and channels go on without it', async () => {
  for (const [round, capacity] of [0, 1, 8].entries())
    await run(function* () {
      const place = yield* processPlace();
      const id = yield* place.call(jobs.processId);
      yield* endedInTheMiddle(place, capacity, 3 * round, () => process.kill(id, 'SIGKILL'));
    });
});

for (const [kind, open] of [
  ['thread', thread],
  ['process', processPlace],
] as const) {
  const inPlace = (body: (place: Place) => Coroutine<void>): Promise<void> =>
    run(function* () {
      yield* body(yield* open());
    });

  describe(`with a ${kind}`, () => {
    test('that is killed at any moment every wait ends, and channels go on without it', async () => {
      for (const [round, capacity] of [0, 1, 8].entries())
        await inPlace(function* (place) {
          yield* endedInTheMiddle(place, capacity, 3 * round, () => place.kill('enough'));
        });
    });

    test('a wait that its deadline ends has taken nothing, and sent nothing', async () => {
      await inPlace(function* (place) {
        const { buffered, direct } = yield* place.call(jobs.makes);
        for (const wait of [direct.send(7), buffered.receive(), direct.receive()]) {
          const late = deadline(1, function* () {
            yield* wait;
          });
          assert.ok((yield* failure(late)) instanceof TimeoutError);
        }
        const counting = place.go(jobs.counts, buffered);
        const got: number[] = [];
        for (let round = 0; got.length < 40; round++)
          try {
            got.push(
              yield* deadline(round % 2, function* () {
                return yield* buffered.receive();
              }),
            );
          } catch (error) {
            assert.ok(error instanceof TimeoutError);
          }
        assert.deepEqual(got, upTo(40));
        counting.kill();
      });
    });

    test('a future that is cancelled at both ends at once is cancelled at both', async () => {
      await inPlace(function* (place) {
        for (const turns of upTo(10)) {
          const future = new Future<number>();
          const awaited = go(() => failure(place.call(jobs.awaits, future)));
          const cancelling = go(() => place.call(jobs.cancels, future));
          if (turns % 2 === 1) yield* sleep(0);
          future.cancel('here');
          yield* cancelling;
          for (const error of [yield* awaited, yield* failure(future)])
            assert.ok(error instanceof CancelledError);
        }
      });
    });

    test('signals that the host aborts abort there', async () => {
      await inPlace(function* (place) {
        const controller = new AbortController();
        const either = place.go(jobs.reasonOf, AbortSignal.any([controller.signal]));
        yield* sleep(1);
        controller.abort(new RangeError('one of them'));
        assert.equal(yield* either, 'RangeError: one of them');
        assert.equal(
          yield* place.call(jobs.reasonOf, AbortSignal.timeout(1)),
          'TimeoutError: The operation was aborted due to timeout',
        );
      });
    });

    test('a channel of events is received there', async () => {
      await inPlace(function* (place) {
        const emitter = new EventEmitter();
        const [heard, back] = [events(emitter, 'said'), channel<unknown>(2)];
        const passing = place.go(jobs.passesOn, heard, back);
        emitter.emit('said', 1);
        emitter.emit('said', 2);
        assert.deepEqual([yield* back.receive(), yield* back.receive()], [[1], [2]]);
        passing.kill();
      });
    });

    test('values of many megabytes go there and back', async () => {
      await inPlace(function* (place) {
        const [to, back] = [channel<Uint8Array | string>(1), channel<Uint8Array | string>()];
        const passing = place.go(jobs.passesOn, to, back);
        for (const megabytes of [1, 32]) {
          const bytes = new Uint8Array(megabytes * 2 ** 20).fill(megabytes);
          for (const value of [bytes, 'x'.repeat(bytes.length)]) {
            yield* to.send(value);
            const got = yield* back.receive();
            assert.equal(got.length, value.length);
            assert.equal(got.at(-1), value.at(-1));
          }
        }
        to.close();
        yield* passing;
      });
    });

    test('a far end is used in another program of the same thread', async () => {
      await inPlace(function* (place) {
        const { direct } = yield* place.call(jobs.makes);
        const other = run(() => direct.receive());
        yield* direct.send(5);
        assert.equal(yield* until(other), 5);
      });
    });

    test('the far end of what is lost travels on, and says so there', async () => {
      await inPlace(function* (place) {
        const gone = yield* open();
        const { direct, future } = yield* gone.call(jobs.makes);
        yield* gone.close();
        for (const wait of [
          direct.receive(),
          direct.send(1),
          future,
          place.call(jobs.takesOne, direct),
          place.call(jobs.awaits, future),
        ])
          assert.ok((yield* failure(wait)) instanceof WorkerLostError);
      });
    });

    test('who sends to a receiver there that has stopped is stopped, too', async () => {
      await inPlace(function* (place) {
        for (const capacity of [0, 16]) {
          const c = channel<string>(capacity);
          const receiver = place.go(jobs.takesOne, c);
          let sent = 0;
          const sender = go(function* () {
            for (; ; sent++) yield* c.send('x'.repeat(1000));
          });
          for (let quiet = 0, before = 0; quiet < 30 || sent === 0; before = sent) {
            yield* sleep(1);
            quiet = before === sent ? quiet + 1 : 0;
          }
          // One was received, and one more may be there ahead.
          assert.ok(sent <= capacity + 3, `${sent} of ${capacity}`);
          sender.kill();
          receiver.kill();
        }
      });
    });
  });
}
