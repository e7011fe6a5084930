// A producer and a consumer, twice: with a condition, by hand, and with a queue, which is a condition
// that somebody has written already. The queue is bounded, so a quick producer waits for the consumer,
// and join tells when all is done.

import { Condition, type Coroutine, go, Mutex, Queue, run, sleep, TimeoutError } from 'offshoot';

export function* main(): Coroutine<void> {
  yield* byHand();
  yield* withQueue();
  yield* withLimits();
}

function* byHand(): Coroutine<void> {
  const items: string[] = [];
  const lock = new Mutex();
  const filled = new Condition();

  const consumer = go(function* () {
    for (let i = 0; i < 3; i++) {
      const guard = yield* lock.lock();
      try {
        yield* filled.waitFor(guard, () => items.length > 0);
        console.log('by hand: got', items.shift());
      } finally {
        guard.release();
      }
    }
  });
  for (const item of ['a', 'b', 'c']) {
    yield* lock.run(() => {
      items.push(item);
      filled.notify();
    });
    yield* sleep(1);
  }
  yield* consumer;
}

function* withQueue(): Coroutine<void> {
  const queue = new Queue<number>({ maxSize: 2 });
  let longest = 0;
  for (const name of ['first', 'second']) {
    go(function* consumer() {
      let done = 0;
      try {
        for (;;) {
          const ms = yield* queue.get();
          longest = Math.max(longest, queue.length);
          yield* sleep(ms);
          done++;
          queue.taskDone();
        }
      } finally {
        // It ends by a kill, when main returns.
        console.log(name, 'consumer did', done > 0 ? 'its share' : 'nothing');
      }
    });
  }
  for (let i = 0; i < 10; i++) yield* queue.put(5);
  yield* queue.join();
  console.log('all ten are done; never more than', longest, 'stood in the queue');
}

/** Without waiting, with a time limit, by priority, and to the end. */
function* withLimits(): Coroutine<void> {
  const queue = new Queue<string>({ maxSize: 3, order: 'priority' });
  console.log('empty', queue.empty, '- anything there?', queue.tryGet() !== undefined);
  try {
    yield* queue.get().timeout(5);
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    console.log('nothing within', error.ms, 'ms');
  }
  for (const word of ['pear', 'apple', 'fig']) yield* queue.put(word);
  console.log('full', queue.full, 'with', queue.length, '- one more?', queue.tryPut('plum'));
  try {
    yield* queue.put('plum').timeout(5);
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    console.log('no room within', error.ms, 'ms');
  }
  queue.close();
  const left: string[] = [];
  while (!queue.empty) left.push(yield* queue.get());
  console.log('by priority:', left.join(' '));
}

if (import.meta.main) await run(main);
