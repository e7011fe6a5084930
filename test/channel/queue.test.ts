import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { all, go, now, Queue, run, select, sleep, type Task } from 'offshoot';
import '../support/leaks.ts';
import { inManyOrders, once } from './ways.ts';

test('values come out in the order of the queue', async () => {
  const orders = { fifo: [3, 1, 2, 1], lifo: [1, 2, 1, 3], priority: [1, 1, 2, 3] } as const;
  for (const [order, expected] of Object.entries(orders)) {
    const got = await once(function* () {
      const queue = new Queue<number>({ order: order as keyof typeof orders });
      for (const n of [3, 1, 2, 1]) yield* queue.put(n);
      return yield* all([queue.get(), queue.get(), queue.get(), queue.get()]);
    });
    assert.deepEqual(got, expected);
  }
});

test('a priority queue sorts, and equals come out in the order in which they came', async () => {
  const items = fc.array(fc.tuple(fc.nat(9), fc.string()), { maxLength: 300, size: 'max' });
  const property = fc.asyncProperty(items, async (items) => {
    await run(function* () {
      const queue = new Queue<(typeof items)[0]>({
        order: 'priority',
        maxSize: Infinity,
        compare: (a, b) => b[0] - a[0],
      });
      for (const item of items) yield* queue.put(item);
      const got: typeof items = [];
      while (!queue.empty) got.push(yield* queue.get());
      assert.deepEqual(
        got,
        items.toSorted((a, b) => b[0] - a[0]),
      );
    });
  });
  await fc.assert(property, { numRuns: 200 });
});

test('without compare, priority goes by <, for words and dates as well', () => {
  const words = new Queue<string>({ order: 'priority' });
  for (const word of ['pear', 'apple', 'fig']) words.tryPut(word);
  assert.deepEqual(words.closeNow(), ['apple', 'fig', 'pear']);
  const dates = new Queue<Date>({ order: 'priority' });
  for (const year of [2011, 2009, 2014]) dates.tryPut(new Date(year, 0));
  assert.deepEqual(
    dates.closeNow().map((date) => date.getFullYear()),
    [2009, 2011, 2014],
  );
});

test('a compare that throws leaves the queue as it was', () => {
  let broken = false;
  const queue = new Queue<number>({
    order: 'priority',
    compare: (a, b) => {
      if (broken) throw new Error('cannot compare');
      return a - b;
    },
  });
  for (const n of [5, 3, 4, 1]) queue.tryPut(n);
  broken = true;
  assert.throws(() => queue.tryPut(2), { message: 'cannot compare' });
  assert.throws(() => queue.tryGet(), { message: 'cannot compare' });
  broken = false;
  assert.equal(queue.statistics().unfinished, 4);
  assert.deepEqual(queue.closeNow(), [1, 3, 4, 5]);
});

test('put waits while the queue is full, and get while it is empty, in order of arrival', async () => {
  const history = await inManyOrders(function* () {
    const queue = new Queue<string>({ maxSize: 2 });
    const history: string[] = [];
    const putter = (name: string) =>
      go(function* () {
        yield* queue.put(name);
        history.push(`put ${name}`);
      });
    for (const name of ['a', 'b', 'c', 'd']) {
      putter(name);
      yield* sleep(1);
    }
    history.push(`full ${queue.full}, tried ${queue.tryPut('x')}, length ${queue.length}`);
    for (let i = 0; i < 4; i++) {
      history.push(`got ${yield* queue.get()}`);
      yield* sleep(1);
    }
    history.push(`empty ${queue.empty}, tried ${queue.tryGet() === undefined}`);
    return history;
  });
  assert.deepEqual(history[0], [
    'put a',
    'put b',
    'full true, tried false, length 2',
    'got a',
    'put c',
    'got b',
    'put d',
    'got c',
    'got d',
    'empty true, tried true',
  ]);
});

test('join waits until taskDone was called for all that was put', async () => {
  const history = await inManyOrders(function* () {
    const queue = new Queue<number>({ maxSize: 3 });
    yield* queue.join();
    const workers: Task<void>[] = [];
    for (let i = 0; i < 2; i++) {
      workers.push(
        go(function* () {
          for (;;) {
            yield* sleep(yield* queue.get());
            queue.taskDone();
          }
        }),
      );
    }
    for (const ms of [30, 10, 10, 10]) yield* queue.put(ms);
    yield* queue.join();
    const joined = now();
    for (const worker of workers) worker.kill();
    return [joined, queue.statistics().unfinished];
  });
  for (const result of history) assert.deepEqual(result, [30, 0]);
});

