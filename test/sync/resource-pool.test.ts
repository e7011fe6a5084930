import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  all,
  Future,
  go,
  now,
  ResourcePool,
  type ResourcePoolOptions,
  run,
  scope,
  select,
  sleep,
  until,
  using,
} from 'offshoot';
import '../support/leaks.ts';
import { ended, inManyOrders, once, performing, settle, waiting } from './stage.ts';

/** A connection that tells when it is used after its end. */
class Connection {
  readonly #id: number;
  closed = false;

  constructor(id: number) {
    this.#id = id;
  }

  get id(): number {
    return this.#id;
  }

  query(text: string): string {
    assert.equal(this.closed, false);
    return `${text} on ${this.#id}`;
  }
}

/** A pool of connections, and what is open, has been opened and has been closed. */
function connections(options: Partial<ResourcePoolOptions<Connection>> = {}) {
  const seen = { opened: 0, closed: [] as string[], open: 0, most: 0 };
  const pool = new ResourcePool<Connection>({
    max: 2,
    *open() {
      yield* sleep(1);
      seen.most = Math.max(seen.most, ++seen.open);
      return new Connection(++seen.opened);
    },
    *close(connection) {
      yield* sleep(1);
      connection.closed = true;
      seen.open--;
      seen.closed.push(`${connection.id} at ${Math.round(now())}`);
    },
    ...options,
  });
  return { pool, seen };
}

test('no more than max are ever open, all are closed at the end, in any order and with kills', async () => {
  await inManyOrders(function* () {
    const { seen, pool } = yield* scope(function* () {
      const { pool, seen } = connections({ idleMs: 3 });
      const tasks = Array.from({ length: 10 }, (_, i) =>
        go(function* () {
          yield* sleep(i % 4);
          yield* pool.run(function* (connection) {
            yield* sleep(i % 3);
            assert.ok(connection.query('select').startsWith('select on'));
          });
        }),
      );
      yield* sleep(2);
      for (const i of [2, 5, 7]) tasks[i]!.kill();
      for (const task of tasks) yield* task.outcome();
      assert.deepEqual(pool.statistics().leased, 0);
      return { pool, seen };
    });
    assert.ok(seen.most <= 2);
    assert.equal(seen.open, 0);
    assert.equal(seen.closed.length, seen.opened);
    assert.deepEqual(pool.statistics(), {
      name: 'resource pool',
      max: 2,
      leased: 0,
      idle: 0,
      waiting: 0,
      closed: true,
    });
  });
});

test('a lease belongs to the scope that leases, and is over with it', async () => {
  const said = await inManyOrders(function* () {
    const { pool } = connections({ max: 1 });
    const lease = yield* scope(function* () {
      const lease = yield* pool.lease();
      assert.equal(lease.query('select'), 'select on 1');
      return lease;
    });
    assert.throws(() => lease.id, {
      name: 'ClosedError',
      message: 'this lease from resource pool "resource pool" was given back',
    });
    // Giving back once more is harmless, also when another has it.
    const other = yield* pool.lease();
    yield* until(lease[Symbol.asyncDispose]());
    return [other.id, pool.statistics().leased];
  });
  assert.deepEqual(said, [1, 1]);
});

test('a time limit on the lease itself does not end it; one around a body does', async () => {
  const said = await inManyOrders(function* () {
    const { pool } = connections();
    const lease = yield* pool.lease().timeout(100).timeout(50);
    const during = pool.statistics().leased;
    const got = yield* select({ lease: pool.lease(), late: sleep(50) });
    const both = pool.statistics().leased;
    yield* all([until(lease[Symbol.asyncDispose]())]);
    const inner = yield* scope(function* () {
      yield* pool.lease().timeout(10);
      return pool.statistics().leased;
    });
    return [during, got.key, both, inner, pool.statistics().leased];
  });
  assert.deepEqual(said, [1, 'lease', 2, 2, 1]);
});

test('using gives a lease back at the end of its body', async () => {
  const said = await run(function* () {
    const { pool } = connections();
    const text = yield* using(pool.lease(), function* (connection) {
      yield* sleep(0);
      return connection.query('insert');
    });
    return [text, pool.statistics().leased, pool.statistics().idle];
  });
  assert.deepEqual(said, ['insert on 1', 0, 1]);
});

test('a lease looks like what was leased, also where that is frozen', async () => {
  await run(function* () {
    const frozen = Object.freeze({ a: 1, add: (n: number) => n + 1 });
    const pool = new ResourcePool({ open: async () => frozen, max: 1 });
    const lease = yield* pool.lease();
    assert.deepEqual(
      [lease.a, lease.add(1), 'a' in lease, Object.keys(lease)],
      [1, 2, true, ['a', 'add']],
    );
    const { pool: plain } = connections();
    const connection = yield* plain.lease();
    assert.ok(connection instanceof Connection);
    connection.closed = true;
    assert.equal(connection.closed, true);
  });
});

