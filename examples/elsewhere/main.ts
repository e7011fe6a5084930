// Tasks that are spawned in other processes: the sum of a list in two halves, over a channel that lives
// here. And what Julia calls it: a remote call whose result is fetched later, a map over all workers, a
// task over there that others wait for.

import { channel, type Coroutine, future, run, type Sender, type Task } from 'offshoot';
import { createPool, portable, processPlace } from 'offshoot/place';

/** The same function as with `go`, which would start it here. */
export const sum = portable(
  import.meta,
  function* sum(numbers: number[], to: Sender<number>): Coroutine<void> {
    yield* to.send(numbers.reduce((a, b) => a + b, 0));
  },
);

export const square = portable(import.meta, (n: number): number => n * n);

/** Waits for a task of whoever has sent it. */
export const doubled = portable(
  import.meta,
  function* doubled(of: Task<number>): Coroutine<number> {
    return 2 * (yield* of);
  },
);

export function* main(): Coroutine<void> {
  const [left, right] = [yield* processPlace(), yield* processPlace()]; // addprocs(2)

  const list = [7, 2, 8, -9, 4, 0];
  const sums = channel<number>(); // RemoteChannel
  left.go(sum, list.slice(0, 3), sums); // @spawnat
  right.go(sum, list.slice(3), sums);
  const halves = [yield* sums.receive(), yield* sums.receive()];
  const [x, y] = halves.toSorted((a, b) => b - a) as [number, number]; // whoever was first
  console.log(x, y, x + y);

  const later = future(() => right.call(square, 12)); // remotecall
  console.log('fetched:', yield* later); // fetch

  const task = left.go(square, 5);
  console.log('over there another one waited for it:', yield* right.call(doubled, task));

  const pool = yield* createPool({ on: 'process', size: 2 });
  console.log(yield* pool.map(square, [1, 2, 3, 4])); // pmap
}

if (import.meta.main) await run(main);
