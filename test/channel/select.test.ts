// Select over channels: what Go's own tests hold its select to, and what ours adds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  all,
  type Channel,
  channel,
  type Coroutine,
  go,
  operation,
  pause,
  select,
  type Sender,
} from 'offshoot';
import '../support/leaks.ts';
import { inEveryWay, inManyOrders, once, when } from './ways.ts';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

function* sendAll<T>(to: Sender<T>, values: Iterable<T>) {
  for (const value of values) yield* to.send(value);
}

function inLine<T>(of: Channel<T>): number {
  const { senders, receivers } = of.statistics();
  return senders + receivers;
}

test('two selects that switch off the side they are through with exchange all their values', async () => {
  await inManyOrders(function* () {
    const [a, b] = [channel<number>(), channel<number>()];
    const received: Record<string, number[]> = { a: [], b: [] };
    function* shake(
      name: 'a' | 'b',
      mine: Channel<number>,
      other: Channel<number>,
    ): Coroutine<void> {
      let n = 0;
      while (received[name]!.length < 10 || n < 10) {
        const got = yield* select({
          send: n < 10 && other.send(n),
          receive: received[name]!.length < 10 && mine.receive(),
        });
        if (got.key === 'receive') received[name]!.push(got.value);
        else n++;
      }
    }
    yield* all([go(shake, 'a', a, b), go(shake, 'b', b, a)]);
    assert.deepEqual(received, { a: upTo(10), b: upTo(10) });
  });
});

test('a select stands on both sides of one channel and never meets itself', async () => {
  await inEveryWay(function* (capacity) {
    if (capacity > 0) return;
    const numbers = channel<number>(capacity);
    const lone = go(function* () {
      return yield* select({ send: numbers.send(1), receive: numbers.receive() });
    });
    yield* when(() => inLine(numbers) === 2);
    yield* pause();
    assert.equal(lone.state, 'waiting');
    assert.equal(numbers.trySend(2), true);
    assert.deepEqual(yield* lone, { key: 'receive', value: 2 });
    assert.equal(inLine(numbers), 0);
  });
});

test('two selects that stand on both sides of one channel meet each other, never themselves', async () => {
  await inEveryWay(function* (capacity) {
    if (capacity > 1) return;
    const numbers = channel<number>(capacity);
    let sent = 0;
    let received = 0;
    const tasks = upTo(2).map((me) =>
      go(function* () {
        for (const _ of upTo(100)) {
          const got = yield* select({ send: numbers.send(me), receive: numbers.receive() });
          if (got.key === 'send') sent++;
          else {
            received++;
            assert.ok(capacity > 0 || got.value === 1 - me, 'it met itself');
          }
        }
      }),
    );
    // Each meeting takes one turn of both, so both come to their end together.
    yield* all(tasks);
    assert.equal(sent - received, numbers.length);
  }, 20);
});

test('a value sent on one channel by several cases of one select is sent once', async () => {
  await inManyOrders(function* () {
    const doubled = channel<number>();
    const sender = go(function* () {
      for (const n of upTo(100)) {
        yield* select([doubled.send(n), doubled.send(n), doubled.send(n), doubled.send(n)]);
      }
    });
    const received: number[] = [];
    while (received.length < 100) received.push(yield* doubled.receive());
    yield* sender;
    assert.deepEqual([received, doubled.tryReceive(), inLine(doubled)], [upTo(100), undefined, 0]);
  });
});

test('several cases that receive from one channel receive one value at a time', async () => {
  await inEveryWay(function* (capacity) {
    const numbers = channel<number>(capacity);
    go(sendAll, numbers, upTo(50));
    const receivers = upTo(3).map(() =>
      go(function* () {
        const received: number[] = [];
        for (;;) {
          const got = yield* select([numbers.next(), numbers.next(), numbers.next()]);
          if (got.value.done) return received;
          received.push(got.value.value);
          if (got.value.value === 49) numbers.close();
        }
      }),
    );
    const received = yield* all(receivers);
    assert.deepEqual(
      received.flat().toSorted((a, b) => a - b),
      upTo(50),
    );
    for (const one of received)
      assert.deepEqual(
        one,
        one.toSorted((a, b) => a - b),
      );
  });
});

