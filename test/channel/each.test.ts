import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channel, each, go, pause, run, sleep, until } from 'offshoot';
import '../support/leaks.ts';
import { inEveryWay, inManyOrders, once, when } from './ways.ts';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

test('each takes the values of a channel one after the other, until it is closed', async () => {
  await inEveryWay(function* (capacity) {
    const numbers = channel<number>(capacity);
    go(function* () {
      for (const n of upTo(20)) yield* numbers.send(n);
      numbers.close();
    });
    const said: string[] = [];
    yield* each(numbers, function* (n) {
      said.push(`${n} begins`);
      yield* pause();
      said.push(`${n} ends`);
    });
    assert.deepEqual(
      said,
      upTo(20).flatMap((n) => [`${n} begins`, `${n} ends`]),
    );
  });
});

test('several loops over one channel share its values, and all end with it', async () => {
  await inEveryWay(function* (capacity) {
    const numbers = channel<number>(capacity);
    const shares: number[][] = [[], [], []];
    const loops = shares.map((share) =>
      go(function* () {
        yield* each(numbers, function* (n) {
          share.push(n);
          yield* pause();
        });
      }),
    );
    for (const n of upTo(30)) yield* numbers.send(n);
    numbers.close();
    for (const loop of loops) yield* loop;
    for (const share of shares)
      assert.deepEqual(
        share,
        share.toSorted((a, b) => a - b),
      );
    assert.deepEqual(
      shares.flat().toSorted((a, b) => a - b),
      upTo(30),
    );
  });
});

test('what the body throws ends the loop; the channel goes on with the next value', async () => {
  await inManyOrders(function* () {
    const numbers = channel<number>(10);
    for (const n of upTo(5)) numbers.trySend(n);
    const seen: number[] = [];
    let error: unknown;
    try {
      yield* each(numbers, function* (n) {
        seen.push(n);
        if (n === 2) throw new Error('two is enough');
        yield* pause();
      });
    } catch (e) {
      error = e;
    }
    assert.deepEqual([String(error), seen], ['Error: two is enough', [0, 1, 2]]);
    assert.deepEqual([numbers.closed, numbers.tryReceive()], [false, { value: 3 }]);
  }, 10);
});

test('each throws what the channel was closed with, after the values before it', async () => {
  const said = await once(function* () {
    const numbers = channel<number>(10);
    for (const n of upTo(3)) numbers.trySend(n);
    numbers.close(new Error('the disk is full'));
    const said: unknown[] = [];
    try {
      yield* each(numbers, function* (n) {
        said.push(n);
        yield* pause();
      });
    } catch (error) {
      said.push(String(error));
    }
    return said;
  });
  assert.deepEqual(said, [0, 1, 2, 'Error: the disk is full']);
});

test('a loop that is killed while it waits takes no value', async () => {
  await inManyOrders(function* () {
    const numbers = channel<number>();
    const loop = go(function* () {
      yield* each(numbers, function* () {
        yield* pause();
      });
    });
    yield* when(() => numbers.statistics().receivers === 1);
    numbers.trySend(1);
    loop.kill();
    yield* loop.outcome();
    assert.deepEqual([numbers.tryReceive(), numbers.statistics().receivers], [{ value: 1 }, 0]);
  });
});

/** An iterable, in both ways, that says how it is treated. */
function told(said: string[]) {
  let n = 0;
  const step = () => {
    said.push(`next ${n}`);
    return n < 3 ? { done: false, value: n++ } : { done: true, value: undefined };
  };
  const left = () => {
    said.push('return');
    return { done: true, value: undefined };
  };
  return {
    sync: { [Symbol.iterator]: () => ({ next: step, return: left }) } as Iterable<number>,
    async: {
      [Symbol.asyncIterator]: () => ({
        next: async () => step(),
        return: async () => {
          said.push('return begins');
          await new Promise(setImmediate);
          return left();
        },
      }),
    } as AsyncIterable<number>,
  };
}

test('each over an iterable ends with it, and does not call return then', async () => {
  for (const kind of ['sync', 'async'] as const) {
    const said: string[] = [];
    await run(function* () {
      yield* each(told(said)[kind], function* (n) {
        said.push(`body ${n}`);
        yield* pause();
      });
    });
    assert.deepEqual(said, 'next 0,body 0,next 1,body 1,next 2,body 2,next 3'.split(','));
  }
});

