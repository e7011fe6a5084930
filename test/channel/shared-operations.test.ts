// A channel hands out the same operation to all who receive one after the other. Nobody may notice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all, channel, go, type Operation, operation, race, select, sleep } from 'offshoot';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';

const wrapped: Record<string, (op: Operation<number>) => Operation<number>> = {
  bare: (op) => op,
  mapped: (op) => op.map((n) => n),
  timed: (op) => op.timeout(100),
  selected: (op) => select({ op }).map(({ value }) => value),
  raced: (op) => race([op, sleep(100).map(() => -1)]),
  'all of one': (op) => all([op]).map(([n]) => n),
  'wrapped twice': (op) => select({ op: op.timeout(100).map((n) => n) }).map((s) => s.value),
};

for (const [how, wrap] of Object.entries(wrapped)) {
  test(`a member of all that is through keeps its value while others receive: ${how}`, async () => {
    await runVirtually(function* () {
      const numbers = channel<number>(3);
      for (const n of [1, 2, 3]) numbers.trySend(n);
      const task = go(() => all([wrap(numbers.receive()), sleep(2)]));
      yield* sleep(1);
      assert.equal(yield* numbers.receive(), 2);
      assert.equal(yield* wrap(numbers.receive()), 3);
      assert.deepEqual(yield* task, [1, undefined]);
    });
  });

  test(`a killed task takes back its own wait, and nobody else's: ${how}`, async () => {
    await runVirtually(function* () {
      const numbers = channel<number>();
      const bodies = [wrap(numbers.receive()), wrap(numbers.receive()), wrap(numbers.receive())];
      const [first, second, third] = bodies.map((op) => go(() => op));
      yield* sleep(1);
      assert.equal(numbers.statistics().receivers, 3);
      second!.kill();
      yield* sleep(1);
      assert.equal(numbers.statistics().receivers, 2);
      yield* all([numbers.send(1), numbers.send(2)]);
      assert.deepEqual([yield* first!, yield* third!], [1, 2]);
    });
  });
}

test('a select that is over before it has stood in all its lines leaves alone who stands there', async () => {
  await runVirtually(function* () {
    const numbers = channel<number>();
    let received: Promise<number> | undefined;
    const atOnce = operation<string>((resume) => {
      received = numbers.receive().promise();
      resume('at once');
      return () => {};
    });
    const got = yield* select({ atOnce, number: numbers.receive() });
    assert.equal(got.key, 'atOnce');
    assert.equal(numbers.statistics().receivers, 1);
    yield* numbers.send(7);
    assert.equal(yield* go(() => received!), 7);
  });
});

test('an iterator that is held by hand takes nothing from who performs the same operation', async () => {
  await runVirtually(function* () {
    const numbers = channel<number>();
    const held = numbers.receive()[Symbol.iterator]();
    const receiver = go(() => numbers.receive());
    yield* sleep(1);
    assert.throws(() => held.next(), /begun and left|performed by another/u);
    assert.equal(numbers.statistics().receivers, 1);
    yield* numbers.send(1);
    assert.throws(() => held.next(), /begun and left|performed by another/u);
    assert.equal(yield* receiver, 1);
  });
});

test('what is asked for while the operation is in use is another one', async () => {
  await runVirtually(function* () {
    const numbers = channel<number>();
    const free = numbers.receive();
    assert.equal(numbers.receive(), free);
    const waiting = go(function* () {
      return yield* numbers.receive();
    });
    yield* sleep(1);
    assert.notEqual(numbers.receive(), free);
    const next = numbers.next();
    yield* numbers.send(1);
    assert.equal(yield* waiting, 1);
    const stepping = go(() => next);
    yield* numbers.send(2);
    assert.deepEqual(yield* stepping, { done: false, value: 2 });
  });
});
