import assert from 'node:assert/strict';
import { test } from 'node:test';
import { go, type Guard, RWLock, Semaphore, select, sleep } from 'offshoot';
import '../support/leaks.ts';
import { ended, inManyOrders, waiting } from './stage.ts';

test('never more than so many hold a permit, and no permit is lost', async () => {
  await inManyOrders(function* () {
    const semaphore = new Semaphore(3);
    let inside = 0;
    let most = 0;
    const tasks = Array.from({ length: 10 }, (_, i) =>
      go(function* () {
        const count = (i % 3) + 1;
        const guard = yield* semaphore.acquire(count);
        most = Math.max(most, (inside += count));
        try {
          yield* sleep(i % 4);
        } finally {
          inside -= count;
          guard.release();
        }
      }),
    );
    yield* sleep(2);
    tasks[4]!.kill();
    for (const task of tasks) yield* task.outcome();
    assert.ok(most <= 3);
    assert.equal(semaphore.statistics().free, 3);
  });
});

test('a large acquire at the head holds up those behind it, and does not starve', async () => {
  const order = await inManyOrders(function* () {
    const semaphore = new Semaphore(2);
    const order: string[] = [];
    const guards = [yield* semaphore.acquire(), yield* semaphore.acquire()];
    const large = yield* waiting(semaphore.acquire(2).map(() => order.push('large')));
    const small = yield* waiting(semaphore.acquire().map(() => order.push('small')));
    guards[0]!.release();
    order.push(
      `free ${semaphore.statistics().free}, tried ${semaphore.tryAcquire() !== undefined}`,
    );
    guards[1]!.release();
    yield* large;
    semaphore.release(1);
    yield* small;
    return order;
  });
  assert.deepEqual(order, ['free 1, tried false', 'large', 'small']);
});

test('when a large one at the head leaves, those behind it that fit come in', async () => {
  const left = await inManyOrders(function* () {
    const semaphore = new Semaphore(2);
    yield* semaphore.acquire();
    const large = yield* waiting(semaphore.acquire(2));
    const small = yield* waiting(semaphore.acquire());
    const other = yield* waiting(semaphore.acquire());
    large.kill();
    yield* ended(small);
    const { state } = other;
    other.kill();
    return [state, semaphore.statistics().free];
  });
  assert.deepEqual(left, ['waiting', 0]);
});

test('a select that stands twice in one line takes once, and holds nobody up when it leaves', async () => {
  await inManyOrders(function* () {
    const semaphore = new Semaphore(2);
    const guard = yield* semaphore.acquire(2);
    const both = go(function* () {
      const got = yield* select([semaphore.acquire(2), semaphore.acquire(1)]);
      return [2, 1][got.key]!;
    });
    yield* sleep(1);
    const next = yield* waiting(semaphore.acquire());
    guard.release();
    const taken = yield* both;
    const { free, waiting: left } = semaphore.statistics();
    assert.deepEqual({ free, left }, { free: 0, left: taken - 1 });
    semaphore.release(taken);
    yield* next;
  });
});

test('a bounded semaphore refuses what was not taken; another one gains a permit', () => {
  const bounded = new Semaphore(2, { bounded: true });
  bounded.name = 'pages';
  const guard = bounded.tryAcquire()!;
  assert.throws(() => bounded.release(2), {
    name: 'RangeError',
    message: 'cannot release 2 of semaphore "pages": 1 of 2 are taken',
  });
  guard.release();
  assert.throws(() => bounded.release(), /0 of 2 are taken/);
  assert.throws(() => bounded.acquire(3), /n must be at most 2, all of semaphore "pages", not 3/);
  const signal = new Semaphore(0);
  signal.release(2);
  assert.deepEqual(signal.statistics(), {
    name: 'semaphore',
    free: 2,
    bounded: false,
    waiting: 0,
  });
});

test('a semaphore of none is a signal', async () => {
  const order = await inManyOrders(function* () {
    const ready = new Semaphore(0);
    const order: string[] = [];
    const task = go(function* () {
      yield* ready.acquire();
      order.push('use');
    });
    yield* sleep(1);
    order.push('make');
    ready.release();
    yield* task;
    return order;
  });
  assert.deepEqual(order, ['make', 'use']);
});

test('readers read together, a writer writes alone, in any order of turns', async () => {
  await inManyOrders(function* () {
    const table = new RWLock();
    let readers = 0;
    let writers = 0;
    let together = 0;
    const tasks = Array.from({ length: 12 }, (_, i) =>
      go(function* () {
        const writes = i % 4 === 3;
        const guard = yield* writes ? table.write() : table.read();
        if (writes) writers++;
        else together = Math.max(together, ++readers);
        assert.ok(writers === 0 || (writers === 1 && readers === 0));
        yield* sleep(1 + (i % 3));
        if (writes) writers--;
        else readers--;
        guard.release();
      }),
    );
    for (const task of tasks) yield* task;
    assert.ok(together > 1);
    assert.deepEqual(table.statistics(), {
      name: 'rwlock',
      readers: 0,
      writing: false,
      waiting: 0,
    });
  });
});

test('a waiting writer stops new readers, and those come in together behind it', async () => {
  const order = await inManyOrders(function* () {
    const table = new RWLock();
    const order: string[] = [];
    const hold = (name: string) => (guard: Guard) => {
      order.push(name);
      return guard;
    };
    const first = yield* table.read();
    const kept: Guard[] = [];
    const enter = (name: string, how: 'read' | 'write') =>
      waiting(
        table[how]()
          .map(hold(name))
          .map((guard) => kept.push(guard)),
      );
    yield* enter('writer', 'write');
    yield* enter('reader', 'read');
    yield* enter('reader', 'read');
    yield* enter('writer', 'write');
    first.release();
    yield* sleep(1);
    order.push('-');
    kept.pop()!.release();
    yield* sleep(1);
    order.push('-');
    for (const guard of kept.splice(0)) guard.release();
    yield* sleep(1);
    return order;
  });
  assert.deepEqual(order, ['writer', '-', 'reader', 'reader', '-', 'writer']);
});

test('when a waiting writer leaves, the readers behind it come in', async () => {
  const states = await inManyOrders(function* () {
    const table = new RWLock();
    const first = yield* table.read();
    const writer = yield* waiting(table.write());
    const reader = yield* waiting(table.read());
    writer.kill();
    const how = yield* ended(reader);
    first.release();
    return [how, table.statistics().readers];
  });
  assert.deepEqual(states, ['done', 1]);
});

test('wrong numbers are refused at once, by name and value', () => {
  assert.throws(() => new Semaphore(-1), {
    name: 'RangeError',
    message: 'n must be a whole number, 0 or more, not -1',
  });
  assert.throws(() => new Semaphore(0, { bounded: true }), /n must be a whole number, 1 or more/);
  assert.throws(() => new Semaphore('3' as never), { name: 'TypeError' });
  assert.throws(() => new Semaphore(1).acquire(0), /n must be a whole number, 1 or more, not 0/);
  assert.throws(() => new Semaphore(1).tryAcquire(1.5), /not 1.5/);
  assert.throws(() => new Semaphore(1).release(NaN), /not NaN/);
  assert.throws(() => new Semaphore(1).run(5 as never), /body must be a function, not 5/);
});