test('a select over many channels that lost leaves the lines of all others intact', async () => {
  // Several wait on each channel, and the select stands last, first or in the middle.
  await inManyOrders(function* () {
    const [a, b] = [channel<string>(), channel<string>()];
    const got: string[] = [];
    function* both(name: string) {
      const { key, value } = yield* select({ a: a.receive(), b: b.receive() });
      got.push(`${name}: ${value} from ${key}`);
    }
    function* only(name: string, from: Channel<string>) {
      got.push(`${name}: ${yield* from.receive()}`);
    }
    const tasks = [];
    for (const start of [
      () => go(only, 'first', a),
      () => go(both, 'select'),
      () => go(only, 'last', a),
      () => go(only, 'last of b', b),
    ]) {
      const before = inLine(a) + inLine(b);
      tasks.push(start());
      yield* when(() => inLine(a) + inLine(b) > before);
    }
    for (const [to, value] of [
      [a, 1],
      [b, 2],
      [b, 3],
      [a, 4],
    ] as const)
      assert.equal(to.trySend(`${value}`), true);
    yield* all(tasks);
    assert.deepEqual(got.toSorted(), ['first: 1', 'last of b: 3', 'last: 4', 'select: 2 from b']);
    assert.deepEqual([inLine(a), inLine(b)], [0, 0]);
  });
});

test('select picks evenly among ready channels, to receive and to send', async () => {
  const counts = await once(function* () {
    const [a, b] = [channel<number>(Infinity), channel<number>(Infinity)];
    const counts = { fromA: 0, fromB: 0, toA: 0, toB: 0 };
    for (const n of upTo(10_000)) {
      a.trySend(n);
      b.trySend(n);
    }
    for (const _ of upTo(10_000)) {
      const { key } = yield* select({
        fromA: a.receive(),
        fromB: b.receive(),
        toA: a.send(0),
        toB: b.send(0),
      });
      counts[key]++;
    }
    return counts;
  });
  for (const [key, n] of Object.entries(counts)) assert.ok(n > 2300 && n < 2700, `${key}: ${n}`);
});

test('a busy channel does not keep a select from the other one', async () => {
  await inManyOrders(function* () {
    const [busy, rare] = [channel<number>(), channel<number>()];
    const chatter = go(function* () {
      for (let n = 0; ; n++) yield* busy.send(n);
    });
    go(sendAll, rare, [1]);
    for (let turns = 0; ; turns++) {
      const got = yield* select({ busy: busy.receive(), rare: rare.receive() });
      if (got.key === 'rare') break;
      assert.ok(turns < 1000, 'the rare one starves');
    }
    chatter.kill();
  });
});

test('the cases are made once, in the order in which they are written', async () => {
  const said = await once(function* () {
    const said: string[] = [];
    const numbers = channel<number>(1);
    const named = <T>(name: string, value: T): T => {
      said.push(name);
      return value;
    };
    const got = yield* select({
      c: named('channel of c', channel<number>()).send(named('value of c', 1)),
      a: named('channel of a', numbers).send(named('value of a', 2)),
      b: named('channel of b', channel<number>()).receive(),
    });
    return [...said, got.key];
  });
  assert.deepEqual(said, [
    'channel of c',
    'value of c',
    'channel of a',
    'value of a',
    'channel of b',
    'a',
  ]);
});

test('a case that is false, null or undefined is switched off', async () => {
  await inManyOrders(function* () {
    const numbers = channel<number>(1);
    numbers.trySend(1);
    const off: unknown = false;
    const got = yield* select({
      never: off === true && numbers.receive(),
      nothing: null,
      missing: undefined,
      on: numbers.receive(),
    });
    assert.deepEqual(got, { key: 'on', value: 1 });
    // In a list the others keep their index.
    numbers.trySend(2);
    const listed = yield* select([undefined, numbers.receive()] as never);
    assert.deepEqual(listed, { key: 1, value: 2 });
  }, 10);
});

