// Three countdowns that cycle: 5 10 15 4 9 14 3 8 13 ... Each says its number and gives the others a
// turn; who is through drops out.

import { all, type Coroutine, go, pause, run } from 'offshoot';

export function* main(): Coroutine<void> {
  yield* all([5, 10, 15].map((from) => go(countdown, from)));
}

function* countdown(from: number): Coroutine<void> {
  for (let n = from; n > 0; n--) {
    console.log(n);
    yield* pause();
  }
}

if (import.meta.main) await run(main);
