// "world" and "hello", five times each, side by side: first two tasks that sleep, then two whose work
// blocks. What blocks is sent off to a thread; its task waits, all others go on, and the number of
// threads for such work can be set.

import { all, type Coroutine, go, pause, run, sleep } from 'offshoot';
import { createPool, type Pool, portable } from 'offshoot/place';

export function* main(): Coroutine<void> {
  const world = go(say, 'world');
  yield* say('hello');
  yield* world;

  const pool = yield* createPool({ size: 2, name: 'blocking' });
  const talks = [go(sayBlocking, 'hello', pool), go(sayBlocking, 'world', pool)];
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

function* sayBlocking(word: string, pool: Pool): Coroutine<void> {
  for (let i = 0; i < 5; i++) {
    yield* pool.apply(blockFor, 100);
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
