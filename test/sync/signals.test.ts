import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  all,
  Barrier,
  call,
  Condition,
  Flag,
  go,
  type Guard,
  Mutex,
  type Operation,
  ReentrantLock,
  RWLock,
  select,
  sleep,
  type Task,
  WaitGroup,
} from 'offshoot';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { ended, inManyOrders, once, performing, settle, waiting } from './stage.ts';

test('a flag lets everybody through who waits, also if it is cleared at once', async () => {
  const said = await inManyOrders(function* () {
    const flag = new Flag();
    const tasks = [yield* waiting(flag.wait()), yield* waiting(flag.wait())];
    flag.set();
    flag.clear();
    const ends = yield* all(tasks);
    const late = yield* waiting(flag.wait());
    flag.set();
    flag.set();
    yield* flag.wait();
    return [...ends, yield* late, flag.statistics()];
  });
  assert.deepEqual(said, ['done', 'done', 'done', { name: 'flag', isSet: true, waiting: 0 }]);
});

test('a wait for a flag that was kept is one more each time it is performed, also twice in a select', async () => {
  const said = await inManyOrders(function* () {
    const flag = new Flag();
    flag.set();
    yield* flag.wait();
    flag.clear();
    const kept = flag.wait();
    const tasks = [yield* waiting(kept), yield* waiting(kept), yield* waiting(flag.wait())];
    const loser = yield* waiting(select({ one: kept, other: flag.wait(), same: kept }));
    const before = flag.statistics().waiting;
    loser.kill();
    yield* loser.outcome();
    const after = flag.statistics().waiting;
    flag.set();
    return [before, after, ...(yield* all(tasks)), flag.statistics().waiting];
  });
  assert.deepEqual(said, [6, 3, 'done', 'done', 'done', 0]);
});

test('a wait group waits until all that was added is done, and can be used again', async () => {
  const said = await inManyOrders(function* () {
    const group = new WaitGroup();
    yield* group.wait();
    group.add(2);
    group.add(0);
    const first = yield* waiting(group.wait());
    group.done();
    const between = first.state;
    group.done();
    yield* first;
    group.add();
    const second = yield* waiting(group.wait());
    group.done();
    return [between, yield* second, group.statistics()];
  });
  assert.deepEqual(said, ['waiting', 'done', { name: 'wait group', count: 0, waiting: 0 }]);
});

test('a wait group does not count below nothing', () => {
  const group = new WaitGroup();
  group.name = 'pages';
  assert.throws(() => group.done(), {
    name: 'RangeError',
    message: 'done of wait group "pages" was called more often than added',
  });
  assert.throws(() => group.add(-1), /n must be a whole number, 0 or more, not -1/);
});

test('nobody passes a barrier before all have come, round after round', async () => {
  await inManyOrders(function* () {
    const barrier = new Barrier(3);
    const came = [0, 0, 0];
    const tasks = [0, 1, 2].map((me) =>
      go(function* () {
        const places: number[] = [];
        for (let round = 1; round <= 4; round++) {
          yield* sleep((me * round) % 3);
          came[me] = round;
          places.push(yield* barrier.wait());
          assert.ok(came.every((rounds) => rounds >= round));
        }
        return places;
      }),
    );
    const places = yield* all(tasks);
    for (let round = 0; round < 4; round++)
      assert.deepEqual(new Set(places.map((mine) => mine[round])), new Set([0, 1, 2]));
    assert.deepEqual(barrier.statistics(), { name: 'barrier', parties: 3, waiting: 0 });
  });
});

test('a party that leaves gives its count back; who is killed after the opening has passed', async () => {
  const said = await inManyOrders(function* () {
    const barrier = new Barrier(2);
    const first = yield* waiting(barrier.wait());
    first.kill();
    const second = yield* waiting(barrier.wait());
    const place = yield* barrier.wait();
    second.kill();
    const third = yield* waiting(barrier.wait());
    third.kill();
    return [place, yield* ended(second), barrier.statistics().waiting];
  });
  assert.deepEqual(said, [1, 'killed', 0]);
});

