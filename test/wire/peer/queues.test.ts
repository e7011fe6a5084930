// Queues between two places, in one program, under many schedules.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  all,
  ClosedError,
  CodecError,
  type Coroutine,
  go,
  type Operation,
  pause,
  Queue,
  type QueueOptions,
  select,
  sleep,
} from 'offshoot';
import { LinkLostError, reportTo } from 'offshoot/kernel';
import { random } from 'offshoot/testing';
import '../../support/leaks.ts';
import { failure } from '../../support/failure.ts';
import { inManyOrders, pair } from './pair.ts';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

function* putAll(into: Queue<number>, values: number[]): Coroutine<void> {
  for (const value of values) yield* into.put(value);
}

/** Gets until the end, and says of each that it is done; gives them all. */
function* consume(from: Queue<number>): Coroutine<number[]> {
  const got: number[] = [];
  try {
    for (;;) {
      got.push(yield* from.get());
      yield* pause();
      from.taskDone();
    }
  } catch (error) {
    if (!(error instanceof ClosedError)) throw error;
    return got;
  }
}

function sorted(values: number[]): number[] {
  return values.toSorted((a, b) => a - b);
}

const sizes: QueueOptions<number>[] = [{ maxSize: 1 }, { maxSize: 3 }, { maxSize: Infinity }];

