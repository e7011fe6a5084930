import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  currentTask,
  DeadlockError,
  go,
  type Guard,
  KeyedMutex,
  Mutex,
  ReentrantLock,
  run,
  select,
  sleep,
  type Task,
} from 'offshoot';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { ended, inManyOrders, once, performing, settle, waiting } from './stage.ts';

test('one task at a time holds a mutex, in any order of turns', async () => {
  await inManyOrders(function* () {
    const mutex = new Mutex();
    let inside = 0;
    let counted = 0;
    const tasks = Array.from({ length: 8 }, (_, i) =>
      go(function* () {
        for (let n = 0; n < 3; n++) {
          yield* mutex.run(function* () {
            assert.equal(++inside, 1);
            const before = counted;
            yield* sleep((i * 7) % 3);
            counted = before + 1;
            inside--;
          });
        }
      }),
    );
    for (const task of tasks) yield* task;
    assert.equal(counted, 24);
    assert.deepEqual(mutex.statistics(), {
      name: 'mutex',
      locked: false,
      owner: undefined,
      waiting: 0,
    });
  });
});

test('a mutex is handed over in order of arrival, and nobody slips in between', async () => {
  const order = await inManyOrders(function* () {
    const mutex = new Mutex();
    const order: string[] = [];
    const guard = yield* mutex.lock();
    for (const name of ['a', 'b', 'c']) {
      yield* waiting(mutex.lock().map((mine) => order.push(name) && mine.release()));
    }
    guard.release();
    // It is handed over already, though nobody has had a turn.
    order.push(`locked ${mutex.locked}, tried ${mutex.tryLock() !== undefined}`);
    const last = yield* mutex.lock();
    order.push('last');
    last.release();
    return order;
  });
  assert.deepEqual(order, ['locked true, tried false', 'a', 'b', 'c', 'last']);
});

test('tryLock gives a guard exactly when it is free', async () => {
  const mutex = new Mutex();
  const guard = mutex.tryLock();
  assert.deepEqual([guard !== undefined, mutex.locked, mutex.tryLock()], [true, true, undefined]);
  guard!.release();
  assert.equal(mutex.locked, false);
});

test('a guard is released once by release; disposing of it afterwards is harmless', () => {
  const mutex = new Mutex();
  mutex.name = 'accounts';
  const guard = mutex.tryLock()!;
  guard.release();
  guard[Symbol.dispose]();
  const other = mutex.tryLock()!;
  guard[Symbol.dispose]();
  assert.equal(mutex.locked, true);
  assert.throws(() => guard.release(), {
    name: 'RangeError',
    message: 'cannot release mutex "accounts": this guard was released',
  });
  other[Symbol.dispose]();
  assert.equal(mutex.locked, false);
});

test('run releases however the body ends, and takes bodies of any kind', async () => {
  const said = await run(function* () {
    const mutex = new Mutex();
    const said: unknown[] = [
      yield* mutex.run(() => 'plain'),
      yield* mutex.run(async () => 'async'),
      yield* mutex.run(() => sleep(0).map(() => 'operation')),
      yield* mutex.run(function* () {
        yield* sleep(0);
        return 'generator';
      }),
    ];
    try {
      yield* mutex.run(() => {
        throw new Error('thrown');
      });
    } catch (error) {
      said.push((error as Error).message);
    }
    const killed = go(() => mutex.run(() => sleep(1000)));
    yield* sleep(1);
    killed.kill();
    yield* killed.outcome();
    return [...said, mutex.locked];
  });
  assert.deepEqual(said, ['plain', 'async', 'operation', 'generator', 'thrown', false]);
});

test('a guard goes through await, select and timeouts', async () => {
  const mutex = new Mutex();
  const guard = await mutex.lock();
  await assert.rejects(mutex.lock().timeout(1).promise(), { name: 'TimeoutError' });
  guard.release();
  await run(async () => {
    const mine = await mutex.lock();
    assert.equal(mutex.statistics().owner, currentTask().name);
    mine.release();
    const got = await select({ lock: mutex.lock(), late: sleep(50) });
    assert.equal(got.key, 'lock');
    if (got.key === 'lock') got.value.release();
  });
  assert.equal(mutex.locked, false);
});

test('a lock that an await was handed when its task is killed goes to the next', async () => {
  const said = await run(function* () {
    const mutex = new Mutex();
    const guard = yield* mutex.lock();
    const task = go(async () => {
      (await mutex.lock()).release();
    });
    const next = performing(mutex.lock());
    yield* sleep(1);
    guard.release();
    task.kill();
    return [yield* ended(next), (yield* task.outcome()).ok];
  });
  assert.deepEqual(said, ['done', false]);
});

test('a guard can be handed to another task, which owns the lock from then on', async () => {
  const owners = await once(function* () {
    const mutex = new Mutex();
    const owners: unknown[] = [];
    const guard = yield* mutex.lock();
    owners.push(mutex.statistics().owner);
    const worker = go(function* worker(mine: Guard) {
      yield* sleep(1);
      owners.push(mutex.statistics().owner);
      mine.release();
    }, guard);
    guard.transfer(worker);
    yield* mutex.lock();
    owners.push(mutex.statistics().owner);
    return owners;
  });
  assert.deepEqual(owners, ['main', 'worker', 'main']);
});

