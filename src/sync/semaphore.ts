// A semaphore: so many permits, taken and given back in any number, in order of arrival.

import { checkCount, checkNames, type Coroutine, type Operation } from '../kernel/index.ts';
import type { Guard } from './guard.ts';
import { holding } from './holding.ts';
import { Permits } from './permits.ts';

/** What a semaphore says of itself. */
export interface SemaphoreStatistics {
  name: string;
  free: number;
  bounded: boolean;
  waiting: number;
}

/**
 * At most so many at once. A large `acquire` at the head of the line holds up those behind it, so it
 * cannot starve. `bounded`: to release more than was taken is a RangeError, not a new permit.
 *
 * It has no owner: any task may release. Without `bounded` it also signals: begin with 0.
 *
 * @throws RangeError if `n` is no whole number from 0 up (with `bounded`: from 1).
 * @example
 * import { go, run, Semaphore, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   const atMost = new Semaphore(2);
 *   let running = 0;
 *   let most = 0;
 *   const tasks = [1, 2, 3, 4, 5].map(() =>
 *     go(function* () {
 *       yield* atMost.run(function* () {
 *         most = Math.max(most, ++running);
 *         yield* sleep(1);
 *         running--;
 *       });
 *     }),
 *   );
 *   for (const task of tasks) yield* task;
 *   return most;
 * }) // => 2
 */
export class Semaphore {
  /** What it is called in messages. */
  name = 'semaphore';
  readonly #permits: Permits;

  constructor(n: number, options: { bounded?: boolean } = {}) {
    checkNames('Semaphore', options, ['bounded']);
    const { bounded = false } = options;
    checkCount('n', n, bounded ? 1 : 0);
    const limit = bounded ? n : Infinity;
    this.#permits = new Permits('semaphore', this, { count: n, limit, wait: 'acquire on' });
  }

  /**
   * Waits until `n` permits are free, and takes them; the guard gives them back. Primitive.
   *
   * @throws RangeError if a bounded one never has so many.
   */
  acquire(n = 1): Operation<Guard> {
    return this.#permits.acquire(this.#checked(n));
  }

  /** Takes `n` permits if that needs no waiting. Acts at once. */
  tryAcquire(n = 1): Guard | undefined {
    return this.#permits.tryAcquire(this.#checked(n));
  }

  /** Gives back `n` permits that no guard gives back, or makes new ones. Acts at once. */
  release(n = 1): void {
    this.#permits.giveBack(checkCount('n', n, 1));
  }

  /** Runs `body` with one permit, and gives it back however the body ends. Composite. */
  run<T>(body: () => Operation<T>): Operation<T>;
  run<T>(body: () => Coroutine<T> | Promise<T> | T): Operation<T>;
  run<T>(body: () => Coroutine<T> | Promise<T> | T): Operation<T> {
    return holding(
      () => `run with semaphore "${this.name}"`,
      () => this.acquire(),
      body,
    );
  }

  statistics(): SemaphoreStatistics {
    const { free, limit, waiting } = this.#permits;
    return { name: this.name, free, bounded: limit !== Infinity, waiting: waiting.count() };
  }

  #checked(n: number): number {
    checkCount('n', n, 1);
    const { limit } = this.#permits;
    if (n <= limit) return n;
    throw new RangeError(`n must be at most ${limit}, all of semaphore "${this.name}", not ${n}`);
  }
}
