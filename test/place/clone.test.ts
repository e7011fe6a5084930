import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { test } from 'node:test';
import { CodecError, type Coroutine, future, go, type Operation, run } from 'offshoot';
import { createPool, thread } from 'offshoot/place';
import {
  cleansUp,
  double,
  echo,
  list,
  returnsFunction,
  returnsGetter,
  returnsList,
} from './fixtures/jobs.ts';
import { marked, newMarks } from './shared.ts';

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

function refuse(): never {
  throw new RangeError('do not ask');
}

function* refusal(op: Operation<unknown>): Coroutine<string> {
  try {
    yield* op;
  } catch (error) {
    assert.ok(error instanceof CodecError, String(error));
    return error.message;
  }
  return assert.fail('it was copied');
}

test('an argument that does not let itself be read gives CodecError, whether its worker is busy or idle', async () => {
  const throwing = {
    get x(): never {
      throw new RangeError('do not ask');
    },
  };
  const trap = new Proxy(
    {},
    {
      getPrototypeOf() {
        throw new RangeError('trapped');
      },
    },
  );
  const bad: [unknown, RegExp][] = [
    [
      throwing,
      /^args\[0\]\.x cannot travel to another place: it threw when it was read: do not ask$/,
    ],
    [[1, throwing], /^args\[0\]\[1\]\.x cannot travel/],
    [trap, /^args\[0\] cannot travel to another place: it threw when it was read: trapped$/],
    [list(10_000), /^args\[0\] cannot travel to another place: it is nested too deeply\./],
  ];
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    for (const [value, message] of bad) {
      const busy = [pool.submit(double, 1), pool.submit(echo, value), pool.submit(double, 2)];
      assert.equal(yield* busy[0]!, 2);
      assert.match(yield* refusal(busy[1]!), message);
      assert.equal(yield* busy[2]!, 4);
      assert.match(yield* refusal(pool.apply(echo, value)), message);
    }
    assert.deepEqual(pool.statistics(), { workers: 1, busy: 0, queued: 0, done: 8, failed: 8 });
    pool.close();
    yield* pool.join();
  });
});

test('what cannot travel is found far below, and its path is not written out at any length', async () => {
  let deep: object = { fn() {} };
  for (let n = 0; n < 500; n++) deep = { next: deep };
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const message = yield* refusal(pool.apply(echo, deep));
    assert.match(message, /^args\[0\](\.next)+\S*\.\.\.\S*\.next\.fn is a function/);
    assert.ok(message.length < 300);
  });
});

test('a result that does not let itself be read fails its job alone', async () => {
  await run(function* () {
    const place = yield* thread();
    assert.match(
      yield* refusal(place.call(returnsGetter)),
      /^result\.x cannot travel.*do not ask$/,
    );
    assert.match(yield* refusal(place.call(returnsList, 10_000)), /^result.*nested too deeply/);
    assert.equal(yield* place.call(double, 21), 42);
  });
});

test('what can be written but not read gives CodecError, in both directions, and harms no other job', async () => {
  // How deep that is depends on the stack: so all depths from easy to impossible.
  const depths = Array.from({ length: 36 }, (_, n) => 500 + 250 * n);
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const place = yield* thread();
    const futures = depths.map((depth) => {
      const jobs = [pool.submit(echo, list(depth)), pool.submit(returnsList, depth)];
      return [...jobs, future(() => place.call(echo, list(depth)))];
    });
    const last = pool.submit(double, 21);
    for (const [index, jobs] of futures.entries()) {
      for (const job of jobs) {
        if (index === 0) assert.ok(yield* job);
        else if (index === depths.length - 1) assert.match(yield* refusal(job), /too deeply/);
        else {
          try {
            yield* job;
          } catch (error) {
            assert.ok(error instanceof CodecError, String(error));
          }
        }
      }
    }
    assert.equal(yield* last, 42);
    assert.equal(pool.statistics().busy, 0);
  });
});

test('a reason that cannot be read, or has no text, kills all the same', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    const mute = Object.assign(Object.create(null), { f() {} });
    const trap = new Proxy({}, { get: refuse, getPrototypeOf: refuse, ownKeys: refuse });
    for (const reason of [...[2000, 2500, 3000, 3500, 10_000].map(list), mute, trap]) {
      const marks = newMarks();
      const task = go(() => pool.apply(cleansUp, marks));
      yield* marked(marks, 0);
      task.kill(reason, { within: 60_000 });
      const outcome = yield* task.outcome();
      assert.deepEqual([!outcome.ok && outcome.abandoned, marks[2]], [false, 1]);
    }
  });
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