test('a select of which nothing is left is a mistake that shows at once', () => {
  assert.throws(() => select({}), {
    name: 'RangeError',
    message: 'select needs at least one case that is not switched off',
  });
  assert.throws(() => select({ a: null, b: false, c: undefined }), RangeError);
  assert.throws(() => select([]), RangeError);
  assert.throws(() => select.now({ a: null }), RangeError);
  assert.throws(() => select({ a: 5 as never }), {
    name: 'TypeError',
    message: 'select: case a must be an operation, not 5',
  });
  assert.throws(() => select(null as never), TypeError);
});

test('select.now performs what is ready, and otherwise leaves no trace', async () => {
  await inEveryWay(function* (capacity) {
    const numbers = channel<number>(capacity);
    const now = () => select.now({ receive: numbers.receive(), send: false });
    assert.equal(now(), undefined);
    assert.equal(inLine(numbers), 0);
    const sent = select.now({ send: numbers.send(1) });
    assert.deepEqual(sent, capacity > 0 ? { key: 'send', value: undefined } : undefined);
    if (capacity === 0) {
      go(sendAll, numbers, [1]);
      yield* when(() => inLine(numbers) === 1);
    }
    assert.deepEqual([now(), now()], [{ key: 'receive', value: 1 }, undefined]);
    // With nobody there to take it, it is not sent; with somebody, it is.
    const receiver = go(function* () {
      return yield* numbers.receive();
    });
    yield* when(() => inLine(numbers) === 1);
    assert.deepEqual(select.now({ send: numbers.send(2) }), { key: 'send', value: undefined });
    assert.equal(yield* receiver, 2);
  });
});

test('one who tries again and again to receive meets one who tries to send, when they wait in turn', async () => {
  await inManyOrders(function* () {
    const numbers = channel<number>();
    const sender = go(sendAll, numbers, [1]);
    for (let tries = 0; ; tries++) {
      const got = select.now({ n: numbers.receive() });
      if (got !== undefined) break;
      assert.ok(tries < 1000, 'they never meet');
      yield* pause();
    }
    yield* sender;
  });
});

test('a select that waits is woken by whichever comes first, with its value', async () => {
  await inManyOrders(function* () {
    const into = [channel<number>(), channel<number>(), channel<number>()];
    const outOf = [channel<number>(), channel<number>()];
    const got: unknown[] = [];
    const selecting = go(function* () {
      for (const _ of upTo(4)) {
        const done = yield* select({
          i0: into[0]!.receive(),
          i1: into[1]!.next(),
          i2: into[2]!.receive().map((n) => -n),
          o0: outOf[0]!.send(10),
          o1: outOf[1]!.send(11).map(() => 'sent'),
        });
        got.push([done.key, done.value]);
      }
    });
    const waits = () => inLine(into[0]!) === 1;
    for (const act of [
      () => into[2]!.trySend(5),
      () => outOf[1]!.tryReceive()?.value,
      () => into[1]!.trySend(6),
      () => outOf[0]!.tryReceive()?.value,
    ]) {
      yield* when(waits);
      got.push(act());
      assert.equal(waits(), false);
    }
    yield* selecting;
    const expected = [
      [true, ['i2', -5]],
      [11, ['o1', 'sent']],
      [true, ['i1', { done: false, value: 6 }]],
      [10, ['o0', undefined]],
    ];
    assert.deepEqual(got, expected.flat());
  });
});

test('what the end of a sender sets off finds the channel in order, and its place taken', async () => {
  await once(function* () {
    const letters = channel<string>(1);
    letters.trySend('a');
    const overtakes: boolean[] = [];
    const undo = () => void overtakes.push(letters.trySend('overtakes'));
    const selecting = go(function* () {
      yield* select({ sent: letters.send('b'), other: operation(() => undo) });
    });
    yield* when(() => inLine(letters) === 1);
    assert.deepEqual([letters.tryReceive(), letters.length], [{ value: 'a' }, 1]);
    yield* selecting;
    assert.deepEqual(
      [overtakes, letters.tryReceive(), letters.length],
      [[false], { value: 'b' }, 0],
    );
  });
});
