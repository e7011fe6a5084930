// What must not compile: locks, queues and their like.
import {
  Condition,
  KeyedMutex,
  Mutex,
  Once,
  Queue,
  RateLimiter,
  ResourcePool,
  retry,
  run,
  RWLock,
  Semaphore,
  sleep,
} from 'offshoot';

await run(function* () {
  const mutex = new Mutex();
  const condition = new Condition();

  // @ts-expect-error a lock is no guard
  yield* condition.wait(mutex);
  // @ts-expect-error an operation is no guard: the star is forgotten
  yield* condition.wait(mutex.lock());
  {
    // @ts-expect-error using without yield*
    using _ = mutex.lock();
  }
  const guard = yield* mutex.lock();
  // @ts-expect-error a name is no task
  guard.transfer('worker');
  // @ts-expect-error a mutex cannot be released without its guard
  mutex.release();
  // @ts-expect-error tryLock may give nothing
  mutex.tryLock().release();
  // @ts-expect-error tryLock does not wait
  yield* mutex.tryLock();
  // @ts-expect-error a readers-writer lock is locked to read, or to write
  yield* new RWLock().lock();

  const files = new KeyedMutex<string>();
  // @ts-expect-error a key of another type
  yield* files.lock(1);
  // @ts-expect-error the body is forgotten
  yield* files.run('a');

  // @ts-expect-error how many is forgotten
  void new Semaphore();
  // @ts-expect-error there is no such option
  void new Semaphore(1, { fair: true });
  // @ts-expect-error a duration, where a count is wanted
  void new RateLimiter({ count: 1, perSecond: 1 });

  const numbers = new Queue<number>();
  // @ts-expect-error a value of another type
  yield* numbers.put('x');
  // @ts-expect-error what may be there is not what is there
  numbers.tryGet().value;
  // @ts-expect-error compares other things
  void new Queue<number>({ compare: (a: string, b: string) => a.length - b.length });

  const settings = new Once<number>();
  // @ts-expect-error a value of another type
  yield* settings.run(() => 'x');

  // @ts-expect-error without how to open one
  void new ResourcePool({ max: 1 });
  // @ts-expect-error how often is forgotten
  yield* retry(() => sleep(1), {});
  // @ts-expect-error a backoff begins somewhere
  yield* retry(() => sleep(1), { times: 2, backoff: { factor: 2 } });
});

// @ts-expect-error there is no such way
await run(() => {}, { deadlock: 'throw' });
