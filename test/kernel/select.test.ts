import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  all,
  call,
  channel,
  type Coroutine,
  go,
  type Operation,
  pause,
  race,
  run,
  scope,
  select,
  shield,
  sleep,
  TimeoutError,
} from 'offshoot';
import '../support/leaks.ts';
import { inEveryOrder, runVirtually } from '../support/virtual.ts';
import { performing } from './killed.ts';
import { played } from './played.ts';

test('select takes the one that is ready, and consumes nothing of the others', async () => {
  const result = await runVirtually(function* () {
    const a = channel<string>(1);
    const b = channel<string>(1);
    b.trySend('b');
    const first = yield* select({ a: a.receive(), b: b.receive() });
    a.trySend('a');
    b.trySend('b again');
    const { key } = yield* select({ a: a.receive(), b: b.receive() });
    return [first, key === 'a' ? b.length : a.length];
  });
  assert.deepEqual(result, [{ key: 'b', value: 'b' }, 1]);
});

test('a case that is off does not take part; with none left it is a RangeError', () => {
  const silent = channel();
  assert.throws(() => select({}), RangeError);
  assert.throws(() => select([]), RangeError);
  assert.throws(() => race([]), RangeError);
  assert.throws(() => select({ a: false, b: null, c: undefined }), RangeError);
  assert.throws(() => select.now({ a: null }), RangeError);
  assert.doesNotThrow(() => void select({ a: false, b: silent.receive() }));
});

test('what is no operation is refused, and named', () => {
  const wrong = { jobs: Promise.resolve() } as never;
  assert.throws(
    () => select(wrong),
    /TypeError: select: case jobs must be an operation, not a Promise/,
  );
  assert.throws(() => race([5 as never]), /TypeError: race: case 0 must be an operation, not 5/);
  assert.throws(() => all([5 as never]), /TypeError: all: ops\[0\] must be an operation, not 5/);
  assert.throws(() => select('x' as never), /TypeError: select: cases .*'x'/);
});

test('the key of a case in an array is its index', async () => {
  const result = await runVirtually(() => select([sleep(3), sleep(1), sleep(2)]));
  assert.deepEqual(result, { key: 1, value: undefined });
});

test('a case that fails rejects the select, and the error names the case', async () => {
  const result = await runVirtually(function* () {
    const closed = channel<string>();
    const silent = channel<string>();
    closed.close();
    const cases: [string, () => Operation<unknown>][] = [
      ['at once', () => select({ open: silent.receive(), shut: closed.receive() })],
      ['composite', () => select({ open: silent.receive(), shut: call(fails) })],
      ['in an array', () => select([silent.receive(), closed.receive()])],
      ['map', () => select({ open: silent.receive(), shut: sleep(1).map(throws) })],
      ['timeout', () => select({ open: silent.receive(), shut: silent.receive().timeout(1) })],
    ];
    const named: unknown[] = [];
    for (const [what, op] of cases) {
      try {
        yield* op();
      } catch (error) {
        named.push(`${what}: ${(error as Error).name} of ${(error as { case: string }).case}`);
      }
    }
    return [named, silent.statistics().receivers];
  });
  const named = [
    'at once: ClosedError of shut',
    'composite: Error of shut',
    'in an array: ClosedError of 1',
    'map: Error of shut',
    'timeout: TimeoutError of shut',
  ];
  assert.deepEqual(result, [named, 0]);
});

function* fails(): Coroutine<never> {
  yield* sleep(1);
  throw new Error('case');
}

function throws(): never {
  throw new Error('map');
}

test('outcome() and next() give ends as values', async () => {
  const result = await runVirtually(function* () {
    const closed = channel<string>();
    closed.close();
    const end = yield* select({ next: closed.next() });
    const killed = go(performing(() => sleep(10)));
    yield* pause();
    killed.kill('why');
    const { value } = yield* select({ outcome: killed.outcome() });
    return [end, value.ok];
  });
  assert.deepEqual(result, [{ key: 'next', value: { done: true, value: undefined } }, false]);
});

test('a select on both sides of one channel never meets itself, but meets another', async () => {
  const result = await runVirtually(function* () {
    const c = channel<string>();
    const both = (name: string): Operation<{ key: string; value: unknown }> =>
      select({ out: c.send(name), in: c.receive() });
    const alone = go(function* () {
      return yield* select({ both: both('x').map(({ key }) => key), late: sleep(5) });
    });
    yield* sleep(10);
    const first = (yield* alone.join()).key;
    const one = go(performing(() => both('one')));
    const two = go(performing(() => both('two')));
    const met = yield* all([one, two]);
    return [first, new Set(met.map(({ key }) => key)), c.statistics().senders];
  });
  assert.deepEqual(result, ['late', new Set(['in', 'out']), 0]);
});

test('a select in a loop over a silent channel leaves no waiter', async () => {
  const result = await runVirtually(function* () {
    const silent = channel<string>();
    const busy = channel<number>(1);
    for (let i = 0; i < 10_000; i++) {
      busy.trySend(i);
      yield* select({ silent: silent.receive(), busy: busy.receive(), full: silent.send('x') });
    }
    for (let i = 0; i < 1000; i++) {
      yield* select({ silent: silent.receive(), turn: pause(), full: silent.send('x') });
    }
    const { senders, receivers } = silent.statistics();
    return [senders, receivers];
  });
  assert.deepEqual(result, [0, 0]);
});

