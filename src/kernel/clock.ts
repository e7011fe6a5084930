// Time as the scheduler sees it. The real clock is here, and only here; a test gives another.

import { type Spent, spent } from './host.ts';

/** Where a scheduler gets its time from. Milliseconds throughout, from an arbitrary start. */
export interface Clock {
  now(): number;
  /** Calls `due` once, at `at` or a little later. Replaces an earlier call that is still to come. */
  wakeAt(at: number, due: () => void): void;
  /** Forgets what `wakeAt` asked for. */
  rest(): void;
  /** What the processor has spent, where that is known: time that passes is not always ours. */
  spent?(): Spent | null;
}

/** The longest delay that the host's timers take. */
const LONGEST = 2 ** 31 - 1;

/** The host's clock: monotonic, with fractions of a millisecond. */
export class HostClock implements Clock {
  #timer: ReturnType<typeof setTimeout> | undefined;

  now(): number {
    return performance.now();
  }

  wakeAt(at: number, due: () => void): void {
    this.rest();
    const delay = Math.min(Math.max(0, Math.ceil(at - performance.now())), LONGEST);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      due();
    }, delay);
  }

  spent(): Spent | null {
    return spent();
  }

  rest(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