describe('a queue whose home is here', () => {
  for (const options of sizes) {
    const size = `at most ${options.maxSize}`;

    test(`is worked off there, and joined here; ${size}`, async () => {
      await inManyOrders(function* ({ give }) {
        const home = new Queue<number>(options);
        const far = yield* give(home);
        const consumer = go(consume, far);
        yield* putAll(home, upTo(12));
        yield* home.join();
        assert.deepEqual([home.length, home.statistics().unfinished], [0, 0]);
        home.close();
        assert.deepEqual(yield* consumer, upTo(12));
      });
    });

    test(`is filled there and joined there, and worked off here; ${size}`, async () => {
      await inManyOrders(function* ({ give }) {
        const home = new Queue<number>(options);
        const far = yield* give(home);
        const consumer = go(consume, home);
        yield* putAll(far, upTo(12));
        yield* far.join();
        assert.equal(home.statistics().unfinished, 0);
        far.close();
        assert.deepEqual(yield* consumer, upTo(12));
        assert.deepEqual([far.closed, home.closed], [true, true]);
      });
    });

    test(`gives each value once, to whoever asks on both sides; ${size}`, async () => {
      await inManyOrders(function* ({ give }) {
        const home = new Queue<number>(options);
        const far = yield* give(home);
        const consumers = [far, home, far].map((end) => go(consume, end));
        const producers = [home, far].map((end, i) =>
          go(
            putAll,
            end,
            upTo(10).map((n) => 10 * i + n),
          ),
        );
        yield* all(producers);
        // What was accepted there is before it on the link.
        yield* far.join();
        home.close();
        const got = yield* all(consumers);
        assert.deepEqual(sorted(got.flat()), upTo(20));
      });
    });
  }

  test('keeps its order there: the newest first, the smallest first', async () => {
    await inManyOrders(function* ({ give }) {
      const newest = yield* give(new Queue<number>({ order: 'lifo' }));
      const smallest = yield* give(
        new Queue<number>({ order: 'priority', compare: (a, b) => a - b }),
      );
      for (const queue of [newest, smallest]) yield* putAll(queue, [3, 10, 9]);
      const got: number[][] = [];
      for (const queue of [newest, smallest])
        got.push([yield* queue.get(), yield* queue.get(), yield* queue.get()]);
      assert.deepEqual(got, [
        [9, 10, 3],
        [3, 9, 10],
      ]);
    });
  });

  test('a get there that loses a select, or is killed, has taken nothing', async () => {
    await inManyOrders(function* ({ give }) {
      const home = new Queue<number>();
      const far = yield* give(home);
      const killed = go(() => far.get());
      const lost = go(() => select({ far: far.get(), soon: sleep(2) }));
      const producer = go(function* () {
        for (const n of upTo(6)) {
          yield* pause();
          yield* home.put(n);
        }
      });
      yield* pause();
      killed.kill();
      const outcome = yield* killed.outcome();
      const won = yield* lost;
      yield* producer;
      yield* sleep(1);
      const got = [won.value, outcome.ok ? outcome.value : undefined];
      const left = got.filter((value) => value !== undefined) as number[];
      for (let next = home.tryGet(); next !== undefined; next = home.tryGet())
        left.push(next.value);
      assert.deepEqual(sorted(left), upTo(6));
    });
  });

  test('a join there that gives up leaves nothing behind', async () => {
    await inManyOrders(function* ({ give }) {
      const home = new Queue<number>();
      const far = yield* give(home);
      yield* home.put(1);
      const { key } = yield* select({ joined: far.join(), late: sleep(1) });
      assert.equal(key, 'late');
      yield* sleep(1);
      assert.equal(home.statistics().joiners, 0);
      assert.equal(far.statistics().joiners, 0);
    });
  });

  test('there it knows whether a put would wait, and holds nothing', async () => {
    await inManyOrders(function* ({ give }) {
      const home = new Queue<number>({ maxSize: 2 });
      home.name = 'jobs';
      const far = yield* give(home);
      assert.deepEqual(
        [far.tryPut(1), far.full, far.tryPut(2), far.full],
        [true, false, true, true],
      );
      assert.deepEqual(
        [far.tryPut(3), far.length, far.empty, far.tryGet()],
        [false, 0, true, undefined],
      );
      yield* sleep(1);
      assert.deepEqual(far.statistics(), {
        name: 'jobs',
        order: 'fifo',
        maxSize: 2,
        length: 0,
        unfinished: 0,
        putters: 0,
        getters: 0,
        joiners: 0,
        closed: false,
      });
      assert.throws(() => far.closeNow(), {
        name: 'TypeError',
        message: /^closeNow of queue "jobs" would give back what is in it, which is in another/,
      });
      far.close();
      assert.throws(() => far.tryPut(4), {
        name: 'ClosedError',
        message: 'cannot put into queue "jobs" of there: it was closed',
      });
    });
  });

  test('its close is heard there by those who get and those who put, with the error', async () => {
    await inManyOrders(function* ({ give }) {
      for (const error of [undefined, new RangeError('enough')]) {
        const home = new Queue<number>({ maxSize: 1 });
        const far = yield* give(home);
        const getter = go(() => failure(far.get()));
        yield* sleep(1);
        home.close(error);
        const told = (yield* getter) as Error;
        assert.deepEqual(
          [told instanceof ClosedError, told.message === 'enough'],
          [error === undefined, error !== undefined],
        );
        assert.ok((yield* failure(far.put(1))) instanceof ClosedError);
        assert.equal(far.closed, true);
      }
    });
  });

  test('a value that cannot travel fails the get there, and counts as done', async () => {
    await inManyOrders(function* ({ give }) {
      const home = new Queue<unknown>();
      const far = yield* give(home);
      yield* home.put(() => 1);
      yield* home.put(2);
      const error = yield* failure(far.get());
      assert.ok(error instanceof CodecError, String(error));
      assert.equal(yield* far.get(), 2);
      far.taskDone();
      yield* home.join();
    });
  });

  test('what goes home is the queue itself, and what is sent twice is one', async () => {
    await inManyOrders(function* ({ give, giveBack }) {
      const home = new Queue<number>();
      const [first, second] = yield* give([home, { home }] as const);
      assert.ok(first instanceof Queue);
      assert.equal(first, second.home);
      assert.equal(yield* giveBack(first), home);
    });
  });

  test('a third place uses it through the second', async () => {
    await inManyOrders(function* ({ give }) {
      const third = pair();
      for (const options of sizes) {
        const home = new Queue<number>(options);
        const far = yield* third.give(yield* give(home));
        const consumers = [home, far].map((end) => go(consume, end));
        yield* all([go(putAll, far, upTo(5)), go(putAll, home, [5, 6])]);
        yield* far.join();
        assert.equal(home.statistics().unfinished, 0);
        home.close();
        assert.deepEqual(sorted((yield* all(consumers)).flat()), upTo(7));
      }
    });
  });

  test('what a third place puts before it says that it is done is waited for', async () => {
    await inManyOrders(function* ({ give }) {
      const third = pair();
      const home = new Queue<number>({ maxSize: 1 });
      const far = yield* third.give(yield* give(home));
      // One leads to many, as in a crawler.
      let done = 0;
      function* crawl(queue: Queue<number>): Coroutine<never> {
        for (;;) {
          const n = yield* queue.get();
          if (n === 0) yield* putAll(queue, upTo(6).slice(1));
          done++;
          queue.taskDone();
        }
      }
      const crawlers = [far, home].map((end) => go(() => crawl(end)));
      yield* home.put(0);
      yield* home.join();
      assert.equal(done, 6);
      for (const task of crawlers) task.kill();
    });
  });

  test('a taskDone too many there is reported here, and does no harm', async () => {
    await inManyOrders(function* ({ give }) {
      const told: string[] = [];
      const before = reportTo(({ error }) => told.push((error as Error).message));
      const home = new Queue<number>();
      const far = yield* give(home);
      far.taskDone();
      yield* sleep(1);
      yield* home.put(1);
      assert.equal(yield* far.get(), 1);
      far.taskDone();
      yield* home.join();
      assert.deepEqual(told, ['taskDone of queue "queue" was called more often than get']);
      reportTo(before);
    });
  });
});

