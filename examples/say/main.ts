// "world" and "hello", five times each, side by side: first two tasks that sleep, then two whose work
// blocks. What blocks is sent off to a thread; its task waits, all others go on, and when it comes back
// it goes first. The number of threads for such work can be set.

import { all, type Coroutine, go, pause, run, sleep } from 'offshoot';
import { blocking, blockingPool, portable } from 'offshoot/place';

export function* main(): Coroutine<void> {
  const world = go(say, 'world');
  yield* say('hello');
  yield* world;

  blockingPool.limit({ max: 2 });
  const talks = [go(sayBlocking, 'hello'), go(sayBlocking, 'world')];
  const turns = go(countTurns);
  yield* all(talks);
  turns.kill();
  yield* turns.outcome();
}

function* say(word: string): Coroutine<void> {
  for (let i = 0; i < 5; i++) {
    yield* sleep(100);
    console.log(word);
  }
}

function* sayBlocking(word: string): Coroutine<void> {
  for (let i = 0; i < 5; i++) {
    yield* blocking(blockFor, 100);
    console.log(word);
  }
}

/** Blocks its thread, as a slow call into the operating system does. */
export const blockFor = portable(import.meta, (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
});

/** Somebody who is not held up. */
function* countTurns(): Coroutine<never> {
  let turns = 0;
  try {
    for (;;) {
      yield* pause();
      turns++;
    }
  } finally {
    const others = turns > 1000 ? 'thousands of' : turns;
    console.log(`meanwhile another task had ${others} turns`);
  }
}

if (import.meta.main) await run(main);
