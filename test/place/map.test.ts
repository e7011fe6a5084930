import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Future, go, run, sleep, TimeoutError } from 'offshoot';
import { reportTo } from 'offshoot/kernel';
import { createPool } from 'offshoot/place';
import { throws } from './fixtures/errors.ts';
import * as jobs from './fixtures/jobs.ts';
import { marked, newMarks, unblock } from './shared.ts';
import { failure } from '../support/failure.ts';

const numbers = (n: number): number[] => Array.from({ length: n }, (_, index) => index);

test('map gives the results in the order of the items, for any source and chunk size', async () => {
  const items = numbers(100);
  const sources: [string, () => Iterable<number> | AsyncIterable<number>][] = [
    ['array', () => items],
    ['set', () => new Set(items)],
    ['iterator', () => items.values()],
    [
      'async',
      async function* () {
        yield* items;
      },
    ],
  ];
  await run(function* () {
    const pool = yield* createPool({ size: 2 });
    for (const [name, source] of sources) {
      for (const options of [{}, { chunkSize: 1 }, { chunkSize: 7 }, { chunkSize: 1000 }]) {
        const doubled = yield* pool.map(jobs.double, source(), options);
        assert.deepEqual(
          doubled,
          items.map((n) => 2 * n),
          name,
        );
      }
      const some = yield* pool.map(jobs.double, source(), { ordered: false, chunkSize: 3 });
      assert.deepEqual(
        some.toSorted((a, b) => a - b),
        items.map((n) => 2 * n),
      );
    }
    assert.deepEqual(yield* pool.map(jobs.double, []), []);
    assert.equal(pool.statistics().done, 4 * 5 * 100);
  });
});

test('an item has ended, with what it left behind, before the next of its chunk begins', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const got = yield* pool.map(jobs.mixes, numbers(20), { chunkSize: 20 });
    // Every fifth leaves a task behind; those after it see that it has ended.
    assert.deepEqual(
      got,
      numbers(20).map((n) => [n, Math.floor(n / 5)]),
    );
  });
});

test('unordered results come in the order in which they were done', async () => {
  const marks = newMarks();
  const items = [0, 1, 2].map((n) => ({ n, marks }));
  await run(function* () {
    const pool = yield* createPool({ size: 2 });
    const told: number[] = [];
    const onProgress = (done: number): void => {
      told.push(done);
      if (done === 2) unblock(marks);
    };
    const options = { chunkSize: 1, ordered: false, onProgress };
    assert.deepEqual(yield* pool.map(jobs.firstBlocks, items, options), [1, 2, 0]);
    assert.deepEqual(told, [1, 2, 3]);
  });
});

test('progress counts items; the total of an array is known from the start', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const told: number[][] = [];
    yield* pool.map(jobs.double, numbers(5), {
      chunkSize: 2,
      onProgress: (...numbers) => void told.push(numbers),
    });
    assert.deepEqual(told, [
      [2, 5],
      [4, 5],
      [5, 5],
    ]);
  });
});

test('items are drawn no faster than they are worked on, and a source that is left is told so', async () => {
  for (const kind of ['sync', 'async']) {
    const marks = newMarks();
    const seen = { drawn: 0, left: false };
    function* endless(): Generator<{ n: number; marks: typeof marks }> {
      try {
        for (;;) yield { n: seen.drawn++, marks };
      } finally {
        seen.left = true;
      }
    }
    async function* endlessLater() {
      yield* endless();
    }
    await run(function* () {
      const pool = yield* createPool({ size: 2 });
      const source = kind === 'sync' ? endless() : endlessLater();
      const mapping = go(() => pool.map(jobs.waitsForTwo, source, { chunkSize: 5 }));
      yield* marked(marks, 0, 2);
      yield* sleep(20);
      // Two chunks of five for each of two workers, and one item that shows there are more.
      assert.ok(seen.drawn <= 21, `${seen.drawn} items were drawn`);
      assert.equal(seen.left, false);
      unblock(marks, 2);
      yield* marked(marks, 0, 30);
      mapping.kill();
      yield* mapping.outcome();
      // A source that just owes an item is told, and not waited for.
      for (let tries = 0; kind === 'async' && !seen.left && tries < 1000; tries++) yield* sleep(1);
      assert.equal(seen.left, true);
      assert.equal(pool.statistics().busy, 0);
    });
  }
});

test('an item that fails ends the map with its error; the other chunks are killed', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 2 });
    const running = go(function* () {
      try {
        return yield* pool.map(throws, ['bank', 'bank'], { chunkSize: 1 });
      } catch (error) {
        return error;
      }
    });
    assert.equal(((yield* running) as Error).message, 'no money');
    const mixed = go(function* () {
      try {
        return yield* pool.map(jobs.failsOrCleansUp, [marks, marks, marks], { chunkSize: 1 });
      } catch (error) {
        return error;
      }
    });
    assert.equal(((yield* mixed) as Error).message, 'the second');
    // The third item may have begun, and is then killed, too.
    assert.deepEqual([marks[1], marks[2]], [marks[0], marks[0]]);
    const { busy, queued } = pool.statistics();
    assert.deepEqual([busy, queued], [0, 0]);
  });
});