test('the one used last is leased first; what is idle for too long is closed', async () => {
  const said = await inManyOrders(function* () {
    const { pool, seen } = connections({ idleMs: 100 });
    const [a, b] = [yield* pool.lease(), yield* pool.lease()];
    yield* until(a[Symbol.asyncDispose]());
    yield* sleep(50);
    yield* until(b[Symbol.asyncDispose]());
    const again = yield* pool.run((connection) => connection.id);
    yield* sleep(200);
    return [again, seen.closed, pool.statistics().idle];
  });
  assert.deepEqual(said, [2, ['1 at 103', '2 at 153'], 0]);
});

test('one that was dropped is closed when it is given back, and its place is free after that', async () => {
  const said = await inManyOrders(function* () {
    const { pool, seen } = connections({ max: 1 });
    const lease = yield* pool.lease();
    const dropped = [pool.drop(lease), pool.drop(new Connection(9))];
    const next = performing(pool.run((connection) => assert.equal(connection.id, 2)));
    yield* until(lease[Symbol.asyncDispose]());
    yield* pool.run((connection) => void pool.drop(connection));
    return [...dropped, yield* ended(next), seen.closed.length, seen.most];
  });
  assert.deepEqual(said, [true, false, 'done', 2, 1]);
});

test('an open that fails, or is killed, does not leak a place', async () => {
  await inManyOrders(function* () {
    let tries = 0;
    const { pool } = connections({
      max: 1,
      *open() {
        yield* sleep(1);
        if (++tries < 3) throw new Error('refused');
        return new Connection(tries);
      },
    });
    for (const how of ['Error', 'Error']) {
      assert.equal(yield* ended(performing(pool.lease())), how);
    }
    const killed = performing(pool.lease());
    yield* settle();
    const next = performing(pool.run((connection) => assert.equal(connection.id, 3)));
    killed.kill();
    assert.equal(yield* ended(next), 'done');
    assert.equal(pool.statistics().leased, 0);
  });
});

test('what was opened for a task that is killed in that moment is kept for the next', async () => {
  await inManyOrders(function* () {
    const opened: Connection[] = [];
    const pool = new ResourcePool({
      open: () => sleep(5).map(() => opened[opened.push(new Connection(opened.length + 1)) - 1]!),
      max: 1,
    });
    const first = yield* waiting(pool.run(() => sleep(0)));
    go(function* () {
      yield* sleep(5 - now());
      first.kill();
    });
    yield* first.outcome();
    yield* pool.run(() => {});
    assert.deepEqual(
      [pool.statistics().idle, pool.statistics().leased],
      [opened.length, 0],
      'one place, one connection',
    );
  });
});

test('a close that fails goes to who gives back, and frees the place', async () => {
  const said = await inManyOrders(function* () {
    const pool = new ResourcePool({
      open: async () => ({}),
      close: () => {
        throw new Error('will not close');
      },
      max: 1,
    });
    const task = performing(pool.run((resource) => void pool.drop(resource)));
    const said = [yield* ended(task), pool.statistics().leased];
    yield* until((yield* pool.lease())[Symbol.asyncDispose]());
    return said;
  }).catch((error: Error) => (error.cause as Error).message);
  // The idle one is closed with the scope of the pool, and that fails.
  assert.equal(said, 'will not close');
});

test('what is leased when the scope of the pool ends is closed when it is given back', async () => {
  const said = await inManyOrders(function* () {
    const made = new Future<ReturnType<typeof connections>>();
    const user = go(function* () {
      const { pool } = yield* made;
      yield* pool.run((connection) => sleep(50).map(() => connection.query('select')));
    });
    yield* scope(function* () {
      made.set(connections());
      yield* sleep(10);
    });
    const { pool, seen } = yield* made;
    const before = seen.closed.length;
    yield* user;
    return [before, seen.closed, yield* ended(performing(pool.run(() => {})))];
  });
  assert.deepEqual(said, [0, ['1 at 52'], 'ClosedError']);
});

test('wrong options, no task and what is no object are refused', async () => {
  const open = async () => 5;
  assert.throws(() => new ResourcePool({ open, max: 1 }), { name: 'NoTaskError' });
  await once(function* () {
    assert.throws(() => new ResourcePool({ open: 1 as never, max: 1 }), /open must be a function/);
    assert.throws(
      () => new ResourcePool({ open, max: 0 }),
      /max must be a whole number, 1 or more/,
    );
    assert.throws(() => new ResourcePool({ open, max: 1, idleMs: -1 }), /idleMs must be a number/);
    assert.throws(() => new ResourcePool({ open, max: 1, close: 1 as never }), /close must be/);
    yield* sleep(0);
  });
  await run(function* () {
    const numbers = new ResourcePool({ open, max: 1 });
    assert.equal(yield* numbers.run((n) => n + 1), 6);
    assert.equal(yield* ended(performing(numbers.lease())), 'TypeError');
    assert.equal(numbers.statistics().leased, 0);
  });
});
