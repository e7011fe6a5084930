// Who holds a lock owns the waits for it: circles of them are refused, and nothing else is.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  Condition,
  type Coroutine,
  deadline,
  go,
  type Guard,
  KeyedMutex,
  Mutex,
  Once,
  type Operation,
  ReentrantLock,
  ResourcePool,
  RWLock,
  scope,
  Semaphore,
  sleep,
} from 'offshoot';
import { DeadlockError } from 'offshoot/kernel';
import { simulate } from 'offshoot/testing';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';

/** How to hold a lock, how to ask for it while it is held, and what that wait is called. */
type Kind = { hold: () => Operation<Guard>; ask: () => Operation<Guard>; on: string };

const kinds: Record<string, (name: string) => Kind> = {
  mutex(name) {
    const lock = Object.assign(new Mutex(), { name });
    return { hold: () => lock.lock(), ask: () => lock.lock(), on: `lock of mutex "${name}"` };
  },
  'key of a keyed mutex'(name) {
    const lock = Object.assign(new KeyedMutex<string>(), { name });
    const on = `lock of keyed mutex "${name}", key 'k'`;
    return { hold: () => lock.lock('k'), ask: () => lock.lock('k'), on };
  },
  'reentrant lock'(name) {
    const lock = Object.assign(new ReentrantLock(), { name });
    const on = `lock of reentrant lock "${name}"`;
    return { hold: () => lock.lock(), ask: () => lock.lock(), on };
  },
  'rwlock that is written, to write'(name) {
    const lock = Object.assign(new RWLock(), { name });
    return { hold: () => lock.write(), ask: () => lock.write(), on: `write on rwlock "${name}"` };
  },
  'rwlock that is written, to read'(name) {
    const lock = Object.assign(new RWLock(), { name });
    return { hold: () => lock.write(), ask: () => lock.read(), on: `read on rwlock "${name}"` };
  },
  'rwlock that is read, to write'(name) {
    const lock = Object.assign(new RWLock(), { name });
    return { hold: () => lock.read(), ask: () => lock.write(), on: `write on rwlock "${name}"` };
  },
};

