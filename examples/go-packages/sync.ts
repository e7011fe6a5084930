// What stands in Go's package sync, each as its own documentation or the tour of Go shows it.

import {
  all,
  Condition,
  type Coroutine,
  go,
  Mutex,
  Once,
  pause,
  ResourcePool,
  RWLock,
  sleep,
  WaitGroup,
} from 'offshoot';

export function* syncs(): Coroutine<void> {
  yield* mutex();
  yield* rwMutex();
  yield* waitGroup();
  yield* once();
  yield* cond();
  yield* pool();
}

/** A counter that a thousand tasks increment. The lock is there for the wait in the middle. */
function* mutex(): Coroutine<void> {
  const counts = new Map<string, number>();
  const lock = new Mutex();
  function* increment(key: string): Coroutine<void> {
    const guard = yield* lock.lock();
    try {
      const before = counts.get(key) ?? 0;
      yield* pause();
      counts.set(key, before + 1);
    } finally {
      guard.release(); // defer mu.Unlock()
    }
  }
  yield* all(Array.from({ length: 1000 }, () => go(increment, 'somekey')));
  console.log('Mutex:', counts.get('somekey'));
}

/** Those who read are in together; who writes is alone. */
function* rwMutex(): Coroutine<void> {
  const table = new RWLock();
  let text = 'draft';
  let together = 0;
  function* reader(): Coroutine<string> {
    const guard = yield* table.read();
    try {
      together = Math.max(together, table.statistics().readers);
      yield* sleep(1);
      return text;
    } finally {
      guard.release();
    }
  }
  function* writer(): Coroutine<string> {
    const guard = yield* table.write();
    try {
      yield* sleep(1);
      return (text = 'final');
    } finally {
      guard.release();
    }
  }
  const read = yield* all([go(reader), go(reader), go(writer), go(reader)]);
  console.log('RWMutex:', read.join(' '), '-', together, 'read at once');
}

/** Waits for pages that are fetched side by side. */
function* waitGroup(): Coroutine<void> {
  const group = new WaitGroup();
  const fetched: string[] = [];
  for (const [ms, page] of ['/b', '/a', '/c'].entries()) {
    group.add();
    go(function* () {
      try {
        yield* sleep(3 - ms);
        fetched.push(page);
      } finally {
        group.done();
      }
    });
  }
  yield* group.wait();
  console.log('WaitGroup:', fetched.sort().join(' '));
}

/** Ten ask; one does it, and all have its value. */
function* once(): Coroutine<void> {
  const settings = new Once<string>();
  let times = 0;
  const asked = yield* all(
    Array.from({ length: 10 }, () =>
      settings.run(function* () {
        yield* sleep(1);
        return `done ${++times} time`;
      }),
    ),
  );
  console.log('Once:', asked.length, 'asked,', [...new Set(asked)].join());
}

/** Three wait for the start; one says it to all. */
function* cond(): Coroutine<void> {
  const lock = new Mutex();
  const started = new Condition();
  let ready = false;
  const runners = ['a', 'b', 'c'].map((name) =>
    go(function* () {
      const guard = yield* lock.lock();
      try {
        yield* started.waitFor(guard, () => ready); // for !ready { cond.Wait() }
        return name;
      } finally {
        guard.release();
      }
    }),
  );
  yield* pause();
  yield* lock.run(() => {
    ready = true;
    started.notifyAll(); // cond.Broadcast()
  });
  console.log('Cond:', (yield* all(runners)).join(' '));
}

/** Buffers that are used again. Unlike Go's, it has a bound, and never throws away what is in use. */
function* pool(): Coroutine<void> {
  let made = 0;
  const buffers = new ResourcePool({ open: () => pause().map(() => [++made]), max: 2 });
  for (let i = 0; i < 100; i++) yield* buffers.run((buffer) => buffer.push(i));
  console.log('Pool: 100 uses,', made, 'made');
}
