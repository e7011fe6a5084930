import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  all,
  type Channel,
  channel,
  go,
  pause,
  type Receiver,
  run,
  select,
  type Sender,
} from 'offshoot';
import '../support/leaks.ts';
import { capacities, inEveryWay, inManyOrders, once, when } from './ways.ts';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

function* sendAll<T>(to: Sender<T>, values: Iterable<T>) {
  for (const value of values) yield* to.send(value);
}

test('values arrive in the order in which they were sent', async () => {
  await inEveryWay(function* (capacity) {
    const numbers = channel<number>(capacity);
    go(sendAll, numbers, upTo(100));
    const received: number[] = [];
    while (received.length < 100) received.push(yield* numbers.receive());
    assert.deepEqual(received, upTo(100));
  });
});

test('senders that wait are served in the order in which they came', async () => {
  await inEveryWay(function* (capacity) {
    const names = channel<string>(capacity);
    const came: string[] = [];
    const received: string[] = [];
    for (const i of upTo(20)) {
      go(function* () {
        came.push(`sender ${i}`);
        yield* names.send(`sender ${i}`);
      });
    }
    while (received.length < 20) received.push(yield* names.receive());
    assert.deepEqual(received, came);
  });
});

test('receivers that wait are served in the order in which they came', async () => {
  await inEveryWay(function* (capacity) {
    const numbers = channel<number>(capacity);
    const came: number[] = [];
    const served: number[] = [];
    const receivers = upTo(20).map((name) =>
      go(function* () {
        came.push(name);
        served[yield* numbers.receive()] = name;
      }),
    );
    go(sendAll, numbers, upTo(20));
    yield* all(receivers);
    assert.deepEqual(served, came);
  });
});

test('many senders and many receivers: each value arrives once', async () => {
  await inEveryWay(function* (capacity) {
    const numbers = channel<number>(capacity);
    const received: number[] = [];
    const tasks = upTo(10).flatMap((i) => [
      go(
        sendAll,
        numbers,
        upTo(10).map((n) => 10 * i + n),
      ),
      go(function* () {
        for (const _ of upTo(10)) received.push(yield* numbers.receive());
      }),
    ]);
    yield* all(tasks);
    assert.deepEqual(
      received.toSorted((a, b) => a - b),
      upTo(100),
    );
    assert.equal(numbers.length, 0);
  });
});

test('without a buffer a send is over when a receiver has come, not before', async () => {
  const said = await once(function* () {
    const numbers = channel<number>();
    const said: string[] = [];
    const sender = go(function* () {
      said.push('sends');
      yield* numbers.send(1);
      said.push('sent');
    });
    yield* pause();
    yield* pause();
    said.push(sender.state);
    said.push(`received ${yield* numbers.receive()}`);
    yield* sender;
    return said;
  });
  assert.deepEqual(said, ['sends', 'waiting', 'received 1', 'sent']);
});

test('a channel takes as many values as its capacity without waiting, and no more', () => {
  const taken = capacities.map((capacity) => {
    const numbers = channel<number>(capacity);
    let n = 0;
    while (n < 10_000 && numbers.trySend(n)) n++;
    assert.equal(numbers.length, n);
    assert.deepEqual(
      upTo(n).map(() => numbers.tryReceive()?.value),
      upTo(n),
    );
    return n;
  });
  assert.deepEqual(taken, [0, 1, 10, 10_000]);
});

test('whatever happens, senders wait only when it is full, receivers only when it is empty', async () => {
  await inEveryWay(function* (capacity) {
    const numbers = channel<number>(capacity);
    let running = 20;
    for (const i of upTo(10)) {
      go(function* () {
        for (const n of upTo(10)) {
          yield* numbers.send(n);
          if (n % 3 === i % 3) yield* pause();
        }
        running--;
      });
      go(function* () {
        for (const n of upTo(10)) {
          yield* numbers.receive();
          if (n % 4 === i % 4) yield* pause();
        }
        running--;
      });
    }
    while (running > 0) {
      const { senders, receivers, length } = numbers.statistics();
      assert.ok(senders === 0 || receivers === 0, 'both wait');
      assert.ok(senders === 0 || length === capacity, 'a sender waits beside a free place');
      assert.ok(receivers === 0 || length === 0, 'a receiver waits beside a value');
      assert.ok(length <= capacity, 'more values than places');
      yield* pause();
    }
  });
});