test('a barrier for one holds nobody up, and one for none is refused', async () => {
  const place = await once(function* () {
    return yield* new Barrier(1).wait();
  });
  assert.equal(place, 0);
  assert.throws(() => new Barrier(0), /n must be a whole number, 1 or more, not 0/);
});

/** Waits for the condition, under its lock. */
function waitUnder(mutex: Mutex, condition: Condition): Operation<void> {
  return call(function* () {
    const guard = yield* mutex.lock();
    try {
      yield* condition.wait(guard);
    } finally {
      guard.release();
    }
  });
}

/** How a wait for a condition can end. */
const ends: Record<string, (condition: Condition, task: Task<unknown>) => void> = {
  notified: (condition) => condition.notify(),
  killed: (_, task) => void task.kill(),
  'notified and killed': (condition, task) => {
    condition.notify();
    task.kill();
  },
};

for (const [how, end] of Object.entries(ends)) {
  test(`who waited for a condition and was ${how} holds the lock again before its clean-up`, async () => {
    await inManyOrders(function* () {
      const mutex = new Mutex();
      const condition = new Condition();
      const said: string[] = [];
      const task = go(function* () {
        const mine = yield* mutex.lock();
        try {
          yield* condition.wait(mine);
          said.push('through');
        } finally {
          said.push(mutex.locked ? 'holds' : 'holds not');
          mine.release();
        }
      });
      yield* settle();
      assert.equal(mutex.locked, false);
      const guard = yield* mutex.lock();
      end(condition, task);
      yield* settle();
      // It cannot go on while another holds the lock.
      assert.deepEqual([said, task.state], [[], 'waiting']);
      guard.release();
      yield* task.outcome();
      assert.deepEqual(said, how === 'notified' ? ['through', 'holds'] : ['holds']);
      assert.equal(mutex.locked, false);
    });
  });
}

test('a condition that was waited for too long, or lost a select, leaves the lock held', async () => {
  const said = await inManyOrders(function* () {
    const mutex = new Mutex();
    const condition = new Condition();
    const said: unknown[] = [];
    const guard = yield* mutex.lock();
    try {
      yield* condition.wait(guard).timeout(5);
    } catch (error) {
      said.push((error as Error).name, mutex.locked, mutex.statistics().owner);
    }
    const got = yield* select({ it: condition.wait(guard), late: sleep(5) });
    said.push(got.key, mutex.locked, condition.statistics().waiting);
    guard.release();
    return said;
  });
  assert.deepEqual(said, ['TimeoutError', true, 'main', 'late', true, 0]);
});

test('a notification that a killed task cannot use goes to the next, wherever the kill reached it', async () => {
  for (const whenKilled of ['before its turn', 'in line for the lock']) {
    await inManyOrders(function* () {
      const mutex = new Mutex();
      const condition = new Condition();
      const under = () => performing(waitUnder(mutex, condition));
      const first = under();
      yield* settle();
      const second = under();
      yield* settle();
      const guard = yield* mutex.lock();
      condition.notify();
      if (whenKilled === 'in line for the lock') yield* settle();
      first.kill();
      guard.release();
      assert.equal(yield* ended(second), 'done');
    });
  }
});

test('notify wakes those who have waited longest, notifyAll all', async () => {
  const order = await inManyOrders(function* () {
    const mutex = new Mutex();
    const condition = new Condition();
    const order: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      yield* waiting(waitUnder(mutex, condition).map(() => order.push(name)));
    }
    condition.notify();
    yield* settle();
    order.push('-');
    condition.notify(2);
    yield* settle();
    order.sort();
    order.push('-');
    condition.notifyAll();
    condition.notifyAll();
    yield* settle();
    return order.join('');
  });
  assert.equal(order, '-abc-d');
});

test('waitFor looks again each time, with the lock held', async () => {
  const seen = await inManyOrders(function* () {
    const mutex = new Mutex();
    const condition = new Condition();
    let value = 0;
    const seen: unknown[] = [];
    const task = go(function* () {
      const guard = yield* mutex.lock();
      yield* condition.waitFor(guard, () => {
        seen.push([value, mutex.locked]);
        return value >= 2;
      });
      guard.release();
    });
    for (let i = 0; i < 3; i++) {
      yield* settle();
      value++;
      condition.notifyAll();
    }
    yield* task;
    return seen;
  });
  assert.deepEqual(seen, [
    [0, true],
    [1, true],
    [2, true],
  ]);
});

