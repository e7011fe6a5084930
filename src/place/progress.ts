// How far a job is: said inside the job, heard by the future of whoever submitted it.
//
// A job may say it a million times in a loop, and the caller hears of a few: the latest value is sent
// when some time has passed since the one before, and at the latest before the job ends.

import { Alarm, checkNumber, type Local, local, type Scheduler } from '../kernel/index.ts';

/** The least time between two values that are sent, in milliseconds. */
const PAUSE_MS = 20;

/** What a job says of its progress, on its way. */
export class Progress {
  readonly #scheduler: Scheduler;
  readonly #send: (value: number) => void;
  #unsent: number | null = null;
  #sentAt = -Infinity;
  #alarm: Alarm | null = null;

  constructor(scheduler: Scheduler, send: (value: number) => void) {
    this.#scheduler = scheduler;
    this.#send = send;
  }

  say(value: number): void {
    this.#unsent = value;
    const left = this.#sentAt + PAUSE_MS - this.#scheduler.clock.now();
    if (left <= 0) this.flush();
    else if (this.#alarm === null) {
      // For a job that waits now: one that computes comes by here again.
      this.#alarm = new Alarm(() => this.flush());
      this.#scheduler.startTimer(this.#alarm, left);
    }
  }

  /** Sends what has not been. */
  flush(): void {
    if (this.#alarm !== null) this.#scheduler.stopTimer(this.#alarm);
    this.#alarm = null;
    if (this.#unsent === null) return;
    this.#sentAt = this.#scheduler.clock.now();
    this.#send(this.#unsent);
    this.#unsent = null;
  }
}

/** Where a job, and the tasks that it starts, say how far it is. Nobody listens outside a job. */
export const reporter: Local<{ readonly progress: Progress } | null> = local<{
  readonly progress: Progress;
} | null>(null);

/**
 * Says, inside a job, how far it is: any number, by custom from 0 to 1. The future of `pool.submit` has
 * it as its `progress`. Acts at once. Costs little: of many values in a short time only the last one is
 * sent. Outside a job it does nothing, so that a portable function can still be called here.
 *
 * @throws TypeError or RangeError if `n` is no number.
 * @example
 * import { run } from 'offshoot';
 * import { createPool, portable, progress } from 'offshoot/place';
 *
 * export const sum = portable(import.meta, (numbers: number[]) => {
 *   let total = 0;
 *   for (const [i, n] of numbers.entries()) {
 *     total += n;
 *     progress((i + 1) / numbers.length);
 *   }
 *   return total;
 * });
 *
 * if (import.meta.main) {
 *   await run(function* () {
 *     const pool = yield* createPool({ size: 1 });
 *     const job = pool.submit(sum, [1, 2, 3]);
 *     return [yield* job, job.progress];
 *   }) // => [6, 1]
 * }
 */
export function progress(n: number): void {
  checkNumber('n', n, -Infinity, 'a number');
  reporter.get()?.progress.say(n);
}
