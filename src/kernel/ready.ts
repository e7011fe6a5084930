// Who is to run next. The order is a policy, so that a test can choose another one:
// first in first out as a rule, seeded chance to explore schedules.

import type { Random } from './random.ts';
import type { Task } from './task.ts';

/** Something that has a slice to run. */
export interface Runnable {
  step(): void;
  /** The task that it runs for, if it is not one itself. */
  readonly owner?: Task<unknown> | null;
}

/** The order in which what is ready gets its turn. */
export interface ReadyQueue {
  readonly length: number;
  push(runnable: Runnable): void;
  shift(): Runnable | undefined;
  /** The `n` that came last are to be next, in their order. Without it, that is left to the policy. */
  hurry?(n: number): void;
  /** Those who had the last `n` turns, as far as they are known still. */
  lately?(n: number): Runnable[];
  /** Lets go of those who had the last `n` turns. */
  forget?(n: number): void;
}

/**
 * First in, first out: a ring that doubles when it is full. Who had his turn stays in his place until he is
 * forgotten, or somebody else gets it.
 */
export class FifoReady implements ReadyQueue {
  #ring: (Runnable | undefined)[] = new Array(64).fill(undefined);
  #mask = 63;
  #head = 0;
  length = 0;

  push(runnable: Runnable): void {
    if (this.length > this.#mask) this.#grow();
    this.#ring[(this.#head + this.length++) & this.#mask] = runnable;
  }

  shift(): Runnable | undefined {
    if (this.length === 0) return undefined;
    const first = this.#ring[this.#head];
    this.#head = (this.#head + 1) & this.#mask;
    this.length--;
    return first;
  }

  lately(n: number): Runnable[] {
    const ran: Runnable[] = [];
    for (let back = Math.min(n, this.#free); back > 0; back--) {
      const runnable = this.#ring[(this.#head - back) & this.#mask];
      if (runnable !== undefined) ran.push(runnable);
    }
    return ran;
  }

  forget(n: number): void {
    for (let back = Math.min(n, this.#free); back > 0; back--)
      this.#ring[(this.#head - back) & this.#mask] = undefined;
  }

  get #free(): number {
    return this.#ring.length - this.length;
  }

  hurry(n: number): void {
    const last: Runnable[] = [];
    for (let i = 0; i < n; i++) {
      const at = (this.#head + --this.length) & this.#mask;
      last.push(this.#ring[at]!);
      this.#ring[at] = undefined;
    }
    for (const runnable of last) {
      this.#head = (this.#head - 1) & this.#mask;
      this.#ring[this.#head] = runnable;
      this.length++;
    }
  }

  #grow(): void {
    const old = this.#ring;
    const size = old.length;
    const ring = new Array<Runnable | undefined>(2 * size).fill(undefined);
    for (let i = 0; i < size; i++) ring[i] = old[(this.#head + i) & this.#mask];
    this.#ring = ring;
    this.#mask = 2 * size - 1;
    this.#head = 0;
  }
}

/** Any order, by the seed. */
export class RandomReady implements ReadyQueue {
  readonly #waiting: Runnable[] = [];
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  get length(): number {
    return this.#waiting.length;
  }

  push(runnable: Runnable): void {
    this.#waiting.push(runnable);
  }

  shift(): Runnable | undefined {
    const waiting = this.#waiting;
    const last = waiting.length - 1;
    if (last < 0) return undefined;
    const chosen = this.#random.below(last + 1);
    const runnable = waiting[chosen]!;
    waiting[chosen] = waiting[last]!;
    waiting.length = last;
    return runnable;
  }
}
