// A mutex: one guard at a time, in order of arrival.

import type { Coroutine, Operation } from '../kernel/index.ts';
import type { Guard } from './guard.ts';
import { holding } from './holding.ts';
import { Permits } from './permits.ts';

/** What a mutex says of itself. */
export interface MutexStatistics {
  name: string;
  locked: boolean;
  /** The name of the task that holds it. */
  owner: string | undefined;
  waiting: number;
}

/**
 * Mutual exclusion over waits: between two `yield*` nobody else runs anyhow. Serves in order of
 * arrival. Not reentrant: a task that locks it again gets a DeadlockError.
 *
 * A task that ends without a release leaves it locked: use `run`, `using`, or `finally`.
 *
 * @example
 * import { go, Mutex, run, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   const account = new Mutex();
 *   let balance = 0;
 *   const deposits = [1, 2, 3].map((amount) =>
 *     go(function* () {
 *       yield* account.run(function* () {
 *         const before = balance;
 *         yield* sleep(1);
 *         balance = before + amount;
 *       });
 *     }),
 *   );
 *   for (const deposit of deposits) yield* deposit;
 *   return balance;
 * }) // => 6
 */
export class Mutex {
  /** What it is called in messages. */
  name = 'mutex';
  readonly #permits = new Permits('mutex', this, { count: 1, limit: 1, owned: true });

  /** Waits until it is free, and holds it. Primitive. */
  lock(): Operation<Guard> {
    return this.#permits.acquire(1);
  }

  /** Holds it if that needs no waiting. Acts at once. */
  tryLock(): Guard | undefined {
    return this.#permits.tryAcquire(1);
  }

  get locked(): boolean {
    return this.#permits.free === 0;
  }

  /** Runs `body` while holding it, and releases it however the body ends. Composite. */
  run<T>(body: () => Operation<T>): Operation<T>;
  run<T>(body: () => Coroutine<T> | Promise<T> | T): Operation<T>;
  run<T>(body: () => Coroutine<T> | Promise<T> | T): Operation<T> {
    return holding(
      () => `run with mutex "${this.name}"`,
      () => this.lock(),
      body,
    );
  }

  statistics(): MutexStatistics {
    const { owner, waiting } = this.#permits;
    const { name, locked } = this;
    return { name, locked, owner: owner?.name, waiting: waiting.count() };
  }
}
