// The simple strategies: first in first out, even chance, and a list of choices made before.

import { type Random, type Runnable, SeededRandom } from '../kernel/index.ts';
import type { Strategy } from './choices.ts';
import { SimulationError } from './errors.ts';

/** As the scheduler does it without a simulation: only selects and `random` vary with the seed. */
export class Fifo implements Strategy {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
  }

  next(): number {
    return 0;
  }

  pick(n: number): number {
    return this.#random.below(n);
  }
}

/** Each ready task is as likely as the next one. */
export class Even implements Strategy {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
  }

  next(ready: readonly Runnable[]): number {
    return ready.length === 1 ? 0 : this.#random.below(ready.length);
  }

  pick(n: number): number {
    return this.#random.below(n);
  }
}

/** Choices that were made before; past the end 0. */
export class Replayed implements Strategy {
  readonly #choices: readonly number[];
  readonly #strict: boolean;
  #made = 0;

  /** `strict`: a choice that the program does not have is an error; otherwise it is 0. */
  constructor(choices: readonly number[], strict: boolean) {
    this.#choices = choices;
    this.#strict = strict;
  }

  next(ready: readonly Runnable[]): number {
    return this.pick(ready.length);
  }

  pick(n: number): number {
    if (n === 1) return 0;
    const index = this.#choices[this.#made++] ?? 0;
    if (index < n) return index;
    if (!this.#strict) return 0;
    throw new SimulationError(
      'replay',
      `the replay does not fit this program: choice ${this.#made} is ${index}, and there are ${n}; ` +
        'it was made for another version of it, or the program does not depend on its choices alone',
    );
  }
}