test('a transfer to no task, to one that has ended, or of a released guard is refused', async () => {
  await once(function* () {
    const mutex = new Mutex();
    const guard = yield* mutex.lock();
    const gone = go(function* gone() {});
    yield* gone;
    assert.throws(() => guard.transfer({} as Task<unknown>), {
      name: 'TypeError',
      message: 'task must be a task, not an object',
    });
    assert.throws(() => guard.transfer(gone), {
      name: 'RangeError',
      message: 'cannot transfer mutex "mutex" to task "gone": it has ended',
    });
    guard.release();
    assert.throws(() => guard.transfer(currentTask()), /cannot transfer mutex "mutex": this guard/);
  });
});

test('a circle of owners is named where it closes, also after a transfer', async () => {
  await assert.rejects(
    runVirtually(function* main() {
      const mutex = new Mutex();
      mutex.name = 'm';
      yield* mutex.lock();
      yield* mutex.lock();
    }),
    (error) => error instanceof DeadlockError && /lock of mutex "m"/.test(error.message),
  );
  await runVirtually(function* main() {
    const mutex = new Mutex();
    const guard = yield* mutex.lock();
    const child = go(function* child() {
      yield* sleep(1);
      guard.release();
    });
    guard.transfer(child);
    yield* mutex.lock();
  });
});

test('a reentrant lock is free when as many guards were released', async () => {
  await inManyOrders(function* () {
    const lock = new ReentrantLock();
    const first = yield* lock.lock();
    const second = yield* lock.lock();
    const third = lock.tryLock()!;
    assert.equal(lock.statistics().depth, 3);
    const other = yield* waiting(lock.lock());
    const refused = go(() => lock.tryLock());
    assert.equal(yield* refused, undefined);
    // A waiter does not hold up the owner.
    (yield* lock.lock()).release();
    for (const guard of [second, first]) guard.release();
    assert.equal(other.state, 'waiting');
    third.release();
    assert.equal(yield* ended(other), 'done');
  });
});

test('a reentrant lock belongs to a task, through async code, too', async () => {
  await run(async () => {
    const lock = new ReentrantLock();
    const first = await lock.lock();
    const second = await lock.lock();
    assert.deepEqual(lock.statistics().depth, 2);
    second.release();
    first.release();
    assert.deepEqual(lock.statistics(), { name: 'lock', depth: 0, owner: undefined, waiting: 0 });
  });
  const lock = new ReentrantLock();
  await assert.rejects(lock.lock().promise(), { name: 'NoTaskError' });
  assert.throws(() => lock.tryLock(), { name: 'NoTaskError' });
});

test('a reentrant lock that is held twice cannot be handed on', async () => {
  await once(function* () {
    const lock = new ReentrantLock();
    const first = yield* lock.lock();
    const second = yield* lock.lock();
    const worker = go(() => sleep(1));
    assert.throws(() => first.transfer(worker), {
      name: 'RangeError',
      message:
        'cannot transfer reentrant lock "lock": its owner holds it 2 times; release the inner ones first',
    });
    second.release();
    first.transfer(worker);
    assert.equal(lock.statistics().owner, worker.name);
    first.release();
  });
});

test('keys of a keyed mutex exclude only each other, and are forgotten when free', async () => {
  const history = await inManyOrders(function* () {
    const keyed = new KeyedMutex<string>();
    const history: unknown[] = [];
    const a = yield* keyed.lock('a');
    const b = yield* keyed.lock('b');
    const next = yield* waiting(keyed.lock('a').map((guard) => guard.release()));
    history.push(keyed.statistics());
    b.release();
    a.release();
    yield* next;
    history.push(keyed.statistics());
    return history;
  });
  assert.deepEqual(history, [
    { name: 'keyed mutex', locked: 2, waiting: 1 },
    { name: 'keyed mutex', locked: 0, waiting: 0 },
  ]);
});

test('an operation of a lock can be performed again, also twice at once', async () => {
  await inManyOrders(function* () {
    for (const lock of [new Mutex().lock(), new KeyedMutex().lock(1)]) {
      const tasks = [1, 2, 3].map(() => performing(lock.map((guard) => guard.release())));
      yield* settle();
      for (const task of tasks) assert.equal(yield* ended(task), 'done');
    }
  });
});

test('a select that waits twice for one lock holds it once', async () => {
  await inManyOrders(function* () {
    const mutex = new Mutex();
    const guard = yield* mutex.lock();
    const got = go(function* () {
      return yield* select([mutex.lock(), mutex.lock()]);
    });
    yield* settle();
    assert.equal(mutex.statistics().waiting, 2);
    guard.release();
    const { value } = yield* got;
    assert.equal(mutex.statistics().waiting, 0);
    value.release();
    assert.equal(mutex.locked, false);
  });
});