test('each that is left early, by an error or a kill, calls return once and waits for it', async () => {
  for (const kind of ['sync', 'async'] as const) {
    for (const how of ['an error', 'a kill']) {
      const said: string[] = [];
      const stands = Promise.withResolvers<void>();
      await run(function* () {
        const loop = go(function* () {
          try {
            yield* each(told(said)[kind], function* (n) {
              said.push(`body ${n}`);
              if (n === 1 && how === 'an error') throw new Error('enough');
              if (n === 1) stands.resolve();
              if (n === 1) yield* sleep(10_000);
            });
          } catch {
            said.push('caught');
          } finally {
            said.push('left');
          }
        });
        if (how === 'a kill') {
          yield* until(stands.promise);
          loop.kill();
        }
        yield* loop.outcome();
      });
      const returned = kind === 'sync' ? ['return'] : ['return begins', 'return'];
      const caught = how === 'an error' ? ['caught'] : [];
      const before = ['next 0', 'body 0', 'next 1', 'body 1'];
      assert.deepEqual(said, [...before, ...returned, ...caught, 'left'], `${kind}, ${how}`);
    }
  }
});

test('a source that fails is not told to return, and its error comes out', async () => {
  const said: string[] = [];
  const failing = {
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.reject(new Error('the socket broke')),
      return: async () => {
        said.push('return');
        return { done: true as const, value: undefined };
      },
    }),
  };
  await assert.rejects(
    run(() => each(failing, function* () {})),
    { message: 'the socket broke' },
  );
  assert.deepEqual(said, []);
});

test('each over a generator, an async generator, a string, a map and a set', async () => {
  const seen = await run(function* () {
    const seen: unknown[] = [];
    const see = function* (value: unknown) {
      seen.push(value);
      yield* pause();
    };
    yield* each(
      (function* () {
        yield 1;
        yield 2;
      })(),
      see,
    );
    yield* each(
      (async function* () {
        yield 3;
        await new Promise(setImmediate);
        yield 4;
      })(),
      see,
    );
    yield* each('ab', see);
    yield* each(new Map([['k', 'v']]), see);
    yield* each(new Set([5]), see);
    yield* each([], see);
    return seen;
  });
  assert.deepEqual(seen, [1, 2, 3, 4, 'a', 'b', ['k', 'v'], 5]);
});

test('the body may be async or a plain function; an async one is killed with the loop', async () => {
  const said = await run(function* () {
    const said: string[] = [];
    yield* each([1, 2], (n) => void said.push(`plain ${n}`));
    const loop = go(function* () {
      yield* each([1, 2], async (n) => {
        said.push(`async ${n}`);
        await sleep(n === 1 ? 1 : 10_000);
        said.push(`slept ${n}`);
      });
    });
    yield* sleep(20);
    loop.kill();
    yield* loop.outcome();
    return said;
  });
  assert.deepEqual(said, ['plain 1', 'plain 2', 'async 1', 'slept 1', 'async 2']);
});

test('each is an operation: it does nothing until it is performed, and can be performed again', async () => {
  const seen = await run(function* () {
    const seen: number[] = [];
    const loop = each([1, 2], function* (n) {
      seen.push(n);
      yield* pause();
    });
    yield* pause();
    seen.push(0);
    yield* loop;
    yield* loop;
    return seen;
  });
  assert.deepEqual(seen, [0, 1, 2, 1, 2]);
});

test('each over what cannot be iterated throws at once, and names it', () => {
  const wrong: [unknown, string][] = [
    [5, 'source must be a channel or iterable, not 5'],
    [null, 'source must be a channel or iterable, not null'],
    [undefined, 'source must be a channel or iterable, not undefined'],
    [{}, 'source must be a channel or iterable, not an object'],
    [Promise.resolve([]), 'source must be a channel or iterable, not a Promise'],
  ];
  for (const [source, message] of wrong) {
    assert.throws(() => each(source as never, function* () {}), { name: 'TypeError', message });
  }
  assert.throws(() => each([1], 5 as never), {
    name: 'TypeError',
    message: 'body must be a function, not 5',
  });
});
