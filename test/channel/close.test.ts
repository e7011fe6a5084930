import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Channel,
  channel,
  ClosedError,
  go,
  type Operation,
  pause,
  run,
  select,
  sleep,
} from 'offshoot';
import '../support/leaks.ts';
import { inEveryWay, inManyOrders, once, when } from './ways.ts';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** What an operation gives, or the error it throws, in words. */
function* told(op: Operation<unknown>) {
  try {
    return yield* op;
  } catch (error) {
    return String(error);
  }
}

function thrown(f: () => unknown): unknown {
  try {
    return f();
  } catch (error) {
    return String(error);
  }
}

test('what is buffered is drained, and then the channel is at its end for ever', async () => {
  await inEveryWay(function* (capacity) {
    const numbers = channel<number>(capacity);
    const sent = upTo(Math.min(capacity, 20));
    for (const n of sent) numbers.trySend(n);
    numbers.close();
    const received: unknown[] = [];
    for (const _ of sent) received.push(yield* numbers.receive());
    assert.deepEqual([numbers.closed, received], [true, sent]);
    for (const _ of [1, 2]) {
      assert.deepEqual(yield* numbers.next(), { done: true, value: undefined });
      yield* fails(numbers.receive(), ClosedError);
      assert.throws(() => numbers.tryReceive(), ClosedError);
    }
  });
});

function* fails(op: Operation<unknown>, type: new (message: string) => Error) {
  let error: unknown;
  try {
    yield* op;
  } catch (e) {
    error = e;
  }
  assert.ok(error instanceof type, `${String(error)} is no ${type.name}`);
}

test('senders that wait get ClosedError, and their values are not received', async () => {
  await inEveryWay(function* (capacity) {
    if (capacity === Infinity) return;
    const numbers = channel<number>(capacity);
    for (const n of upTo(capacity)) numbers.trySend(n);
    const senders = upTo(3).map(() => go(() => fails(numbers.send(-1), ClosedError)));
    yield* when(() => numbers.statistics().senders === 3);
    numbers.close();
    for (const sender of senders) yield* sender;
    const received: number[] = [];
    for (let got = yield* numbers.next(); !got.done; got = yield* numbers.next())
      received.push(got.value);
    assert.deepEqual(received, upTo(capacity));
  });
});

test('receivers that wait end: receive with ClosedError, next with the end as a value', async () => {
  await inEveryWay(function* (capacity) {
    const numbers = channel<number>(capacity);
    const ends: unknown[] = [];
    const tasks = [
      go(() => fails(numbers.receive(), ClosedError)),
      go(function* () {
        ends.push(yield* numbers.next());
      }),
      go(async () => {
        for await (const n of numbers) ends.push(n);
        ends.push('loop ended');
      }),
    ];
    // Async code has its turn when all tasks wait.
    yield* sleep(1);
    numbers.close();
    for (const task of tasks) yield* task;
    assert.deepEqual(new Set(ends), new Set([{ done: true, value: undefined }, 'loop ended']));
  });
});

test('closing twice is closing once: the first end stands', async () => {
  const ends = await once(function* () {
    const plain = channel<number>();
    plain.close();
    plain.close(new Error('too late'));
    const broken = channel<number>();
    broken.close(new Error('first'));
    broken.close();
    broken.close(new Error('second'));
    return [yield* told(plain.next()), yield* told(broken.next())];
  });
  assert.deepEqual(ends, [{ done: true, value: undefined }, 'Error: first']);
});

test('closed with an error, it gives what is buffered and then throws that error', async () => {
  const error = new Error('the disk is full');
  await inEveryWay(function* (capacity) {
    const numbers = channel<number>(capacity);
    const buffered = numbers.trySend(1);
    numbers.close(error);
    if (buffered) assert.equal(yield* numbers.receive(), 1);
    const ends = [
      yield* told(numbers.receive()),
      yield* told(numbers.next()),
      thrown(() => numbers.tryReceive()),
      yield* told(numbers.receive()),
    ];
    assert.deepEqual(ends, Array(4).fill('Error: the disk is full'));
    yield* fails(numbers.send(2), ClosedError);
  });
});

test('closed with an error, it throws that error at all who wait for a value', async () => {
  const ends = await inManyOrders(function* () {
    const numbers = channel<number>();
    const ends: unknown[] = [];
    const tasks = [numbers.receive(), numbers.next(), select({ a: numbers.next() })].map((op) =>
      go(function* () {
        ends.push(yield* told(op));
      }),
    );
    yield* when(() => numbers.statistics().receivers === 3);
    numbers.close(new Error('the disk is full'));
    for (const task of tasks) yield* task;
    return ends;
  });
  for (const end of ends) assert.deepEqual(end, Array(3).fill('Error: the disk is full'));
});

