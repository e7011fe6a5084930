// Sleeping, and telling the time: by the scheduler's clock, which a test can replace.

import { checkDuration } from './arguments.ts';
import { currentFiber } from './current.ts';
import { whoIsRunning } from './host.ts';
import type { Operation } from './operation.ts';
import { ambientScheduler, currentScheduler, type Scheduler } from './scheduler.ts';
import { Alarm, type Timed } from './timers.ts';
import { Wait } from './wait.ts';

/**
 * Waits `ms` milliseconds; Infinity is for ever. Costs O(log n) among n sleepers.
 *
 * @throws RangeError if `ms` is negative or NaN, TypeError if it is no number.
 * @example
 * import { now, run, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   const before = now();
 *   yield* sleep(5);
 *   return now() - before >= 5;
 * }) // => true
 */
export function sleep(ms: number): Operation<void> {
  return new Sleep(checkDuration('ms', ms));
}

/**
 * The time in milliseconds, from an arbitrary start, by the clock of the task's scheduler. Acts at once.
 *
 * @example
 * import { now } from 'offshoot';
 *
 * now() <= now() // => true
 */
export function now(): number {
  return (whoIsRunning()?.scheduler ?? ambientScheduler()).clock.now();
}

/**
 * Gives the other ready tasks a turn. Waits until all that are ready now have had theirs.
 *
 * @example
 * import { go, pause, run } from 'offshoot';
 *
 * await run(function* () {
 *   const said: string[] = [];
 *   go(function* () { said.push('other'); });
 *   yield* pause();
 *   return [...said, 'I'];
 * }) // => ['other', 'I']
 */
export function pause(): Operation<void> {
  return new Pause();
}

class Sleep extends Wait<void> implements Timed {
  readonly #ms: number;
  #scheduler: Scheduler | null = null;
  at = 0;
  order = 0;
  index = -1;

  constructor(ms: number) {
    super();
    this.#ms = ms;
  }

  attempt(): boolean {
    return false;
  }

  enlist(): void {
    this.#scheduler = currentScheduler();
    this.#scheduler.startTimer(this, this.#ms);
  }

  withdraw(): void {
    this.#scheduler!.stopTimer(this);
  }

  fire(): void {
    this.complete(undefined);
  }

  copy(): Sleep {
    return new Sleep(this.#ms);
  }

  describe(): string {
    return `sleep of ${this.#ms} ms`;
  }
}

class Pause extends Wait<void> {
  attempt(): boolean {
    return false;
  }

  enlist(): void {
    this.complete(undefined);
  }

  withdraw(): void {}

  copy(): Pause {
    return new Pause();
  }

  describe(): string {
    return 'pause';
  }
}

/** Calls `due` after `ms` milliseconds by the current task's clock; the function that comes back prevents it. */
export function alarm(ms: number, due: () => void): () => void {
  const { scheduler } = currentFiber('a timer');
  const timer = new Alarm(due);
  scheduler.startTimer(timer, ms);
  return () => scheduler.stopTimer(timer);
}