test('trySend gives to the receiver that has waited longest, never past it', async () => {
  await inManyOrders(function* () {
    const numbers = channel<number>();
    const came: string[] = [];
    const got: string[] = [];
    const receivers = ['a', 'b', 'c'].map((name) =>
      go(function* () {
        came.push(name);
        got[yield* numbers.receive()] = name;
      }),
    );
    yield* when(() => numbers.statistics().receivers === 3);
    const sent = [numbers.trySend(0), numbers.trySend(1), numbers.trySend(2), numbers.trySend(3)];
    // What was handed over belongs to the receiver, though it has not run yet.
    const left = numbers.tryReceive();
    yield* all(receivers);
    assert.deepEqual([sent, left, got], [[true, true, true, false], undefined, came]);
  });
});

test('trySend never passes a sender that waits, tryReceive takes the oldest and lets it in', async () => {
  await inEveryWay(function* (capacity) {
    if (capacity === Infinity) return;
    const names = channel<string>(capacity);
    for (const i of upTo(capacity)) names.trySend(`buffered ${i}`);
    const sender = go(sendAll, names, ['waiting']);
    yield* when(() => names.statistics().senders === 1);
    assert.equal(names.trySend('late'), false);
    const expected = [...upTo(capacity).map((i) => `buffered ${i}`), 'waiting'];
    assert.deepEqual(
      expected.map(() => names.tryReceive()?.value),
      expected,
    );
    assert.equal(names.tryReceive(), undefined);
    yield* sender;
  });
});

test('any value can be sent, also undefined, null, a promise and an operation', async () => {
  const promise = Promise.resolve('inside');
  const op = pause();
  const values = [undefined, null, NaN, 0, '', promise, op, () => {}, [channel()]];
  await inEveryWay(function* (capacity) {
    const anything = channel<unknown>(capacity);
    go(sendAll, anything, values);
    const received: unknown[] = [];
    while (received.length < values.length) received.push(yield* anything.receive());
    assert.deepEqual(received, values);
    assert.equal(received[5], promise);
    assert.equal(received[6], op);
  }, 5);
  const nothing = channel<undefined>(1);
  nothing.trySend(undefined);
  assert.deepEqual([nothing.tryReceive(), nothing.tryReceive()], [{ value: undefined }, undefined]);
});

test('a channel can be sent over a channel', async () => {
  const answer = await once(function* () {
    const requests = channel<{ n: number; reply: Sender<number> }>();
    go(function* () {
      const { n, reply } = yield* requests.receive();
      yield* reply.send(2 * n);
    });
    const reply = channel<number>();
    yield* requests.send({ n: 21, reply });
    return yield* reply.receive();
  });
  assert.equal(answer, 42);
});

test('one operation can be performed again, also in two tasks at once', async () => {
  await inManyOrders(function* () {
    const numbers = channel<number>();
    const receive = numbers.receive();
    const received: number[] = [];
    const receivers = ['a', 'b'].map(() =>
      go(function* () {
        received.push(yield* receive);
        received.push(yield* receive);
      }),
    );
    const send = numbers.send(7);
    for (const _ of upTo(4)) yield* send;
    yield* all(receivers);
    assert.deepEqual(received, [7, 7, 7, 7]);
  });
});

test('an operation that is not performed does nothing', () => {
  const numbers = channel<number>(1);
  const ops = [numbers.send(1), numbers.receive(), numbers.next(), select({ s: numbers.send(2) })];
  assert.deepEqual([ops.length, numbers.length, numbers.statistics().receivers], [4, 0, 0]);
});

