import {
  go,
  type Guard,
  KeyedMutex,
  Mutex,
  ReentrantLock,
  run,
  select,
  Semaphore,
  sleep,
} from 'offshoot';
import { is, type Equal } from '../equal.ts';
await run(function* () {
  const m = new Mutex(),
    files = new KeyedMutex<string>(),
    lock = new ReentrantLock(),
    s = new Semaphore(3, { bounded: true });
  {
    using a = yield* files.lock('a'),
      b = yield* lock.lock();
    is<Equal<typeof a, Guard>>();
    b[Symbol.dispose]();
  }
  {
    // What there is to release only perhaps can be used all the same.
    using maybe = m.tryLock();
    is<Equal<typeof maybe, Guard | undefined>>();
  }
  const got = yield* select({ lock: m.lock(), late: sleep(10) });
  if (got.key === 'lock') {
    const worker = go(function* (mine) {
      yield* sleep(1);
      mine.release();
    }, got.value);
    got.value.transfer(worker);
  }
  const guard = yield* s.acquire(2).timeout(100);
  guard.release();
  // A body of any kind, or one that returns an operation: what it gives is what `run` gives.
  const plain = yield* m.run(() => 1),
    later = yield* files.run('a', async () => 'x'),
    op = yield* lock.run(() => sleep(1).map(() => true)),
    body = yield* s.run(function* () {
      yield* sleep(1);
      return null;
    });
  is<
    Equal<[typeof plain, typeof later, typeof op, typeof body], [number, string, boolean, null]>
  >();
});