/** What the circle's error says of each task in it; fails if there is none. */
async function circleIn(main: () => Coroutine<unknown>): Promise<string[]> {
  const error: unknown = await runVirtually(main).then(
    () => assert.fail('there was no circle'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof DeadlockError, String(error));
  assert.match(error.message, /would close a circle/);
  return error.waits.map(({ task, on }) => `${task}: ${on}`);
}

/** Performs `op`, which fails, and says how. */
function* nameOfError(op: Operation<unknown>): Coroutine<string> {
  try {
    yield* op;
  } catch (error) {
    return (error as Error).name;
  }
  return 'none';
}

for (const [name, make] of Object.entries(kinds)) {
  describe(`a ${name}`, () => {
    test('two of them in two orders are a circle, named where it closes', async () => {
      const [a, b] = [make('a'), make('b')];
      const circle = await circleIn(function* main() {
        function* both(first: Kind, second: Kind): Coroutine<void> {
          const outer = yield* first.hold();
          yield* sleep(1);
          const inner = yield* second.ask();
          inner.release();
          outer.release();
        }
        go(both, a, b).name = 'there';
        go(both, b, a).name = 'back';
        yield* sleep(5);
      });
      assert.deepEqual(circle, [`back: ${a.on}`, `there: ${b.on}`]);
    });

    test('its holder that joins who waits for it closes a circle', async () => {
      const { hold, ask, on } = make('a');
      const circle = await circleIn(function* main() {
        yield* hold();
        const other = go(function* other() {
          yield* ask();
        });
        yield* sleep(1);
        yield* other;
      });
      assert.deepEqual(circle, ['main: join of task "other"', `other: ${on}`]);
    });

    test('who waits for it in a scope whose end its holder waits for closes a circle', async () => {
      const { hold, ask, on } = make('a');
      const circle = await circleIn(function* main() {
        yield* hold();
        yield* scope((s) => {
          s.go(() => sleep(5));
          s.go(function* inner() {
            yield* sleep(1);
            yield* ask();
          });
        });
      });
      assert.deepEqual(circle, [`inner: ${on}`, 'main: end of the tasks of a scope']);
    });

    test('a guard that was transferred belongs to the other task', async () => {
      const { hold, ask, on } = make('a');
      await runVirtually(function* main() {
        const guard = yield* hold();
        const keeper = go(function* keeper() {
          yield* sleep(1);
          guard.release();
        });
        guard.transfer(keeper);
        (yield* ask()).release();
      });
      const circle = await circleIn(function* main() {
        const guard = yield* hold();
        const keeper = go(function* keeper() {
          yield* sleep(1);
          yield* other;
        });
        const other = go(function* other() {
          yield* ask();
        });
        guard.transfer(keeper);
        yield* sleep(5);
      });
      assert.deepEqual(circle, ['keeper: join of task "other"', `other: ${on}`]);
    });

    test('a transfer to who waits for a task that waits for it is refused, and changes nothing', async () => {
      const { hold, ask, on } = make('a');
      await runVirtually(function* main() {
        const guard = yield* hold();
        const waits = go(function* waits() {
          (yield* ask()).release();
        });
        const joins = go(function* joins() {
          yield* sleep(1);
          yield* waits;
        });
        yield* sleep(2);
        assert.throws(() => guard.transfer(joins), {
          name: 'DeadlockError',
          message: `this transfer would close a circle: task "joins" waits for join of task "waits"; task "waits" waits for ${on}, held by task "joins"`,
        });
        // Who joins them is not taken into a circle that is none.
        const third = go(function* third() {
          yield* waits.outcome();
        });
        yield* sleep(1);
        guard.release();
        yield* third;
      });
    });

    test('its holder that has ended closes no circle: all sleep, and who forgot it is named', async () => {
      const { on } = make('a');
      const { failure } = await simulate(
        function* main() {
          const { hold, ask } = make('a');
          yield* go(function* forgets() {
            yield* hold();
          });
          yield* ask();
        },
        { runs: 1 },
      );
      const left = `${on}, which task "forgets" left locked when it ended`;
      assert.match(failure!.message, /all tasks wait, and nothing can wake one: task "main" waits/);
      assert.deepEqual(
        (failure!.error as DeadlockError).waits.map((wait) => wait.on),
        [left],
      );
    });

    test('a wait for it that may end some other way closes no circle', async () => {
      const { hold, ask } = make('a');
      const ended = await runVirtually(function* main() {
        yield* hold();
        const limited = go(() => nameOfError(ask().timeout(1)));
        const late = go(() => nameOfError(deadline(1, ask)));
        return [yield* limited, yield* late];
      });
      assert.deepEqual(ended, ['TimeoutError', 'TimeoutError']);
    });
  });
}

test('who holds a lock and asks for it again waits for itself, unless it is reentrant', async () => {
  for (const [name, make] of Object.entries(kinds)) {
    const { hold, ask, on } = make('a');
    function* main(): Coroutine<void> {
      yield* hold();
      yield* ask();
    }
    if (name === 'reentrant lock') await runVirtually(main);
    else assert.deepEqual(await circleIn(main), [`main: ${on}`]);
  }
});

test('a writer waits for every reader: one that waits for it is enough', async () => {
  const circle = await circleIn(function* main() {
    const table = new RWLock();
    const mutex = new Mutex();
    function* reader(then: () => Operation<unknown>): Coroutine<void> {
      const guard = yield* table.read();
      yield* sleep(1);
      yield* then();
      guard.release();
    }
    go(reader, () => sleep(50)).name = 'quick';
    go(reader, () => mutex.lock()).name = 'stuck';
    go(reader, () => sleep(50)).name = 'quick too';
    yield* mutex.lock();
    yield* sleep(2);
    yield* table.write();
  });
  assert.deepEqual(circle, ['main: write on rwlock "rwlock"', 'stuck: lock of mutex "mutex"']);
});

test('who reads and reads again behind a waiting writer waits for itself', async () => {
  const circle = await circleIn(function* main() {
    const table = new RWLock();
    yield* table.read();
    go(function* writer() {
      yield* table.write();
    });
    yield* sleep(1);
    yield* table.read();
  });
  assert.deepEqual(circle, ['main: read on rwlock "rwlock"', 'writer: write on rwlock "rwlock"']);
});

test('behind a writer that may leave, or without one, who reads may read again', async () => {
  await runVirtually(function* main() {
    const table = new RWLock();
    const first = yield* table.read();
    const second = yield* table.read();
    const late = go(() => nameOfError(table.write().timeout(5)));
    yield* sleep(1);
    const third = yield* table.read();
    for (const guard of [first, second, third]) guard.release();
    assert.equal(yield* late, 'TimeoutError');
  });
});

test('a lock that a condition gave back and took again belongs to the same task as before', async () => {
  for (const make of [kinds['mutex']!, kinds['rwlock that is written, to write']!]) {
    const { hold, ask, on } = make('a');
    const circle = await circleIn(function* main() {
      const changed = new Condition();
      const guard = yield* hold();
      const other = go(function* other() {
        const mine = yield* ask();
        changed.notify();
        mine.release();
      });
      yield* changed.wait(guard);
      yield* other;
      guard.release();
      // All is given back: the next one is nobody's.
      const again = yield* hold();
      again.release();
      yield* hold();
      yield* ask();
    });
    assert.deepEqual(circle, [`main: ${on}`]);
  }
});

test('a body that asks its own Once waits for itself', async () => {
  const circle = await circleIn(function* main() {
    const settings = new Once<number>();
    yield* settings.run(function* () {
      return yield* settings.run(() => 1);
    });
  });
  assert.equal(circle.length, 1);
});

test('tasks of one name are told apart', async () => {
  const circle = await circleIn(function* main() {
    const [a, b] = [new Mutex(), new Mutex()];
    function* both(first: Mutex, second: Mutex): Coroutine<void> {
      yield* first.run(function* () {
        yield* sleep(1);
        yield* second.run(() => {});
      });
    }
    go(both, a, b);
    go(both, b, a);
    yield* sleep(5);
  });
  assert.deepEqual(circle, ['both: lock of mutex "mutex"', 'both#2: lock of mutex "mutex"']);
});

test('a wait is called what it is: acquire, lease, run', async () => {
  const { failure } = await simulate(
    function* main() {
      const pages = new Semaphore(0);
      const settings = new Once<void>();
      const pool = new ResourcePool({ open: () => sleep(0).map(() => ({})), max: 1 });
      yield* pool.lease();
      go(() => pages.acquire()).name = 'a';
      go(() => pool.lease()).name = 'b';
      go(() => settings.run(() => sleep(Infinity))).name = 'c';
      go(() => settings.run(() => {})).name = 'd';
      yield* sleep(Infinity);
    },
    { runs: 1, schedule: 'fifo' },
  );
  const { waits, stack } = failure!.error as DeadlockError;
  assert.deepEqual(
    waits.map(({ task, on }) => `${task}: ${on}`),
    [
      'main: sleep of Infinity ms',
      'd: run of once "once"',
      'c: sleep of Infinity ms',
      'b: lease from resource pool "resource pool"',
      'a: acquire on semaphore "semaphore"',
    ],
  );
  assert.equal(stack, `DeadlockError: ${(failure!.error as Error).message}`);
});
