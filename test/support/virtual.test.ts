import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all, go, now, pause, sleep } from 'offshoot';
import './leaks.ts';
import { inEveryOrder, runVirtually } from './virtual.ts';

test('in virtual time an hour passes at once, and timers fire in order', async () => {
  const seen: string[] = [];
  await runVirtually(function* () {
    const tasks = [3_600_000, 1000, 2000].map((ms) =>
      go(function* () {
        yield* sleep(ms);
        seen.push(`${ms} at ${now()}`);
      }),
    );
    yield* all(tasks);
  });
  assert.deepEqual(seen, ['1000 at 1000', '2000 at 2000', '3600000 at 3600000']);
});

test('in virtual time nothing passes while a task can run', async () => {
  const passed = await runVirtually(function* () {
    const sleeper = go(function* () {
      yield* sleep(1);
    });
    for (let i = 0; i < 10_000; i++) yield* pause();
    const before = now();
    yield* sleeper;
    return [before, now()];
  });
  assert.deepEqual(passed, [0, 1]);
});

function* race() {
  const order: string[] = [];
  const tasks = ['a', 'b', 'c'].map((name) =>
    go(function* () {
      yield* pause();
      order.push(name);
    }),
  );
  yield* all(tasks);
  return order.join('');
}

test('every order of three tasks is found, and one seed gives the same order again', async () => {
  const orders = await inEveryOrder(100, race);
  assert.deepEqual([...new Set(orders)].sort(), ['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
  assert.deepEqual(await inEveryOrder(100, race), orders);
});

test('what fails in one order only is found, with the seed', async () => {
  const failure = inEveryOrder(100, function* () {
    const order = yield* race();
    assert.notEqual(order, 'cab');
  });
  await assert.rejects(failure, { message: /^in the order of seed \d+$/ });
});
