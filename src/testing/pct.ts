// Probabilistic concurrency testing: the ready task of the highest priority runs, and at d - 1 random
// steps the one that would run falls below all others. A bug that needs d steps in one order, in a
// program of n tasks and k steps, is found with a probability of at least 1 / (n * k^(d-1)) in each
// run: few changes of turn in unusual places find more than many in usual ones.
//
// Source: S. Burckhardt, P. Kothari, M. Musuvathi, S. Nagarakatte, "A Randomized Scheduler with
// Probabilistic Guarantees of Finding Bugs", ASPLOS 2010. Ours differs in one thing: who gives way
// (`pause()`) falls below all others, too, or a task that polls would keep the rest out for ever.

import { type Random, type Runnable, SeededRandom } from '../kernel/index.ts';
import type { Strategy } from './choices.ts';

export class Pct implements Strategy {
  readonly #random: Random;
  readonly #changes = new Set<number>();
  /** By the task, or by what runs for none. */
  readonly #priorities = new Map<object, number>();
  #lowest = 0;
  #steps = 0;

  /** `length`: how many steps the program takes, about. */
  constructor(seed: number, depth: number, length: number) {
    this.#random = new SeededRandom(seed);
    for (let i = 1; i < depth; i++) this.#changes.add(1 + this.#random.below(length));
  }

  next(ready: readonly Runnable[]): number {
    this.#steps++;
    const first = this.#highest(ready);
    if (!this.#changes.has(this.#steps)) return first;
    this.gaveWay(ready[first]!);
    return this.#highest(ready);
  }

  pick(n: number): number {
    return this.#random.below(n);
  }

  gaveWay(runnable: Runnable): void {
    this.#priorities.set(runnable.owner ?? runnable, --this.#lowest);
  }

  #highest(ready: readonly Runnable[]): number {
    let best = 0;
    for (let i = 1; i < ready.length; i++) {
      if (this.#priorityOf(ready[i]!) > this.#priorityOf(ready[best]!)) best = i;
    }
    return best;
  }

  #priorityOf(runnable: Runnable): number {
    const key = runnable.owner ?? runnable;
    let priority = this.#priorities.get(key);
    if (priority === undefined) {
      priority = 1 + this.#random.below(2 ** 31);
      this.#priorities.set(key, priority);
    }
    return priority;
  }
}
