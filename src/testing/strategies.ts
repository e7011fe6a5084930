// The simple strategies: first in first out, even chance, and a list of choices made before. Each can
// have tasks killed besides.

import { type Random, type Runnable, SeededRandom } from '../kernel/index.ts';
import type { Pick, Strategy } from './choices.ts';
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

/** Another strategy, and kills before random steps of it. */
export class Killing implements Strategy {
  readonly #strategy: Strategy;
  readonly #random: Random;
  /** Before which steps. */
  readonly #at: number[];
  #steps = 0;

  /** `length`: how many steps the program takes, about. */
  constructor(strategy: Strategy, seed: number, kills: number, length: number) {
    this.#strategy = strategy;
    // Not the generator of the order: that stays as it is without kills.
    this.#random = new SeededRandom(seed + 0x5eed);
    const steps = Array.from({ length: kills }, () => 1 + this.#random.below(length));
    this.#at = steps.sort((a, b) => a - b);
  }

  next(ready: readonly Runnable[]): number {
    return this.#strategy.next(ready);
  }

  pick(n: number, pick: Pick): number {
    return this.#strategy.pick(n, pick);
  }

  gaveWay(runnable: Runnable): void {
    this.#strategy.gaveWay?.(runnable);
  }

  kill(victims: number): number {
    const [next = Infinity] = this.#at;
    // If nobody is there to be killed, at the next step.
    if (++this.#steps < next || victims === 0) return 0;
    this.#at.shift();
    return 1 + this.#random.below(victims);
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
    return n === 1 ? 0 : this.#again(n);
  }

  kill(victims: number): number {
    return this.#again(victims + 1);
  }

  #again(n: number): number {
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
