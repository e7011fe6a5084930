// Locks: one task alone with them, and a crowd of a hundred. With `disturbed` every wait is a select
// with a silent case, and beside the crowd one wait in a hundred is killed.
import { ClosedError, type Coroutine, Flag, go, Mutex, type Operation } from 'offshoot';
import { pause, Queue, run, select, Semaphore } from 'offshoot';
import { check, count, crowd, printLock, sumTo, variant } from '../measure.ts';
import { silence } from './disturbance.ts';

const silent = silence();
const disturbed = variant === 'disturbed';

/** Waits as the variant has it. */
function beside<T>(operation: Operation<T>): Operation<T> {
  if (!disturbed) return operation;
  return select({ value: operation, silent: silent.receive() }).map(({ value }) => value as T);
}

/** Runs a body in each task of the crowd; `victim` is started and killed for every hundredth time. */
function* together(
  body: () => Coroutine<void>,
  n: number,
  victim: () => Operation<unknown> | Coroutine<unknown>,
) {
  const tasks = Array.from({ length: crowd }, () => go(body));
  for (let i = 0; disturbed && i < n / 100; i++) {
    const task = go(untilClosed, victim);
    yield* pause();
    task.kill();
  }
  for (const task of tasks) yield* task;
}

/** What waits until it can wait no more: the queue was closed. */
function* untilClosed(body: () => Operation<unknown> | Coroutine<unknown>) {
  try {
    yield* body();
  } catch (error) {
    if (!(error instanceof ClosedError)) throw error;
  }
}

function* mutexAlone(n: number) {
  const mutex = new Mutex();
  let held = 0;
  for (let i = 0; i < n; i++) {
    const guard = yield* beside(mutex.lock());
    held++;
    guard.release();
  }
  check('held', held, n);
}

/** Each finds it held: it goes from hand to hand. */
function* mutexContended(n: number) {
  const mutex = new Mutex();
  let held = 0;
  function* hold(times: number) {
    for (let i = 0; i < times; i++) {
      const guard = yield* beside(mutex.lock());
      held++;
      guard.release();
    }
  }
  const first = yield* mutex.lock();
  const work = go(together, () => hold(n / crowd), n, waitAndRelease);
  while (mutex.statistics().waiting < crowd) yield* pause();
  first.release();
  yield* work;
  check('held', held, n);

  function* waitAndRelease() {
    (yield* mutex.lock()).release();
  }
}

function* semaphoreAlone(n: number) {
  const semaphore = new Semaphore(10);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield* beside(semaphore.run(() => i));
  check('sum', sum, sumTo(n));
}

/** Ten at once, and each gives the others a turn while it holds a permit. */
function* semaphoreContended(n: number) {
  const semaphore = new Semaphore(10);
  let ran = 0;
  function* job() {
    yield* pause();
    ran++;
  }
  function* callJobs() {
    for (let i = 0; i < n / crowd; i++) yield* beside(semaphore.run(job));
  }
  yield* together(callJobs, n, () => semaphore.run(pause));
  check('ran', ran, n);
}

function* queueAlone(n: number) {
  const queue = new Queue<number>({ maxSize: 100 });
  let sum = 0;
  for (let i = 0; i < n; i++) {
    yield* queue.put(i);
    sum += yield* beside(queue.get());
  }
  check('sum', sum, sumTo(n));
}

/** Half of the crowd puts, half gets, and there is room for one. */
function* queueContended(n: number) {
  const queue = new Queue<number>({ maxSize: 1 });
  const each = (2 * n) / crowd;
  let sum = 0;
  function* put() {
    for (let i = 0; i < each; i++) yield* queue.put(i);
    if (++ended === crowd / 2) queue.close();
  }
  function* get() {
    for (;;) {
      const value = yield* beside(queue.get());
      sum += value;
    }
  }
  let [started, ended] = [0, 0];
  const putOrGet = () => (started++ % 2 === 0 ? put() : untilClosed(get));
  yield* together(putOrGet, n, () => queue.put(0));
  check('sum', sum, (crowd / 2) * sumTo(each));
}

function* eventAlone(n: number) {
  const flag = new Flag();
  flag.set();
  let passed = 0;
  for (let i = 0; i < n; i++) {
    yield* beside(flag.wait());
    passed++;
  }
  check('passed', passed, n);
}

/** The crowd waits, is let through, and waits again. */
function* eventContended(n: number) {
  const flag = new Flag();
  let [waiting, passed] = [0, 0];
  function* pass() {
    for (let i = 0; i < n / crowd; i++) {
      waiting++;
      yield* beside(flag.wait());
      passed++;
    }
  }
  const work = go(together, pass, n, () => flag.wait());
  for (let i = 0; i < n / crowd; i++) {
    while (waiting < crowd) yield* pause();
    waiting = 0;
    flag.set();
    flag.clear();
  }
  yield* work;
  check('passed', passed, n);
}

const work = { mutexAlone, mutexContended, semaphoreAlone, semaphoreContended };
const more = { queueAlone, queueContended, eventAlone, eventContended };
for (const [name, body] of Object.entries({ ...work, ...more })) {
  await printLock(name, (n) => run(() => body(n)), count);
}
