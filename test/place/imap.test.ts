import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ClosedError,
  type Coroutine,
  each,
  Future,
  go,
  NoTaskError,
  run,
  scope,
  select,
  sleep,
  until,
} from 'offshoot';
import { reportTo } from 'offshoot/kernel';
import { createPool, type Results } from 'offshoot/place';
import * as jobs from './fixtures/jobs.ts';
import { failsAt } from './fixtures/pools.ts';
import { newMarks, unblock } from './shared.ts';
import { failure } from '../support/failure.ts';

const numbers = (n: number): number[] => Array.from({ length: n }, (_, index) => index);

function* allOf<T>(results: Results<T>): Coroutine<T[]> {
  const all: T[] = [];
  yield* each(results, (value) => void all.push(value));
  return all;
}

/** A source without end that says how much was drawn, and whether it was left. */
function endless(): { source: Generator<number>; seen: { drawn: number; left: boolean } } {
  const seen = { drawn: 0, left: false };
  function* source(): Generator<number> {
    try {
      for (;;) yield seen.drawn++;
    } finally {
      seen.left = true;
    }
  }
  return { source: source(), seen };
}

async function* later<T>(source: Iterable<T>): AsyncGenerator<T> {
  yield* source;
}

test('imap gives the results one by one, in the order of the items, for any source and chunk size', async () => {
  const items = numbers(1000);
  await run(function* () {
    const pool = yield* createPool({ size: 2 });
    for (const options of [{}, { chunkSize: 1 }, { chunkSize: 7 }, { chunkSize: 5000 }]) {
      for (const source of [items, new Set(items), later(items)]) {
        const results = yield* allOf(pool.imap(jobs.double, source, options));
        assert.deepEqual(
          results,
          items.map((n) => 2 * n),
        );
      }
    }
    assert.deepEqual(yield* allOf(pool.imap(jobs.double, [])), []);
    assert.equal(pool.statistics().done, 12_000);
  });
});

test('all ways to receive give each result once', async () => {
  await run(async () => {
    const pool = await createPool({ size: 2 });
    const results = pool.imap(jobs.double, numbers(6), { chunkSize: 2 });
    assert.equal(await results.receive(), 0);
    assert.deepEqual(await results.next(), { done: false, value: 2 });
    const { value } = await select({ got: results.receive(), late: sleep(60_000) });
    assert.equal(value, 4);
    const rest: number[] = [];
    for await (const result of results) rest.push(result);
    assert.deepEqual(rest, [6, 8, 10]);
    assert.deepEqual([results.closed, results.length], [true, 0]);
    assert.deepEqual(await results.next(), { done: true, value: undefined });
    await assert.rejects(results.receive().promise(), ClosedError);
  });
});

test('unordered results come as they are done', async () => {
  const marks = newMarks();
  const items = [0, 1, 2].map((n) => ({ n, marks }));
  await run(function* () {
    const pool = yield* createPool({ size: 2 });
    const results = pool.imap(jobs.firstBlocks, items, { chunkSize: 1, ordered: false });
    const first = [yield* results.receive(), yield* results.receive()];
    assert.deepEqual(first, [1, 2]);
    assert.equal(results.tryReceive(), undefined);
    unblock(marks);
    assert.equal(yield* results.receive(), 0);
    assert.deepEqual(yield* results.next(), { done: true, value: undefined });
  });
});

test('a slow reader holds the source up: no more than a few chunks are drawn ahead of it', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 2 });
    for (const kind of ['sync', 'async']) {
      const { source, seen } = endless();
      const items = kind === 'sync' ? source : later(source);
      const results = pool.imap(jobs.double, items, { chunkSize: 3 });
      for (let n = 0; n < 100; n++) {
        assert.equal(yield* results.receive(), 2 * n);
        if (n % 10 === 0) yield* sleep(5);
        // Four chunks of three for each of two workers, less what is read of them, and one item more.
        assert.ok(seen.drawn <= n + 1 + 24 + 1, `${seen.drawn} items were drawn for ${n + 1}`);
      }
      results.close();
      while (!seen.left) yield* sleep(1);
    }
  });
});

test('who leaves a for await early closes the results: the jobs are killed and the source is told', async () => {
  const { source, seen } = endless();
  await run(async () => {
    const pool = await createPool({ size: 2 });
    for await (const result of pool.imap(jobs.double, source)) {
      if (result >= 10) break;
    }
    while (!seen.left || pool.statistics().busy > 0) await sleep(1);
  });
});

test('closed results give what they had, and then end; disposing of them waits for the source', async () => {
  await run(async () => {
    const pool = await createPool({ size: 1 });
    const { source, seen } = endless();
    const results = pool.imap(jobs.double, source, { chunkSize: 1 });
    await results.receive();
    while (results.length === 0) await sleep(1);
    results.close();
    results.close();
    assert.equal(await results.receive(), 2);
    let last = await results.next();
    while (!last.done) last = await results.next();
    await results[Symbol.asyncDispose]();
    assert.equal(seen.left, true);
  });
});

