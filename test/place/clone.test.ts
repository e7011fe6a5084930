import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { test } from 'node:test';
import { CodecError, run } from 'offshoot';
import { createPool, thread } from 'offshoot/place';
import { double, echo, returnsFunction } from './fixtures/jobs.ts';

test('an argument that cannot travel gives CodecError with the path to it, and harms no other job', async () => {
  const socket = new Socket();
  const bad: [unknown, string][] = [
    [() => 1, 'args[0] is a function'],
    [{ list: [1, { fn() {} }] }, 'args[0].list[1].fn is a function'],
    [{ conn: socket }, 'args[0].conn is a Socket'],
    [new Map([['key', Symbol('s')]]), "args[0].get('key') is a symbol"],
    [new Set([Symbol('s')]), 'args[0] (a member of the set) is a symbol'],
    [{ 'two words': () => 1 }, 'args[0]["two words"] is a function'],
  ];
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const good = pool.submit(double, 1);
    const futures = bad.map(([value]) => pool.submit(echo, value));
    const alsoGood = pool.submit(double, 2);
    for (const [index, future] of futures.entries()) {
      try {
        yield* future;
        assert.fail('it was copied');
      } catch (error) {
        assert.ok(error instanceof CodecError, String(error));
        const expected = `${bad[index]![1]}, which cannot travel to another place.`;
        assert.equal(error.message.slice(0, expected.length), expected);
      }
    }
    assert.deepEqual([yield* good, yield* alsoGood], [2, 4]);
    assert.deepEqual(pool.statistics(), { workers: 1, busy: 0, queued: 0, done: 2, failed: 6 });
  });
  socket.destroy();
});

test('a result that cannot travel gives CodecError with the path to it', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const futures = [pool.submit(returnsFunction), pool.submit(double, 2)];
    try {
      yield* futures[0]!;
      assert.fail('it was copied');
    } catch (error) {
      assert.ok(error instanceof CodecError, String(error));
      assert.match(error.message, /^result\.deep\[0\]\.fn is a function/);
    }
    assert.equal(yield* futures[1]!, 4);
  });
});

test('plain data of every kind travels', async () => {
  const value = {
    map: new Map([[1, new Set(['a'])]]),
    date: new Date(0),
    big: 12n,
    bytes: new Uint8Array([1, 2]),
    nothing: [null, undefined, Number.NaN],
  };
  await run(function* () {
    const place = yield* thread();
    assert.deepEqual(yield* place.call(echo, value), value);
  });
});
