// Subroutines that wait, at any depth. With `yield*` a task calls a function that pauses, sleeps or
// receives, and the whole task waits with it: what a trampoline was needed for.
//
// `yield* f(x)` costs its depth at each resume, and ends at some thousands of calls. `call(f, x)` is
// a trampoline, too: 20,000 deep it resumes as fast as at the top.

import { call, type Coroutine, go, pause, run } from 'offshoot';

export function* main(): Coroutine<void> {
  const sum = yield* add(2, 2);
  console.log(sum);

  const depth = 20_000;
  console.log(`${yield* call(countDown, depth)} calls deep, and back`);

  const cleanUp = { left: 0 };
  const task = go(function* () {
    yield* call(countDown, depth, cleanUp);
  });
  while (cleanUp.left === 0) {
    yield* pause();
    task.kill();
  }
  yield* task.outcome();
  console.log(`killed at the bottom: ${cleanUp.left} calls cleaned up`);
}

/** A subroutine that waits. */
function* add(x: number, y: number): Coroutine<number> {
  yield* pause();
  return x + y;
}

/** Calls itself n times; at the bottom it gives the other tasks a turn. */
function* countDown(n: number, cleanUp = { left: 0 }): Coroutine<number> {
  try {
    if (n > 0) return 1 + (yield* call(countDown, n - 1, cleanUp));
    yield* pause();
    return 0;
  } finally {
    cleanUp.left++;
  }
}

if (import.meta.main) await run(main);