test('an item that fails: the results before it come first, then its error, and nothing after it', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 2 });
    for (const chunkSize of [1, 3, 7, 8, 100]) {
      const { source, seen } = endless();
      const results = pool.imap(failsAt, source, { chunkSize });
      const before: number[] = [];
      const error = yield* failure(each(results, (n) => void before.push(n)));
      assert.ok(error instanceof RangeError);
      assert.deepEqual([error.message, before], ['seven', numbers(7)]);
      while (!seen.left) yield* sleep(1);
      assert.equal(pool.statistics().busy, 0);
    }
  });
});

test('results before the failing one that cannot travel do not take its error away', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const results = pool.imap(jobs.failsAfterFunction, [1, 2], { chunkSize: 2 });
    const error = yield* failure(results.receive());
    assert.equal((error as Error).message, 'after a function');
  });
});

test('a source that fails, in its first item or later, is the end of the results', async () => {
  function* failing(after: number): Generator<number> {
    for (let n = 0; n < after; n++) yield n;
    throw new RangeError('source');
  }
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    for (const after of [0, 1, 5]) {
      for (const items of [failing(after), later(failing(after))]) {
        const error = yield* failure(allOf(pool.imap(jobs.double, items)));
        assert.ok(error instanceof RangeError, String(error));
      }
    }
    assert.equal(yield* pool.apply(jobs.double, 21), 42);
  });
});

test('what nobody reads holds up no scope: it ends with it', async () => {
  const { source, seen } = endless();
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const results = yield* scope(function* () {
      const made = pool.imap(jobs.double, source);
      assert.equal(yield* made.receive(), 0);
      return [made];
    });
    assert.deepEqual([seen.left, results[0]!.closed], [true, true]);
    assert.equal(yield* pool.apply(jobs.double, 21), 42);
  });
});

test('a task that is killed while it reads leaves the result for the next reader', async () => {
  const marks = newMarks();
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const results = pool.imap(jobs.firstBlocks, [{ n: 0, marks }]);
    const reader = go(() => results.receive());
    yield* sleep(5);
    reader.kill();
    yield* reader.outcome();
    unblock(marks);
    assert.equal(yield* results.receive(), 0);
  });
});

test('a pool that is closed does what it has let in: maps go on to their end', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const results = pool.imap(jobs.double, numbers(500), { chunkSize: 1 });
    const mapped = go(() => pool.map(jobs.double, numbers(500), { chunkSize: 1 }));
    assert.equal(yield* results.receive(), 0);
    pool.close();
    assert.throws(() => pool.imap(jobs.double, [1]), {
      name: 'ClosedError',
      message: 'cannot start imap: pool "pool" is closed',
    });
    const refused = yield* failure(pool.map(jobs.double, [1]));
    assert.ok(refused instanceof ClosedError);
    assert.equal((yield* allOf(results)).length, 499);
    assert.equal((yield* mapped).length, 500);
    yield* pool.join();
  });
});

test('a pool that is terminated ends the results, and the map, with that', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const { source, seen } = endless();
    const results = pool.imap(jobs.double, source, { chunkSize: 1 });
    yield* results.receive();
    pool.terminate();
    const error = yield* failure(allOf(results));
    assert.match(String(error), /^(KilledError|ClosedError)/);
    yield* pool.join();
    while (!seen.left) yield* sleep(1);
  });
});

test('a clean-up of the source that fails after the reader has left is reported', async () => {
  const told = new Future<unknown>();
  const before = reportTo(({ kind, message, error }) => {
    if (kind === 'callback') told.set([message, (error as Error).message]);
  });
  function notClosed(): never {
    throw new RangeError('not closed');
  }
  function* source(): Generator<number> {
    try {
      for (;;) yield 1;
    } finally {
      notClosed();
    }
  }
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const results = pool.imap(jobs.double, source());
    yield* results.receive();
    results.close();
    assert.deepEqual(yield* told, ['imap: leaving it failed:', 'not closed']);
  });
  reportTo(before);
});

test('the reader may be slow to come: progress is told, and what is quick goes in larger chunks', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const told: number[] = [];
    const results = pool.imap(jobs.double, numbers(5000), { onProgress: (n) => void told.push(n) });
    yield* sleep(20);
    assert.equal((yield* allOf(results)).length, 5000);
    assert.equal(told.at(-1), 5000);
    assert.ok(told.length < 2500, `${told.length} chunks`);
    assert.throws(() => pool.imap(jobs.double, 3 as never), {
      message: 'items must be iterable, not 3',
    });
  });
});

test('outside a task there is no scope that the results could belong to', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const outside = new Promise((resolve) => {
      setImmediate(() => resolve(attempt(() => pool.imap(jobs.double, []))));
    });
    assert.ok((yield* until(outside)) instanceof NoTaskError);
  });
});

function attempt(f: () => unknown): unknown {
  try {
    return f();
  } catch (error) {
    return error;
  }
}
