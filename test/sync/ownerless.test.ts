// What has no owner closes no circle: any task may be the one that ends such a wait.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  Barrier,
  Flag,
  go,
  type Operation,
  Queue,
  ResourcePool,
  Semaphore,
  sleep,
  type Task,
  until,
  WaitGroup,
} from 'offshoot';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';

/** What nobody owns: how a task waits that only another task, which waits for it, could help. */
const ownerless: Record<string, () => { wait: () => Operation<unknown>; help: () => void }> = {
  semaphore() {
    const one = new Semaphore(1);
    one.tryAcquire();
    return { wait: () => one.acquire(), help: () => one.release() };
  },
  flag() {
    const flag = new Flag();
    return { wait: () => flag.wait(), help: () => flag.set() };
  },
  'wait group'() {
    const group = new WaitGroup();
    group.add();
    return { wait: () => group.wait(), help: () => group.done() };
  },
  queue() {
    const queue = new Queue<number>();
    return { wait: () => queue.get(), help: () => void queue.tryPut(1) };
  },
  'queue to join'() {
    const queue = new Queue<number>();
    queue.tryPut(1);
    queue.tryGet();
    return { wait: () => queue.join(), help: () => queue.taskDone() };
  },
};

for (const [name, make] of Object.entries(ownerless)) {
  test(`a ${name} has no owner: any task may help`, async () => {
    const { wait, help } = make();
    const cast: Task<unknown>[] = [];
    await runVirtually(function* main() {
      cast.push(
        go(function* waits() {
          yield* wait();
        }),
        go(function* joins() {
          yield* cast[0]!;
        }),
      );
      yield* sleep(1);
      help();
      yield* cast[1]!;
    });
    assert.deepEqual(
      cast.map(({ state }) => state),
      ['done', 'done'],
    );
  });
}

test('a semaphore has no owner after a transfer either', async () => {
  await runVirtually(function* main() {
    const one = new Semaphore(1);
    const guard = yield* one.acquire();
    const other = go(function* other() {
      yield* sleep(1);
      (yield* one.acquire()).release();
    });
    guard.transfer(other);
    yield* sleep(2);
    assert.equal(other.state, 'waiting');
    guard.release();
    yield* other;
  });
});

test('a lease and a barrier have no owner: another task may give back, or come', async () => {
  await runVirtually(function* main() {
    const pool = new ResourcePool({ open: async () => ({}), max: 1 });
    const lease = yield* pool.lease();
    const gives = go(function* gives() {
      yield* sleep(1);
      yield* until(lease[Symbol.asyncDispose]());
    });
    yield* pool.run(() => {});
    yield* gives;
    const start = new Barrier(2);
    const comes = go(function* comes() {
      yield* start.wait();
    });
    yield* start.wait();
    yield* comes;
  });
});