test('select picks evenly among ready cases', async () => {
  const runs = 30_000;
  const counts = await runVirtually(
    function* () {
      const channels = ['a', 'b', 'c'].map((name) => {
        const made = channel<string>(1);
        made.trySend(name);
        return made;
      });
      const seen: Record<string, number> = { a: 0, b: 0, c: 0 };
      for (let i = 0; i < runs; i++) {
        const { key, value } = yield* select(channels.map((one) => one.receive()));
        seen[value]!++;
        channels[key]!.trySend(value);
      }
      return seen;
    },
    { seed: 42 },
  );
  const expected = runs / 3;
  const chiSquare = Object.values(counts).reduce(
    (sum, n) => sum + (n - expected) ** 2 / expected,
    0,
  );
  // Two degrees of freedom: 13.8 would be one in a thousand.
  assert.ok(chiSquare < 13.8, `chi square ${chiSquare}: ${JSON.stringify(counts)}`);
});

test('the same seed picks alike, another seed differently', async () => {
  const picks = (seed: number): Promise<string> =>
    run(
      function* () {
        let picked = '';
        for (let i = 0; i < 50; i++)
          picked += (yield* select([call(() => 0), pause(), pause()])).key;
        for (let i = 0; i < 50; i++) picked += (yield* select([pause(), pause(), pause()])).key;
        const ready = () => Array.from({ length: 3 }, () => filled().receive());
        for (let i = 0; i < 50; i++) picked += (yield* select(ready())).key;
        return picked;
      },
      { seed },
    );
  assert.equal(await picks(7), await picks(7));
  assert.notEqual(await picks(7), await picks(8));
});

function filled(): ReturnType<typeof channel<number>> {
  const made = channel<number>(1);
  made.trySend(1);
  return made;
}

test('select.now takes what is ready, else undefined, and never starts a composite', async () => {
  const result = await runVirtually(function* () {
    const c = channel<string>(1);
    const got = [select.now({ c: c.receive(), late: sleep(1) })];
    c.trySend('x');
    got.push(select.now({ c: c.receive(), off: null }));
    let started = false;
    const start = function* (): Coroutine<void> {
      started = true;
      yield* pause();
    };
    for (const op of [
      call(start),
      scope(start),
      shield(start),
      sleep(1).timeout(1),
      all([call(start)]),
    ])
      try {
        got.push(select.now({ op }) as undefined);
      } catch (error) {
        assert.ok(error instanceof RangeError);
      }
    yield* pause();
    return [got, started, c.statistics().receivers];
  });
  assert.deepEqual(result, [[undefined, { key: 'c', value: 'x' }, undefined], false, 0]);
});

test('a composite that loses is killed, and its clean-up has ended when select returns', async () => {
  const { steps } = await played(function* (step) {
    const body = function* (): Coroutine<void> {
      try {
        yield* sleep(100);
      } finally {
        yield* sleep(20);
        step('loser is clean');
      }
    };
    for (const op of [call(body), scope(body), call(body).timeout(1000), all([call(body)])]) {
      const { key } = yield* select({ op, late: sleep(5) });
      step(key);
    }
  });
  assert.deepEqual(steps, Array(4).fill(['loser is clean', 'late']).flat());
});

test('a shielded loser delays the select; what it did stands', async () => {
  const { steps } = await played(function* (step) {
    const body = function* (): Coroutine<void> {
      yield* sleep(20);
      step('shield is through');
    };
    const { key } = yield* select({ shield: shield(body), late: sleep(5) });
    step(key);
  });
  assert.deepEqual(steps, ['shield is through', 'late']);
});

test('two composites race; the clean-up of a loser that fails comes out', async () => {
  const { result, error } = await played(function* () {
    return yield* race([
      call(performing(() => sleep(1).map(() => 'winner'))),
      call(function* () {
        try {
          yield* sleep(100);
        } finally {
          // oxlint-disable-next-line no-unsafe-finally -- what must be survived
          throw new Error('loser');
        }
      }),
    ]);
  });
  assert.equal(result, undefined);
  assert.equal((error as Error).message, 'loser');
});

test('all gives results in order; the first failure takes back the others', async () => {
  const { steps, result } = await played(function* (step) {
    const silent = channel<string>();
    const values = yield* all([sleep(3).map(() => 'a'), call(() => 'b'), sleep(1).map(() => 'c')]);
    const empty = yield* all([]);
    try {
      yield* all([silent.receive(), silent.receive().timeout(3), call(lasting, step)]);
    } catch (error) {
      step((error as Error).name);
    }
    return [values, empty, silent.statistics().receivers];
  });
  assert.deepEqual(result, [['a', 'b', 'c'], [], 0]);
  assert.deepEqual(steps, ['lasting is clean', 'TimeoutError']);
});

function* lasting(step: (what: string) => void): Coroutine<void> {
  try {
    yield* sleep(100);
  } finally {
    yield* sleep(1);
    step('lasting is clean');
  }
}

test('race gives the first value or the first error', async () => {
  assert.equal(await runVirtually(() => race([sleep(3), sleep(1).map(() => 'first')])), 'first');
  const failing = runVirtually(() => race([sleep(30), sleep(20).timeout(1)]));
  await assert.rejects(failing, TimeoutError);
});

test('in no order of tasks is a value lost or doubled by selects that lose', async () => {
  const sums = await inEveryOrder(200, function* () {
    const c = channel<number>();
    const other = channel<number>();
    let sum = 0;
    let left = 20;
    const take = function* (): Coroutine<void> {
      while (left > 0) {
        const got = yield* select({ c: c.receive(), other: other.receive(), turn: pause() });
        if (got.key === 'turn') continue;
        left--;
        sum += got.value;
      }
    };
    const give = function* (first: number): Coroutine<void> {
      for (let i = first; i < first + 10; i++) yield* select([c.send(i), other.send(i)]);
    };
    yield* all([go(take), go(take), go(give, 1), go(give, 11)]);
    return sum;
  });
  assert.deepEqual(new Set(sums), new Set([210]));
});
