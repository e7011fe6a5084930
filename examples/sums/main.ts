// The sum of a list, in two halves by two tasks, that send what they have over one channel. Then a
// channel with a buffer: it takes two values though nobody receives yet.

import { channel, type Coroutine, go, run, type Sender } from 'offshoot';

export function* main(): Coroutine<void> {
  const list = [7, 2, 8, -9, 4, 0];
  const sums = channel<number>();
  go(sum, list.slice(0, 3), sums);
  go(sum, list.slice(3), sums);
  const x = yield* sums.receive();
  const y = yield* sums.receive();
  console.log(x, y, x + y);

  const buffered = channel<number>(2);
  yield* buffered.send(1);
  yield* buffered.send(2);
  console.log(yield* buffered.receive());
  console.log(yield* buffered.receive());
}

function* sum(numbers: number[], to: Sender<number>): Coroutine<void> {
  yield* to.send(numbers.reduce((a, b) => a + b, 0));
}

if (import.meta.main) await run(main);
