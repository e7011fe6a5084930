// A wait that is killed, timed out, aborted or lost leaves no trace in the channel.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Channel,
  channel,
  go,
  type Operation,
  run,
  select,
  sleep,
  type Task,
  until,
} from 'offshoot';
import '../support/leaks.ts';
import { inEveryWay, inManyOrders, once, when } from './ways.ts';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** The ways to wait for a value. */
const receives: Record<string, (from: Channel<number>) => Operation<unknown>> = {
  receive: (from) => from.receive(),
  next: (from) => from.next(),
  'a mapped receive': (from) => from.receive().map((n) => n + 1),
  'a limited receive': (from) => from.receive().timeout(1000),
  'an abortable receive': (from) => from.receive().abortOn(new AbortController().signal),
  'a select': (from) => select({ silent: channel<number>().receive(), a: from.receive() }),
  'a select of selects': (from) => select([select([from.next().map((r) => r)])]),
};

/** Starts a task that waits, and gives it back when it does. */
function* waiting<T>(op: Operation<T>, on: Channel<number>) {
  const { senders, receivers } = on.statistics();
  const task = go(function* () {
    return yield* op;
  });
  const waits = (): boolean => {
    const now = on.statistics();
    return now.senders + now.receivers > senders + receivers;
  };
  yield* when(waits);
  return task;
}

function* ended(task: Task<unknown>) {
  const outcome = yield* task.outcome();
  return outcome.ok ? 'done' : outcome.killed ? 'killed' : String(outcome.error);
}

for (const [name, receive] of Object.entries(receives)) {
  test(`killing ${name} that waits leaves the value for the next one`, async () => {
    await inEveryWay(function* (capacity) {
      const numbers = channel<number>(capacity);
      const task = yield* waiting(receive(numbers), numbers);
      task.kill();
      assert.equal(numbers.statistics().receivers, 0);
      assert.equal(yield* ended(task), 'killed');
      go(() => numbers.send(1));
      assert.equal(yield* numbers.receive(), 1);
    }, 20);
  });

  test(`killing ${name} that was handed a value, and had no turn since, puts it back`, async () => {
    await inEveryWay(function* (capacity) {
      const numbers = channel<number>(capacity);
      const task = yield* waiting(receive(numbers), numbers);
      assert.equal(numbers.trySend(1), true);
      task.kill();
      // It is there for whoever comes, before what is sent later.
      go(() => numbers.send(2));
      assert.equal(numbers.length, 1);
      assert.equal(yield* ended(task), 'killed');
      assert.deepEqual([yield* numbers.receive(), yield* numbers.receive()], [1, 2]);
    }, 20);
  });

  test(`killing ${name} that was handed a value gives it to the next one who waits`, async () => {
    await inEveryWay(function* (capacity) {
      const numbers = channel<number>(capacity);
      const first = yield* waiting(receive(numbers), numbers);
      const second = yield* waiting(numbers.receive(), numbers);
      numbers.trySend(1);
      first.kill();
      assert.equal(numbers.length, 0);
      assert.equal(yield* second, 1);
    }, 20);
  });
}

test('killing a sender that waits takes its value back', async () => {
  await inEveryWay(function* (capacity) {
    if (capacity === Infinity) return;
    const numbers = channel<number>(capacity);
    for (const n of upTo(capacity)) numbers.trySend(n);
    const sends: Operation<unknown>[] = [
      numbers.send(-1),
      numbers.send(-2).timeout(10),
      select([numbers.send(-3)]),
    ];
    for (const send of sends) {
      const task = yield* waiting(send, numbers);
      task.kill();
      assert.equal(numbers.statistics().senders, 0);
      assert.equal(yield* ended(task), 'killed');
    }
    const left = upTo(capacity + 1).map(() => numbers.tryReceive()?.value);
    assert.deepEqual(left, [...upTo(capacity), undefined]);
  });
});

