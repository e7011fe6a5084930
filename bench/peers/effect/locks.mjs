// Effect's semaphore, queue and latch: one fiber alone with them, and a crowd of a hundred. Its mutex
// is a semaphore of one.
import { Effect, Fiber, Latch, Queue, Semaphore } from 'effect';
import { check, count, crowd, printLock, sumTo } from '../../measure.ts';

const together = (body) =>
  Effect.gen(function* () {
    const fibers = [];
    for (let i = 0; i < crowd; i++) fibers.push(yield* Effect.forkChild(body));
    for (const fiber of fibers) yield* Fiber.join(fiber);
  });

const hold = (mutex, times, held) =>
  Effect.gen(function* () {
    for (let i = 0; i < times; i++) {
      yield* Semaphore.take(mutex, 1);
      held.times++;
      yield* Semaphore.release(mutex, 1);
    }
  });

function* mutexAlone(n) {
  const held = { times: 0 };
  yield* hold(yield* Semaphore.make(1), n, held);
  check('held', held.times, n);
}

function* mutexContended(n) {
  const mutex = yield* Semaphore.make(1);
  const held = { times: 0 };
  yield* Semaphore.take(mutex, 1);
  const work = yield* Effect.forkChild(together(hold(mutex, n / crowd, held)));
  for (let i = 0; i < 10; i++) yield* Effect.yieldNow;
  yield* Semaphore.release(mutex, 1);
  yield* Fiber.join(work);
  check('held', held.times, n);
}

function* semaphoreAlone(n) {
  const semaphore = yield* Semaphore.make(10);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield* semaphore.withPermits(1)(Effect.sync(() => i));
  check('sum', sum, sumTo(n));
}

function* semaphoreContended(n) {
  const semaphore = yield* Semaphore.make(10);
  let ran = 0;
  const job = Effect.gen(function* () {
    yield* Effect.yieldNow;
    ran++;
  });
  const callJobs = Effect.gen(function* () {
    for (let i = 0; i < n / crowd; i++) yield* semaphore.withPermits(1)(job);
  });
  yield* together(callJobs);
  check('ran', ran, n);
}

function* queueAlone(n) {
  const queue = yield* Queue.bounded(100);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    yield* Queue.offer(queue, i);
    sum += yield* Queue.take(queue);
  }
  check('sum', sum, sumTo(n));
}

function* queueContended(n) {
  const queue = yield* Queue.bounded(1);
  const each = (2 * n) / crowd;
  let sum = 0;
  let started = 0;
  const putOrGet = Effect.gen(function* () {
    const puts = started++ % 2 === 0;
    for (let i = 0; i < each; i++) {
      const value = puts ? yield* Queue.offer(queue, i) : yield* Queue.take(queue);
      if (!puts) sum += value;
    }
  });
  yield* together(putOrGet);
  check('sum', sum, (crowd / 2) * sumTo(each));
}

function* eventAlone(n) {
  const latch = yield* Latch.make(true);
  let passed = 0;
  for (let i = 0; i < n; i++) {
    yield* latch.await;
    passed++;
  }
  check('passed', passed, n);
}

function* eventContended(n) {
  const latch = yield* Latch.make(false);
  let waiting = 0;
  let passed = 0;
  const pass = Effect.gen(function* () {
    for (let i = 0; i < n / crowd; i++) {
      waiting++;
      yield* latch.await;
      passed++;
    }
  });
  const work = yield* Effect.forkChild(together(pass));
  for (let i = 0; i < n / crowd; i++) {
    while (waiting < crowd) yield* Effect.yieldNow;
    waiting = 0;
    yield* latch.release;
  }
  yield* Fiber.join(work);
  check('passed', passed, n);
}

const locks = { mutexAlone, mutexContended, semaphoreAlone, semaphoreContended };
const others = { queueAlone, queueContended, eventAlone, eventContended };
for (const [name, work] of Object.entries({ ...locks, ...others })) {
  await printLock(name, (n) => Effect.runPromise(Effect.gen(() => work(n))), count);
}
