// What is referred to in a value counts for as long as the other end may have it, and not if the value
// never came there.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, test } from 'node:test';
import {
  type Channel,
  channel,
  type Coroutine,
  Future,
  go,
  race,
  select,
  sleep,
  type Task,
} from 'offshoot';
import '../../support/leaks.ts';
import { failure } from '../../support/failure.ts';
import { inManyOrders, type Pair } from './pair.ts';

/** Something of each kind that counts, beside what cannot travel. */
function mixed(): { value: unknown; signal: AbortSignal } {
  const { signal } = new AbortController();
  const task = go(() => sleep(1));
  return { value: [channel(), new Future(), signal, task, () => {}], signal };
}

/** None of it counts at either end. */
function* isForgotten({ here, there }: Pair, signal: AbortSignal): Coroutine<void> {
  yield* sleep(2);
  assert.deepEqual([here.isNeeded, there.isNeeded], [false, false]);
  assert.equal(getEventListeners(signal, 'abort').length, 0);
}

describe('a value that cannot travel leaves nothing behind of what it refers to', () => {
  for (const capacity of [0, 3]) {
    test(`sent there; capacity ${capacity}`, async () => {
      await inManyOrders(function* (pair) {
        const far = yield* pair.giveBack(channel<unknown>(capacity));
        const { value, signal } = mixed();
        const error = yield* failure(far.send(value));
        assert.match(String(error), /value\[4\] is a function/);
        assert.equal(pair.here.isNeeded, false);
        assert.equal(getEventListeners(signal, 'abort').length, 0);
      });
    });

    test(`received there; capacity ${capacity}`, async () => {
      await inManyOrders(function* (pair) {
        const home = channel<unknown>(capacity);
        const far = yield* pair.giveBack(home);
        const received = go(() => failure(far.receive()));
        const { value, signal } = mixed();
        yield* home.send(value);
        assert.match(String(yield* received), /value\[4\] is a function/);
        yield* sleep(2);
        assert.equal(pair.here.isNeeded, false);
        assert.equal(getEventListeners(signal, 'abort').length, 0);
      });
    });
  }

  test('as the result of a task', async () => {
    await inManyOrders(function* (pair) {
      const { value, signal } = mixed();
      const far = yield* pair.give({ task: go(() => [value]) });
      assert.match(String(yield* failure(far.task)), /result\[0\]\[4\] is a function/);
      yield* isForgotten(pair, signal);
    });
  });

  test('as what an error takes along', async () => {
    await inManyOrders(function* (pair) {
      const { value, signal } = mixed();
      const future = new Future<never>();
      const far = yield* pair.give({ future });
      future.setError(Object.assign(new Error('it failed'), { value }));
      const error = yield* failure(far.future);
      assert.equal((error as { value?: unknown }).value, 'an Array');
      yield* isForgotten(pair, signal);
    });
  });
});

describe('a send that is not received refers to nothing', () => {
  test('if it never stood in line', async () => {
    await inManyOrders(function* (pair) {
      const far = yield* pair.give(channel<unknown>());
      const ready = channel<number>(1);
      for (let n = 0; n < 4; n++) {
        ready.trySend(n);
        yield* race([far.send({ reply: channel() }), ready.receive()]);
      }
      assert.equal(pair.there.isNeeded, false);
    });
  });

  test('if it lost its select', async () => {
    await inManyOrders(function* (pair) {
      const far = yield* pair.give(channel<unknown>());
      yield* select({ sent: far.send({ reply: channel() }), late: sleep(1) });
      assert.equal(pair.there.isNeeded, false);
    });
  });

  test('if the channel is closed meanwhile', async () => {
    await inManyOrders(function* (pair) {
      const home = channel<unknown>();
      const far = yield* pair.give(home);
      const sent = go(() => failure(far.send({ reply: channel() })));
      yield* sleep(1);
      home.close();
      yield* sent;
      assert.equal(pair.there.isNeeded, false);
    });
  });
});

describe('what has ended before it arrives has ended there', () => {
  test('a task', async () => {
    await inManyOrders(function* ({ give }) {
      const done = go(() => 42);
      const killed = go(() => sleep(60_000));
      killed.kill('enough');
      yield* killed.outcome();
      const far = yield* give({ done, killed });
      assert.equal(yield* far.done, 42);
      assert.match(String(yield* failure(far.killed)), /enough/);
      // And once more, through both ends.
      const again = yield* give({ done });
      assert.equal(yield* again.done, 42);
    });
  });

  test('a future, a task, a signal and a channel that end while their send stands in line', async () => {
    await inManyOrders(function* ({ give }) {
      const home = channel<{
        future: Future<number>;
        task: Task<number>;
        signal: AbortSignal;
        closed: Channel<number>;
      }>();
      const far = yield* give(home);
      const controller = new AbortController();
      const { signal } = controller;
      const future = new Future<number>();
      const task = go(function* () {
        yield* sleep(1);
        return 2;
      });
      const closed = channel<number>();
      const sent = go(() => far.send({ future, task, signal, closed }));
      yield* sleep(1);
      future.set(1);
      controller.abort();
      closed.close();
      yield* sleep(1);
      const got = yield* home.receive();
      yield* sent;
      assert.deepEqual([yield* got.future, yield* got.task], [1, 2]);
      assert.deepEqual([got.signal.aborted, got.closed.closed], [true, true]);
    });
  });
});