test('a kill in the middle of a line of waits leaves the others in their order', async () => {
  await inManyOrders(function* () {
    const numbers = channel<number>();
    const tasks: Task<unknown>[] = [];
    for (const n of upTo(7)) tasks.push(yield* waiting(numbers.send(n), numbers));
    for (const n of [3, 0, 6]) tasks[n]!.kill();
    const received: number[] = [];
    for (const _ of upTo(4)) received.push(yield* numbers.receive());
    assert.deepEqual([received, numbers.tryReceive()], [[1, 2, 4, 5], undefined]);
  });
});

test('a wait that timed out or was aborted is taken back', async () => {
  const left = await once(function* () {
    const numbers = channel<number>();
    const abort = new AbortController();
    const tasks = [
      numbers.receive().timeout(5),
      numbers.next().abortOn(abort.signal),
      select({ receive: numbers.receive() }).timeout(5),
    ].map((op) => go(() => op.map(() => 'got one')));
    const ends = tasks.map((task) => go(ended, task));
    yield* sleep(1);
    abort.abort(new Error('no more'));
    yield* sleep(10);
    const { receivers } = numbers.statistics();
    return [receivers, numbers.trySend(1), yield* ends[0]!, yield* ends[1]!, yield* ends[2]!];
  }).catch((error: unknown) => String(error));
  assert.equal(left, 'Error: no more');
});

test('a value that arrives in the moment of the timeout is either received or still there', async () => {
  const ways = await inManyOrders(function* () {
    const numbers = channel<number>(1);
    const limited = go(function* () {
      try {
        return yield* numbers.receive().timeout(5);
      } catch {
        return 'too late';
      }
    });
    go(function* () {
      yield* sleep(5);
      yield* numbers.send(1);
    });
    const got = yield* limited;
    yield* sleep(5);
    assert.deepEqual(got === 1 ? undefined : { value: 1 }, numbers.tryReceive());
    return got;
  });
  assert.ok(ways.length > 0);
});

test('an await that is killed gives back what it was handed', async () => {
  const said = await run(function* () {
    const numbers = channel<number>();
    const said: string[] = [];
    const task = go(async () => {
      try {
        said.push(`got ${await numbers.receive()}`);
      } catch (error) {
        said.push((error as Error).name);
      }
    });
    yield* when(() => numbers.statistics().receivers === 1);
    numbers.trySend(1);
    task.kill();
    yield* task.outcome();
    said.push(`left ${numbers.tryReceive()?.value}`);
    return said;
  });
  assert.deepEqual(said, ['KilledError', 'left 1']);
});

test('a for await that is killed takes no value, and its finally blocks run', async () => {
  const said = await run(function* () {
    const numbers = channel<number>(1);
    const said: unknown[] = [];
    const task = go(async () => {
      try {
        for await (const n of numbers) said.push(n);
      } finally {
        said.push('clean-up');
      }
    });
    numbers.trySend(1);
    yield* sleep(2);
    task.kill();
    numbers.trySend(2);
    const outcome = yield* task.outcome();
    return [...said, outcome.ok, numbers.tryReceive(), numbers.statistics().receivers];
  });
  assert.deepEqual(said, [1, 'clean-up', false, { value: 2 }, 0]);
});

test('what map throws is thrown at who performs it, and only there', async () => {
  await inEveryWay(function* (capacity) {
    const numbers = channel<number>(capacity);
    const sender = go(function* () {
      yield* numbers.send(1);
      yield* numbers.send(2);
      return 'sent both';
    });
    const refuse = () => {
      throw new Error('odd');
    };
    const said: string[] = [];
    try {
      yield* numbers.receive().map(refuse);
    } catch (error) {
      said.push((error as Error).message);
    }
    said.push(`${yield* numbers.receive()}`, yield* sender);
    assert.deepEqual(said, ['odd', '2', 'sent both']);
  });
});

