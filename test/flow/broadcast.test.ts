import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { ClosedError, run, sleep } from 'offshoot';
import { broadcast, consumer, printer, type Sink } from 'offshoot/flow';

const collect = consumer(function* (into: unknown[]): Generator<void, void, unknown> {
  try {
    for (;;) into.push(yield);
  } finally {
    into.push('closed');
  }
});

/** Fails when it gets `bad`. */
const picky = consumer(function* (bad: unknown): Generator<void, void, unknown> {
  for (;;) if ((yield) === bad) throw new Error(`no ${String(bad)}`);
});

test('what is sent goes to each target, in their order; closing closes them', () => {
  const seen: unknown[] = [];
  const all = broadcast(collect(seen), collect(seen));
  all.send('a');
  all.send('b');
  all.close();
  assert.deepEqual(seen, ['a', 'a', 'b', 'b', 'closed', 'closed']);
  assert.throws(() => all.send('c'), ClosedError);
  all.close();
});

test('a target that fails starves nobody, and its error comes out at the end', () => {
  const before: unknown[] = [];
  const after: unknown[] = [];
  const all = broadcast(collect(before), picky(2), picky(3), collect(after));
  for (const n of [1, 2, 3, 4]) all.send(n);
  assert.throws(
    () => all.close(),
    (error: unknown) => {
      assert.ok(error instanceof AggregateError);
      assert.deepEqual(error.errors.map(String), ['Error: no 2', 'Error: no 3']);
      return true;
    },
  );
  assert.deepEqual(
    [before, after],
    [
      [1, 2, 3, 4, 'closed'],
      [1, 2, 3, 4, 'closed'],
    ],
  );
  all.close();
});

test('the stage before a broadcast, of which a target fails, goes on', async () => {
  const seen: unknown[] = [];
  const double = consumer(function* (target: Sink<number>): Generator<void, void, number> {
    for (;;) target.send(2 * (yield));
  });
  const failing = run(() => {
    const head = double(broadcast<number>(picky(4), collect(seen)));
    for (const n of [1, 2, 3]) head.send(n);
  });
  await assert.rejects(failing, /no 4/);
  assert.deepEqual(seen, [2, 4, 6, 'closed']);
});

test('when the last target fails, whoever sends is told at once', () => {
  const all = broadcast(picky(1), picky(2));
  all.send(1);
  assert.throws(
    () => all.send(2),
    (error: unknown) => {
      assert.deepEqual((error as AggregateError).errors.map(String), [
        'Error: no 1',
        'Error: no 2',
      ]);
      return true;
    },
  );
  assert.throws(() => all.send(3), ClosedError);
  all.close();
});

test('an error is thrown into each target', () => {
  const caught: unknown[] = [];
  const calm = consumer(function* (): Generator<void, void, unknown> {
    for (;;) {
      try {
        yield;
      } catch (error) {
        caught.push(error);
      }
    }
  });
  const all = broadcast(calm(), picky(1), calm());
  all.throw('enough');
  all.send(1);
  assert.deepEqual(caught, ['enough', 'enough']);
  assert.throws(
    () => all.close(),
    (error: unknown) => error === 'enough',
  );
  assert.throws(
    () => all.throw('closed'),
    (error: unknown) => error === 'closed',
  );
});

test('ready waits for those that have to be waited for; one that fails meanwhile is left out', async () => {
  const said: unknown[] = [];
  const far = (name: string, error?: Error): Sink<unknown> => ({
    send: (value) => void said.push(`${name} got ${String(value)}`),
    ready: () =>
      sleep(1).map(() => {
        said.push(`${name} is asked`);
        if (error !== undefined) throw error;
      }),
    close: () => void said.push(`${name} is closed`),
    throw: () => {},
  });
  await run(function* () {
    yield* broadcast(collect([])).ready();
    const all = broadcast(far('a'), far('b', new Error('b is lost')), far('c'));
    const head = consumer(function* (target: Sink<unknown>): Generator<void, void, unknown> {
      for (;;) target.send(yield);
    })(all);
    yield* head.ready();
    head.send(1);
    yield* head.ready();
    assert.throws(() => all.close(), /b is lost/);
    yield* all.ready();
  }).catch((error: unknown) => said.push((error as Error).name));
  assert.deepEqual(said, [
    'a is asked',
    'b is asked',
    'c is asked',
    'a got 1',
    'c got 1',
    'a is asked',
    'c is asked',
    'a is closed',
    'b is closed',
    'c is closed',
    'ClosedError',
  ]);
});

test('a broadcast to nobody is refused', () => {
  assert.throws(() => broadcast(), RangeError);
});

test('a printer writes a line for each value, after its prefix', () => {
  const log = mock.method(console, 'log', () => {});
  try {
    printer().send('100 %s');
    printer<object>().send({ route: '22' });
    printer('bus: ').send('100 %s');
    printer('%s: ').send({ route: '22' });
    assert.deepEqual(
      log.mock.calls.map((call) => call.arguments),
      [['100 %s'], [{ route: '22' }], ['bus: 100 %s'], ['%s%O', '%s: ', { route: '22' }]],
    );
  } finally {
    log.mock.restore();
  }
});