test('taskDone is refused when it is called more often than get', () => {
  const queue = new Queue<number>();
  queue.name = 'jobs';
  assert.throws(() => queue.taskDone(), {
    name: 'RangeError',
    message: 'taskDone of queue "jobs" was called more often than get',
  });
  queue.tryPut(1);
  assert.throws(() => queue.taskDone(), { name: 'RangeError' });
  queue.tryGet();
  queue.taskDone();
  assert.throws(() => queue.taskDone(), { name: 'RangeError' });
});

test('a closed queue is drained first; then getters are told, and putters at once', async () => {
  const said = await once(function* main() {
    const queue = new Queue<number>({ maxSize: 1 });
    queue.name = 'jobs';
    const message = (error: unknown) => (error as Error).message;
    const said: unknown[] = [];
    yield* queue.put(1);
    const putter = go(function* () {
      try {
        yield* queue.put(2);
      } catch (error) {
        said.push(message(error));
      }
    });
    yield* sleep(1);
    queue.close();
    queue.close(new Error('too late'));
    yield* putter;
    said.push(queue.closed, queue.tryGet());
    try {
      yield* queue.get();
    } catch (error) {
      said.push(message(error));
    }
    return said;
  });
  assert.deepEqual(said, [
    'cannot put into queue "jobs": it was closed by task "main"',
    true,
    { value: 1 },
    'cannot get from queue "jobs": it was closed by task "main"',
  ]);
});

test('getters that wait when it is closed with an error are told that error', async () => {
  const said = await once(function* () {
    const queue = new Queue<number>();
    const getter = go(function* () {
      try {
        return yield* queue.get();
      } catch (error) {
        return error;
      }
    });
    yield* sleep(1);
    const error = new Error('the disk is full');
    queue.close(error);
    assert.throws(() => queue.tryGet(), error);
    return (yield* getter) === error;
  });
  assert.equal(said, true);
});

test('closing without draining gives back what nobody got, and join ends', async () => {
  const said = await inManyOrders(function* () {
    const queue = new Queue<string>();
    for (const name of ['a', 'b', 'c']) yield* queue.put(name);
    const got = yield* queue.get();
    const joined = go(function* () {
      yield* queue.join();
    });
    yield* sleep(1);
    const left = queue.closeNow();
    const before = joined.state;
    queue.taskDone();
    yield* joined;
    return [got, left, before, queue.closeNow(), queue.statistics().unfinished];
  });
  for (const result of said) assert.deepEqual(result, ['a', ['b', 'c'], 'waiting', [], 0]);
});

test('a value that a killed getter was handed comes back in its place', async () => {
  const expected = { fifo: [1, 2, 3], lifo: [3, 2, 1], priority: [1, 2, 3] };
  for (const order of ['fifo', 'lifo', 'priority'] as const) {
    const results = await inManyOrders(function* () {
      const queue = new Queue<number>({ order });
      const getter = go(() => queue.get());
      yield* sleep(1);
      queue.tryPut(1);
      queue.tryPut(2);
      getter.kill();
      queue.tryPut(3);
      return queue.closeNow();
    });
    for (const got of results) assert.deepEqual(got, expected[order], order);
  }
});

test('a select over two queues takes one value and leaves the other', async () => {
  const results = await inManyOrders(function* () {
    const queues = [new Queue<number>(), new Queue<number>()] as const;
    const got = go(function* () {
      return yield* select(queues.map((queue) => queue.get()));
    });
    yield* sleep(1);
    for (const queue of queues) queue.tryPut(1);
    yield* got;
    return queues.reduce((sum, queue) => sum + queue.length + queue.statistics().getters, 0);
  });
  for (const left of results) assert.equal(left, 1);
});

test('wrong options are refused, by name and value', () => {
  assert.throws(
    () => new Queue({ maxSize: 0 }),
    /maxSize must be a whole number, 1 or more.* not 0/,
  );
  assert.throws(() => new Queue({ maxSize: '5' as never }), { name: 'TypeError' });
  assert.throws(() => new Queue({ order: 'random' as never }), {
    name: 'TypeError',
    message: "order must be 'fifo', 'lifo' or 'priority', not 'random'",
  });
  assert.throws(() => new Queue({ compare: (a, b) => Number(a) - Number(b) }), {
    message: "compare is for order 'priority', not 'fifo'",
  });
  assert.throws(() => new Queue({ order: 'priority', compare: 1 as never }), /compare must be a f/);
});