test('in async code the operations are awaited, in a task or outside', async () => {
  const numbers = channel<number>();
  // oxlint-disable-next-line typescript/no-deprecated -- both get through, and none is to be taken back
  const [received] = await Promise.all([numbers.receive(), numbers.send(1)]);
  const inside = await run(async () => {
    go(sendAll, numbers, [2, 3]);
    return [await numbers.receive(), (await numbers.next()).value];
  });
  assert.deepEqual([received, inside], [1, [2, 3]]);
});

test('a channel tells how it is', async () => {
  const told = await once(function* () {
    const jobs = channel<string>(2);
    const fresh = jobs.statistics();
    jobs.name = 'jobs';
    const senders = upTo(5).map((i) => go(sendAll, jobs, [`job ${i}`]));
    for (const _ of upTo(6)) yield* pause();
    const full = jobs.statistics();
    for (const _ of senders) yield* jobs.receive();
    const receiver = go(function* () {
      yield* jobs.next();
    });
    yield* pause();
    const empty = jobs.statistics();
    jobs.close();
    yield* receiver;
    return [fresh, full, empty, jobs.statistics()];
  });
  const quiet = { capacity: 2, length: 0, senders: 0, receivers: 0, closed: false };
  assert.deepEqual(told, [
    { name: 'channel', ...quiet },
    { name: 'jobs', ...quiet, length: 2, senders: 3 },
    { name: 'jobs', ...quiet, receivers: 1 },
    { name: 'jobs', ...quiet, closed: true },
  ]);
});

test('a wait on a channel says its name', async () => {
  const jobs = channel<string>();
  jobs.name = 'jobs';
  const messages = await once(function* () {
    const messages: string[] = [];
    for (const op of [jobs.send('a'), jobs.receive(), jobs.next()]) {
      try {
        yield* op.timeout(5);
      } catch (error) {
        messages.push(String(error));
      }
    }
    return messages;
  });
  assert.deepEqual(messages, [
    'TimeoutError: send on channel "jobs": it did not end within 5 ms',
    'TimeoutError: receive on channel "jobs": it did not end within 5 ms',
    'TimeoutError: receive on channel "jobs": it did not end within 5 ms',
  ]);
});

test('wrong arguments throw at once, and name the argument and the value', () => {
  const wrong: [unknown, string][] = [
    [-1, 'RangeError: capacity must be a whole number, 0 or more, or Infinity, not -1'],
    [1.5, 'RangeError: capacity must be a whole number, 0 or more, or Infinity, not 1.5'],
    [NaN, 'RangeError: capacity must be a whole number, 0 or more, or Infinity, not NaN'],
    [
      -Infinity,
      'RangeError: capacity must be a whole number, 0 or more, or Infinity, not -Infinity',
    ],
    ['3', "TypeError: capacity must be a whole number, 0 or more, or Infinity, not '3'"],
    [null, 'TypeError: capacity must be a whole number, 0 or more, or Infinity, not null'],
    [{}, 'TypeError: capacity must be a whole number, 0 or more, or Infinity, not an object'],
  ];
  const thrown = wrong.map(([capacity]) => {
    try {
      return channel(capacity as number);
    } catch (error) {
      return String(error);
    }
  });
  assert.deepEqual(
    thrown,
    wrong.map(([, message]) => message),
  );
});

// Never called: the compiler is the test.
export function halves(numbers: Channel<number>): Sender<number> {
  const into: Sender<number> = numbers;
  const outOf: Receiver<number> = numbers;
  // @ts-expect-error: what sends does not receive
  into.tryReceive();
  // @ts-expect-error: what receives does not send
  outOf.trySend(1);
  // @ts-expect-error: what receives does not close
  outOf.close();
  // @ts-expect-error: a number is no string
  numbers.trySend('one');
  // @ts-expect-error: a receiver is no sender
  return outOf;
}