test('what is put back does not let more senders in than there are places', async () => {
  for (const capacity of [0, 1, 3]) {
    const history = await once(function* () {
      const numbers = channel<number>(capacity);
      const receiver = yield* waiting(numbers.receive(), numbers);
      // Nobody has a turn from here to the kill: the receiver holds 0 and does not know it yet.
      for (const n of upTo(capacity + 1)) numbers.trySend(n);
      const sends = [numbers.send(-1).promise(), numbers.send(-2).promise()];
      receiver.kill();
      const history: unknown[] = [];
      for (const _ of upTo(capacity + 3)) {
        const { length, senders } = numbers.statistics();
        history.push({ length, senders, then: numbers.tryReceive()?.value });
      }
      yield* until(Promise.all(sends));
      return history;
    });
    assert.deepEqual(history[0], { length: capacity + 1, senders: 2, then: 0 });
    assert.deepEqual(
      history.map((step) => (step as { then: number }).then),
      [...upTo(capacity + 1), -1, -2],
    );
    // What was put back had no place of its own: it left, and that let nobody in.
    assert.deepEqual(history[1], {
      length: capacity,
      senders: 2,
      then: capacity === 0 ? -1 : 1,
    });
  }
});

test('values that two killed receivers give back keep their order', async () => {
  const orders: unknown[] = [];
  for (const first of [0, 1]) {
    orders.push(
      await once(function* () {
        const numbers = channel<number>();
        const receivers: Task<unknown>[] = [];
        for (const _ of upTo(2)) receivers.push(yield* waiting(numbers.receive(), numbers));
        numbers.trySend(1);
        numbers.trySend(2);
        receivers[first]!.kill();
        receivers[1 - first]!.kill();
        return [yield* numbers.receive(), yield* numbers.receive()];
      }),
    );
  }
  assert.deepEqual(orders, [
    [1, 2],
    [1, 2],
  ]);
});

test('a value put back on a channel that was closed meanwhile is still drained', async () => {
  await inManyOrders(function* () {
    const numbers = channel<number>();
    const task = yield* waiting(numbers.receive(), numbers);
    numbers.trySend(1);
    numbers.close();
    task.kill();
    assert.deepEqual(yield* numbers.next(), { done: false, value: 1 });
    assert.deepEqual(yield* numbers.next(), { done: true, value: undefined });
  });
});

test('the end is not put back: the next one finds it for itself', async () => {
  await inManyOrders(function* () {
    const numbers = channel<number>();
    const task = yield* waiting(numbers.next(), numbers);
    numbers.close();
    task.kill();
    assert.equal(yield* ended(task), 'killed');
    assert.equal(numbers.length, 0);
    assert.deepEqual(yield* numbers.next(), { done: true, value: undefined });
  });
});

test('a sender whose value was taken is through, also if it is killed before its turn', async () => {
  await inManyOrders(function* () {
    const numbers = channel<number>();
    const task = yield* waiting(numbers.send(1), numbers);
    assert.deepEqual(numbers.tryReceive(), { value: 1 });
    task.kill();
    assert.equal(yield* ended(task), 'killed');
    assert.equal(numbers.tryReceive(), undefined);
  });
});

test('a kill runs the finally blocks of a waiting receiver, which may use the channel', async () => {
  await inManyOrders(function* () {
    const numbers = channel<number>();
    const said: unknown[] = [];
    const task = go(function* () {
      try {
        said.push(yield* numbers.receive());
      } finally {
        said.push('clean-up', yield* numbers.receive());
      }
    });
    yield* when(() => numbers.statistics().receivers === 1);
    numbers.trySend(1);
    task.kill();
    yield* task.outcome();
    assert.deepEqual(said, ['clean-up', 1]);
  });
});

test('a select in a loop over silent channels leaves nobody in them', async () => {
  await once(function* () {
    const silent = channel<number>();
    const busy = channel<number>(1);
    for (const n of upTo(10_000)) {
      busy.trySend(n);
      const got = yield* select({
        silent: silent.receive(),
        full: silent.send(1),
        b: busy.receive(),
      });
      assert.equal(got.value, n);
    }
    for (const n of upTo(1000)) {
      const waits = select({ silent: silent.receive(), later: sleep(1) });
      assert.equal((yield* waits).key, 'later', `${n}`);
    }
    const { senders, receivers } = silent.statistics();
    assert.deepEqual([senders, receivers], [0, 0]);
  });
});
