// Each primitive × {killed, timed out, lost in a select, closed, holder killed}: see rows.ts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  call,
  Flag,
  go,
  type Operation,
  scope,
  select,
  type Coroutine,
  ResourcePool,
} from 'offshoot';
import '../support/leaks.ts';
import { rows } from './rows.ts';
import { ended, inManyOrders, settle, waiting } from './stage.ts';
import type { Free, Row } from './stages.ts';

/** The ways in which a wait can end before its time. */
const departures: Record<string, (op: Operation<unknown>) => Coroutine<string>> = {
  *killed(op) {
    const task = yield* waiting(op);
    task.kill();
    return yield* ended(task);
  },
  *'timed out'(op) {
    return yield* ended(yield* waiting(op.timeout(5)));
  },
  *'lost in a select'(op) {
    const bell = new Flag();
    const won: unknown[] = [];
    const task = yield* waiting(select({ op, bell: bell.wait() }).map(({ key }) => won.push(key)));
    bell.set();
    return `${yield* ended(task)}: ${won.join()}`;
  },
};

const expected: Record<string, string> = {
  killed: 'killed',
  'timed out': 'TimeoutError',
  'lost in a select': 'done: bell',
};

for (const [name, row] of Object.entries(rows)) {
  for (const [how, depart] of Object.entries(departures)) {
    test(`${name}, ${how}: it leaves no trace, and the next one gets through`, async () => {
      await inManyOrders(function* () {
        const stage = yield* call(row.stage);
        const before = stage.waiting?.();
        assert.equal(yield* depart(stage.op()), expected[how]);
        assert.equal(stage.waiting?.(), before);
        const next = yield* waiting(stage.op());
        stage.letOne();
        assert.equal(yield* ended(next), 'done');
        assert.equal(stage.waiting?.() ?? 0, 0);
      }, 20);
    });
  }

  test(`${name}: who is killed when it was let through, before its turn, gives that to the next`, async () => {
    await inManyOrders(function* () {
      if (givesForGood.has(name)) return;
      const stage = yield* call(row.stage);
      const first = yield* waiting(stage.op());
      const second = yield* waiting(stage.op());
      stage.letOne();
      first.kill();
      assert.equal(yield* ended(second), 'done');
      assert.equal(stage.waiting?.() ?? 0, 0);
    }, 20);
  });

  test(`${name}: the table says what happens when it is closed, and when a holder is killed`, async () => {
    await inManyOrders(function* () {
      yield* checkClosed(row);
      yield* checkHolder(row);
    }, 20);
  });
}

/** Whoever meets another has met it; a value that was sent stays sent. */
const givesForGood = new Set(['Barrier: wait', 'Queue: put', 'Channel: send']);

function* checkClosed(row: Row): Coroutine<void> {
  if (!row.cells.closed.includes('ClosedError')) return;
  const stage = yield* call(row.stage);
  if (stage.close === undefined) return;
  const task = yield* waiting(stage.op());
  stage.close();
  assert.equal(yield* ended(task), 'ClosedError');
}

function* checkHolder({ free }: Row): Coroutine<void> {
  if (free === undefined) return;
  const { holds, op } = free();
  const holder = go(holds as () => Coroutine<unknown>);
  yield* settle();
  const next = yield* waiting(op());
  holder.kill();
  assert.equal(yield* ended(next), 'done');
  yield* checkForgetful(free());
}

/** A holder that does not release leaves it locked. */
function* checkForgetful({ op, forgets }: Free): Coroutine<void> {
  if (forgets === undefined) return;
  const holder = go(forgets);
  yield* settle();
  holder.kill();
  const next = yield* waiting(op());
  next.kill();
}

test('a pool is closed with its scope: who comes then gets a ClosedError', async () => {
  await inManyOrders(function* () {
    const make = () => new ResourcePool({ open: () => settle().map(() => ({})), max: 1 });
    const pool = yield* scope(make);
    const task = go(function* () {
      try {
        yield* pool.lease();
      } catch (error) {
        return (error as Error).name;
      }
      return 'leased';
    });
    assert.equal(yield* task, 'ClosedError');
  });
});

test('the guide shows the same table', () => {
  const page = readFileSync(
    new URL('../../docs/guide/7-locks-and-queues.md', import.meta.url),
    'utf8',
  );
  const shown = page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1),
    )
    .filter((cells) => cells.length === 6);
  const ours = Object.entries(rows).map(([name, { cells }]) => {
    const { killed, timedOut, lost, closed, holderKilled } = cells;
    return [`\`${name.replace(': ', '.')}\``, killed, timedOut, lost, closed, holderKilled];
  });
  assert.deepEqual(shown, ours);
});