test('what is thrown does not depend on who came first, the receiver or the close', async () => {
  for (const error of [null, 0, '', 'text', new Error('one')]) {
    const ends = await once(function* () {
      const numbers = channel<number>();
      const waits = [numbers.receive(), numbers.next()].map((op) => go(told, op));
      yield* pause();
      numbers.close(error);
      const before = [yield* waits[0]!, yield* waits[1]!];
      const after = [yield* told(numbers.receive()), yield* told(numbers.next())];
      return { before, after, now: thrown(() => numbers.tryReceive()) };
    });
    const all = Array(2).fill(String(error));
    assert.deepEqual(ends, { before: all, after: all, now: String(error) });
  }
});

test('sending on a closed channel throws, whether it waits or not', async () => {
  await inEveryWay(function* (capacity) {
    const numbers = channel<number>(capacity);
    numbers.close();
    yield* fails(numbers.send(1), ClosedError);
    assert.throws(() => numbers.trySend(1), ClosedError);
    yield* fails(select({ s: numbers.send(1) }), ClosedError);
    assert.throws(() => select.now({ s: numbers.send(1) }), ClosedError);
  }, 5);
});

test('the message names the channel and the task that closed it', async () => {
  const messages = await once(function* () {
    const jobs = channel<string>();
    jobs.name = 'jobs';
    yield* go(function* loader() {
      yield* pause();
      jobs.close();
    });
    const closedOutside = channel<string>();
    yield* go(async function reader() {
      await pause();
      await pause();
      closedOutside.close();
    });
    return [
      yield* told(jobs.send('a')),
      yield* told(jobs.receive()),
      thrown(() => jobs.trySend('a')),
      thrown(() => jobs.tryReceive()),
      yield* told(closedOutside.receive()),
    ];
  });
  assert.deepEqual(messages, [
    'ClosedError: cannot send on channel "jobs": it was closed by task "loader"',
    'ClosedError: cannot receive on channel "jobs": it was closed by task "loader"',
    'ClosedError: cannot send on channel "jobs": it was closed by task "loader"',
    'ClosedError: cannot receive on channel "jobs": it was closed by task "loader"',
    'ClosedError: cannot receive on channel "channel": it was closed by task "reader"',
  ]);
});

test('closed by nobody in particular, the message does not name a task', () => {
  const jobs = channel<string>();
  jobs.close();
  assert.equal(
    thrown(() => jobs.trySend('a')),
    'ClosedError: cannot send on channel "channel": it was closed',
  );
});

test('a select over a closed channel fails, and the error names the case', async () => {
  const told = await once(function* () {
    const silent = channel<number>();
    const jobs = channel<number>();
    const cases: unknown[] = [];
    const closing = go(function* () {
      yield* pause();
      jobs.close();
    });
    // The first waits for the close, the second finds it closed.
    for (const _ of [1, 2]) {
      try {
        yield* select({ silent: silent.receive(), jobs: jobs.receive() });
      } catch (error) {
        cases.push((error as { case: unknown }).case);
      }
    }
    yield* closing;
    const { receivers } = silent.statistics();
    return [cases, receivers, yield* select({ silent: silent.next(), jobs: jobs.next() })];
  });
  const end = { key: 'jobs', value: { done: true, value: undefined } };
  assert.deepEqual(told, [['jobs', 'jobs'], 0, end]);
});

test('for await takes what is there and ends with the channel', async () => {
  for (const capacity of [0, 1, 10, Infinity]) {
    const received = await run(async () => {
      const numbers: Channel<number> = channel(capacity);
      go(function* () {
        for (const n of upTo(20)) yield* numbers.send(n);
        numbers.close();
      });
      const received: number[] = [];
      for await (const n of numbers) received.push(n);
      return received;
    });
    assert.deepEqual(received, upTo(20));
  }
});

test('for await left early takes no value too many, and another loop goes on from there', async () => {
  const received = await run(async () => {
    const numbers = channel<number>();
    go(function* () {
      for (const n of upTo(6)) yield* numbers.send(n);
      numbers.close();
    });
    const received: number[][] = [[], []];
    for await (const n of numbers) {
      received[0]!.push(n);
      if (n === 2) break;
    }
    for await (const n of numbers) received[1]!.push(n);
    return received;
  });
  assert.deepEqual(received, [
    [0, 1, 2],
    [3, 4, 5],
  ]);
});

test('for await throws what the channel was closed with', async () => {
  const numbers = channel<number>(1);
  numbers.trySend(1);
  numbers.close(new Error('the disk is full'));
  const received: unknown[] = [];
  try {
    for await (const n of numbers) received.push(n);
  } catch (error) {
    received.push(String(error));
  }
  assert.deepEqual(received, [1, 'Error: the disk is full']);
});
