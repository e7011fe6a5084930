// A token bucket: so many for a time, with a burst, in order of arrival.
//
// The bucket is one number, the time at which it will be full again. A token costs perMs / count
// milliseconds; to take one moves that time on. So there is nothing to refill, and nothing to drift.
//
//   now ────────▶ fullAt          what is missing, in milliseconds; at most burst × cost
//
// Invariants
//   If anyone waits, an alarm is set for when the first in line can be served.
//   Tokens given to a task that is killed before its turn go back.

import {
  Alarm,
  checkCount,
  checkNames,
  checkNumber,
  currentScheduler,
  type Operation,
  type Scheduler,
  Wait,
  WaitList,
  way,
} from '../kernel/index.ts';

/** How a rate is limited: `count` in each `perMs` milliseconds. */
export interface RateLimiterOptions {
  count: number;
  perMs: number;
  /** So many at once after a time of rest. Default: `count`. */
  burst?: number;
}

/** What a rate limiter says of itself. */
export interface RateLimiterStatistics {
  name: string;
  /** Tokens that can be taken without waiting, if nobody waits. */
  available: number;
  waiting: number;
}

/**
 * Lets `count` through in `perMs` milliseconds, evenly after a first `burst`. By the clock of the task's
 * scheduler. A large `acquire` at the head of the line holds up those behind it.
 *
 * @throws RangeError for what is no number above 0 (`count`, `perMs`), or no whole number from 1 up (`burst`).
 * @example
 * import { now, RateLimiter, run } from 'offshoot';
 *
 * await run(function* () {
 *   const calls = new RateLimiter({ count: 1, perMs: 10 });
 *   const start = now();
 *   yield* calls.acquire();
 *   yield* calls.acquire();
 *   return now() - start >= 9;
 * }) // => true
 */
export class RateLimiter {
  /** What it is called in messages. */
  name = 'rate limiter';
  readonly #bucket: Bucket;

  constructor(options: RateLimiterOptions) {
    checkNames('RateLimiter', options, ['count', 'perMs', 'burst']);
    const { count, perMs, burst = Math.max(1, Math.floor(count)) } = options;
    const cost = aboveZero('perMs', perMs) / aboveZero('count', count);
    this.#bucket = new Bucket(this, cost, checkCount('burst', burst, 1));
  }

  /**
   * Waits until `n` tokens are there, and takes them. Primitive.
   *
   * @throws RangeError if `n` is more than the burst: so many are never there.
   */
  acquire(n = 1): Operation<void> {
    checkCount('n', n, 1);
    const { burst } = this.#bucket;
    if (n > burst)
      throw new RangeError(
        `n must be at most ${burst}, the burst of rate limiter "${this.name}", not ${n}`,
      );
    return new Wait(acquiring, this.#bucket, n);
  }

  statistics(): RateLimiterStatistics {
    const { available, waiting } = this.#bucket;
    return { name: this.name, available, waiting: waiting.count() };
  }
}

function aboveZero(name: string, value: unknown): number {
  const n = checkNumber(name, value, Number.MIN_VALUE, 'a number above 0');
  if (n !== Infinity) return n;
  throw new RangeError(`${name} must be a number above 0, not Infinity`);
}

/** What adding up fractions may lose, in milliseconds. */
const ROUNDING = 1e-6;

class Bucket {
  readonly of: RateLimiter;
  readonly cost: number;
  readonly burst: number;
  readonly waiting = new WaitList();
  readonly #alarm = new Alarm(() => this.serve());
  #scheduler: Scheduler = currentScheduler();
  #fullAt = -Infinity;

  constructor(of: RateLimiter, cost: number, burst: number) {
    this.of = of;
    this.cost = cost;
    this.burst = burst;
  }

  get available(): number {
    const missing = Math.max(0, this.#fullAt - this.#scheduler.clock.now());
    return Math.floor(this.burst - missing / this.cost + ROUNDING);
  }

  /** Takes `n` tokens if nobody waits and they are there. */
  attempt(n: number): boolean {
    if (!this.waiting.empty) return false;
    this.#goBy(currentScheduler());
    return this.#take(n);
  }

  /** A limiter that outlives its program goes by the next one's clock. */
  #goBy(scheduler: Scheduler): void {
    if (scheduler === this.#scheduler) return;
    const missing = this.#fullAt - this.#scheduler.clock.now();
    this.#scheduler = scheduler;
    this.#fullAt = scheduler.clock.now() + missing;
  }

  add(wait: Wait<unknown>): void {
    this.waiting.add(wait);
    if (this.waiting.head === wait) this.#setAlarm();
  }

  leave(wait: Wait<unknown>): void {
    this.waiting.remove(wait);
    this.serve();
  }

  putBack(n: number): void {
    this.#fullAt -= n * this.cost;
    this.serve();
  }

  /** Lets through those at the head of the line that there are tokens for. */
  serve(): void {
    const { waiting } = this;
    for (let first = waiting.head; first !== null; first = waiting.head) {
      if (!this.#take(first.message as number)) break;
      waiting.remove(first);
      first.complete(undefined);
    }
    this.#setAlarm();
  }

  #take(n: number): boolean {
    const now = this.#scheduler.clock.now();
    if (this.#dueAt(n) > now + ROUNDING) return false;
    this.#fullAt = Math.max(this.#fullAt, now) + n * this.cost;
    return true;
  }

  /** When `n` tokens will be there. */
  #dueAt(n: number): number {
    return this.#fullAt + (n - this.burst) * this.cost;
  }

  #setAlarm(): void {
    this.#scheduler.stopTimer(this.#alarm);
    const first = this.waiting.head;
    if (first === null) return;
    const ms = this.#dueAt(first.message as number) - this.#scheduler.clock.now();
    this.#scheduler.startTimer(this.#alarm, Math.max(0, ms));
  }
}

const acquiring = way<Bucket, void>({
  attempt: (wait) => wait.subject.attempt(wait.message as number),
  enlist: (wait) => wait.subject.add(wait),
  withdraw: (wait) => wait.subject.leave(wait),
  discard: (wait) => wait.subject.putBack(wait.message as number),
  describe: ({ subject, message }) =>
    `acquire of ${String(message)} from rate limiter "${subject.of.name}"`,
});