test('a source that fails ends the map with its error', async () => {
  async function* failing() {
    yield 1;
    throw new RangeError('source');
  }
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    try {
      yield* pool.map(jobs.double, failing());
      assert.fail('it returned');
    } catch (error) {
      assert.ok(error instanceof RangeError);
    }
  });
});

function notClosed(): never {
  throw new RangeError('not closed');
}

test('a source that never answers holds up neither a timeout nor an error nor a kill', async () => {
  async function* quiet(...items: string[]) {
    yield* items;
    await new Promise(() => {});
  }
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const late = yield* failure(pool.map(jobs.echo, quiet('a', 'b')).timeout(50));
    assert.ok(late instanceof TimeoutError);
    const failed = yield* failure(pool.map(throws, quiet('bank')));
    assert.equal((failed as Error).message, 'no money');
    const task = go(() => pool.map(jobs.echo, quiet()));
    yield* sleep(5);
    task.kill();
    const outcome = yield* task.outcome();
    assert.deepEqual([!outcome.ok && outcome.abandoned], [false]);
  });
});

test('what a source does that was not waited for is reported', async () => {
  const told = new Future<unknown>();
  const before = reportTo(({ kind, message, error }) => {
    if (kind === 'callback') told.set([message, (error as Error).message]);
  });
  const open = Promise.withResolvers<void>();
  async function* feed() {
    try {
      yield 1;
      await open.promise;
    } finally {
      notClosed();
    }
  }
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const mapping = go(() => pool.map(jobs.double, feed()));
    yield* sleep(20);
    mapping.kill();
    yield* mapping.outcome();
    open.resolve();
    assert.deepEqual(yield* told, ['map: a source failed when it was left:', 'not closed']);
  });
  reportTo(before);
});

test('when an item fails and the clean-up of its source does, too, both errors come out', async () => {
  function* source(): Generator<string> {
    try {
      for (;;) yield 'bank';
    } finally {
      notClosed();
    }
  }
  async function* sourceLater() {
    yield* source();
  }
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    for (const items of [source(), sourceLater()]) {
      const error = yield* failure(pool.map(throws, items, { chunkSize: 1 }));
      assert.ok(error instanceof AggregateError, String(error));
      const messages = error.errors.map((each) => (each as Error).message);
      assert.deepEqual(messages, ['no money', 'not closed']);
    }
  });
});

test('a string is a source, and a method that is undefined is none', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    assert.deepEqual(yield* pool.map(jobs.echo, 'abc'), ['a', 'b', 'c']);
    const items = Object.assign([1, 2], { [Symbol.asyncIterator]: undefined });
    assert.deepEqual(yield* pool.map(jobs.double, items), [2, 4]);
  });
});

test('an iterator that keeps to no rules is named, and one that failed is not told that it is left', async () => {
  let left = 0;
  const leave = () => left++;
  const wrong: [unknown, string][] = [
    [
      { [Symbol.iterator]: () => ({ next: () => 5, return: leave }) },
      'next() of the items must give an object, not 5',
    ],
    [
      { [Symbol.asyncIterator]: () => ({ next: async () => null, return: leave }) },
      'next() of the items must give an object, not null',
    ],
    [
      { [Symbol.asyncIterator]: () => null },
      '[Symbol.asyncIterator]() of the items must give an object, not null',
    ],
    [{ [Symbol.iterator]: () => 1 }, '[Symbol.iterator]() of the items must give an object, not 1'],
    [
      {
        [Symbol.asyncIterator]: () => ({
          next() {
            throw new TypeError('at once');
          },
          return: leave,
        }),
      },
      'at once',
    ],
  ];
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    for (const [items, message] of wrong) {
      const error = yield* failure(pool.map(jobs.echo, items as never));
      assert.ok(error instanceof TypeError);
      assert.equal(error.message, message);
    }
  });
  assert.equal(left, 0);
});

test('wrong arguments of map are named', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const wrong: [() => unknown, string, string][] = [
      [() => pool.map(jobs.double, 3 as never), 'TypeError', 'items must be iterable, not 3'],
      [
        () => pool.map(jobs.double, [], { chunkSize: 0 }),
        'RangeError',
        'chunkSize must be a whole number, 1 or more, not 0',
      ],
      [
        () => pool.map(jobs.double, [], { ordered: 1 as never }),
        'TypeError',
        'ordered must be true or false, not 1',
      ],
      [
        () => pool.map(jobs.double, [], { onProgress: 1 as never }),
        'TypeError',
        'onProgress must be a function, not 1',
      ],
      [
        () => pool.map(jobs.double, [], { size: 1 } as never),
        'TypeError',
        'map has no option size; it has chunkSize, ordered, onProgress',
      ],
    ];
    for (const [call, name, message] of wrong) assert.throws(call, { name, message });
  });
});