describe('a link that is lost', () => {
  const waits: Record<string, (far: Queue<number>) => Operation<unknown>> = {
    get: (far) => far.get(),
    put: (far) => far.put(3),
    join: (far) => far.join(),
  };

  test('ends every wait there, and the ones after that', async () => {
    await inManyOrders(function* ({ give, links }) {
      const [full, empty] = [new Queue<number>({ maxSize: 1 }), new Queue<number>()];
      yield* full.put(1);
      const [farFull, farEmpty] = yield* give([full, empty] as const);
      assert.equal(farFull.tryPut(2), true);
      const ends = { get: farEmpty, put: farFull, join: farFull };
      const waiting = Object.entries(ends).map(([what, end]) =>
        go(() => failure(waits[what]!(end))),
      );
      yield* sleep(1);
      links.cut();
      for (const task of waiting) assert.ok((yield* task) instanceof LinkLostError);
      for (const [what, end] of Object.entries(ends))
        assert.ok((yield* failure(waits[what]!(end))) instanceof LinkLostError, what);
    });
  });

  test('what was offered and not taken is in the queue again; what was taken counts as done', async () => {
    await inManyOrders(function* ({ give, links }) {
      const home = new Queue<number>();
      const far = yield* give(home);
      const got: number[] = [];
      const consumers = upTo(2).map(() =>
        go(function* () {
          try {
            for (;;) {
              got.push(yield* far.get());
              yield* pause();
            }
          } catch (error) {
            assert.ok(error instanceof LinkLostError);
          }
        }),
      );
      yield* putAll(home, upTo(8));
      for (const _ of upTo(6)) yield* pause();
      links.cut();
      yield* all(consumers);
      const here = go(consume, home);
      yield* home.join();
      home.close();
      const all8 = [...got, ...(yield* here)];
      assert.equal(new Set(all8).size, all8.length, 'nothing twice');
      // Each of two may have been given one value by a commit whose answer was cut off.
      assert.ok(all8.length >= 6, `${all8.length} of 8`);
    }, 300);
  });

  test('what came back before is not taken to be done', async () => {
    let cameBack = 0;
    await inManyOrders(function* ({ give, links }) {
      const home = new Queue<number>();
      const far = yield* give(home);
      const getter = go(() => far.get());
      yield* home.put(1);
      for (let n = random(8); n > 0; n--) yield* pause();
      getter.kill();
      const outcome = yield* getter.outcome();
      if (outcome.ok) return;
      cameBack++;
      assert.equal(yield* home.get(), 1);
      links.cut();
      const joining = go(() => home.join());
      yield* sleep(1);
      assert.equal(joining.state, 'waiting', 'nobody has said that it is done');
      home.taskDone();
      yield* joining;
    }, 300);
    assert.ok(cameBack > 100, `${cameBack} came back`);
  });
});
