// What the `disturbed` variant of each row has beside the work: one task in a hundred is killed while
// it waits, and every wait to receive is a select with one more case, in which nothing ever comes.
import { channel, type Channel, go, type Operation, select, type Task } from 'offshoot';

/** A channel in which nothing ever comes. */
export function silence(): Channel<number> {
  return channel<number>();
}

/** Receives, beside a silent case. */
export function* receiveBeside(operation: Operation<number>, silent: Channel<number>) {
  const got = yield* select({ value: operation, silent: silent.receive() });
  return got.value;
}

function* waitFor(silent: Channel<number>) {
  yield* silent.receive();
}

/** Every hundredth visit starts a task that waits; fifty visits later it is killed at its wait. */
export class Victims {
  readonly #silent: Channel<number>;
  #victim: Task<void> | null = null;

  constructor(silent: Channel<number>) {
    this.#silent = silent;
  }

  visit(i: number): void {
    if (i % 100 === 0) this.#victim = go(waitFor, this.#silent);
    else if (i % 100 === 50) this.#victim?.kill();
  }
}