test('while a task waits for a condition its guard holds nothing', async () => {
  await once(function* () {
    const mutex = new Mutex();
    const condition = new Condition();
    const guard = yield* mutex.lock();
    const task = yield* waiting(condition.wait(guard));
    assert.throws(() => guard.release(), /cannot release mutex "mutex": its task waits for a cond/);
    guard[Symbol.dispose]();
    condition.notify();
    yield* task;
    guard.release();
    assert.throws(() => guard.release(), /this guard was released/);
    assert.equal(yield* ended(performing(condition.wait(guard))), 'RangeError');
  });
});

test('a condition works with the guard of any lock, but not with one of several levels', async () => {
  await inManyOrders(function* () {
    const reentrant = new ReentrantLock();
    const table = new RWLock();
    for (const lock of [() => reentrant.lock(), () => table.write(), () => table.read()]) {
      const condition = new Condition();
      const task = go(function* () {
        const guard = yield* lock();
        yield* condition.wait(guard);
        guard.release();
      });
      yield* settle();
      const guard = yield* lock();
      condition.notify();
      guard.release();
      yield* task;
    }
    assert.deepEqual([reentrant.statistics().depth, table.statistics().readers], [0, 0]);
    const first = yield* reentrant.lock();
    const second = yield* reentrant.lock();
    assert.equal(yield* ended(performing(new Condition().wait(first))), 'RangeError');
    second.release();
    first.release();
  });
});

test('who can never hold the lock again is told why, and its release hides nothing', async () => {
  const said = await runVirtually(function* main() {
    const mutex = new Mutex();
    const condition = new Condition();
    const task = go(function* consumer() {
      const guard = yield* mutex.lock();
      try {
        yield* condition.wait(guard);
      } finally {
        guard.release();
      }
    });
    yield* settle();
    const outcome = yield* mutex.run(function* () {
      yield* sleep(1);
      condition.notify();
      try {
        yield* task;
      } catch (error) {
        return (error as Error).name;
      }
      return 'joined';
    });
    return [outcome, mutex.locked];
  }).catch((error: Error) => error.name);
  assert.equal(said, 'DeadlockError');
});

test('a condition refuses what is no guard, no count and no predicate', () => {
  const condition = new Condition();
  const guard = new Mutex().tryLock()!;
  assert.throws(() => condition.wait({} as Guard), {
    name: 'TypeError',
    message: 'guard must be the guard of a lock, not an object',
  });
  assert.throws(() => condition.waitFor(guard, true as never), /predicate must be a function/);
  assert.throws(() => condition.notify(0), /n must be a whole number, 1 or more, not 0/);
});

test('a bounded buffer made of a condition loses nothing, in any order and with kills', async () => {
  await inManyOrders(function* () {
    const mutex = new Mutex();
    const changed = new Condition();
    const buffer: number[] = [];
    const got: number[] = [];
    const change = (ready: () => boolean, act: () => void) =>
      go(function* () {
        const guard = yield* mutex.lock();
        try {
          yield* changed.waitFor(guard, ready);
          act();
          changed.notifyAll();
        } finally {
          guard.release();
        }
      });
    const ready = () => buffer.length > 0;
    const getters = Array.from({ length: 6 }, () => change(ready, () => got.push(buffer.shift()!)));
    const putters = [1, 2, 3, 4].map((n) =>
      change(
        () => buffer.length < 2,
        () => buffer.push(n),
      ),
    );
    getters[1]!.kill();
    for (const putter of putters) yield* putter;
    yield* settle();
    for (const getter of getters) getter.kill();
    for (const getter of getters) yield* getter.outcome();
    assert.deepEqual(new Set([...got, ...buffer]), new Set([1, 2, 3, 4]));
    assert.equal(got.length + buffer.length, 4);
    assert.equal(mutex.locked, false);
  });
});
