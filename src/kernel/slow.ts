// Slices that took too long: meanwhile no other task had a turn, no timer and no I/O. Each is reported
// when it has ended; while it lasts, nobody in this thread can.
//
// To look at the clock costs half of what a short slice does, so the scheduler looks less often where
// slices are many and short (scheduler.ts), and then it may be any of several. When that has happened
// they are timed one by one for a while, so that who does it again is found.

import type { Clock } from './clock.ts';
import type { Spent } from './host.ts';
import type { Runnable } from './ready.ts';
import { report } from './report.ts';

/** What a slice may take where nothing else is said. */
export const SLOW_MS = 100;

/** For so long slices are timed one by one. */
const CLOSE_MS = 1000;
/** A program that is slow throughout says so once a second. */
const SILENT_MS = 1000;
/** How old the knowledge may be of what this thread had spent before. */
const FRESH_MS = 50;
/** So many tasks are named. */
const NAMED = 3;

/** What one scheduler knows of the time that its slices take. */
export class SlowSlices {
  /** What slices may take, in milliseconds. */
  readonly mostMs: number;
  readonly #clock: Clock;
  /** Until then slices are to be timed one by one. */
  closeUntil = -Infinity;
  #silentUntil = -Infinity;
  #unsaid = 0;
  #spent: Spent | null = null;
  #spentAt = -Infinity;

  constructor(clock: Clock, mostMs: number) {
    this.#clock = clock;
    this.mostMs = mostMs;
  }

  /** Slices begin to run. */
  begin(now: number): void {
    if (now - this.#spentAt < FRESH_MS) return;
    this.#spentAt = now;
    this.#spent = this.#clock.spent?.() ?? null;
  }

  /** Until `now`, `ran` slices took too long, those of `tasks` as far as they are known. */
  found(now: number, took: number, ran: number, tasks: readonly Runnable[]): void {
    if (this.#wasLeftWaiting()) return;
    if (now < this.#silentUntil) {
      this.#unsaid++;
      return;
    }
    // Who it was has not been said yet.
    if (ran > 1) this.closeUntil = now + CLOSE_MS;
    else this.#silentUntil = now + SILENT_MS;
    const before =
      this.#unsaid === 0 ? '' : ` It was so ${this.#unsaid} times more since the last report.`;
    this.#unsaid = 0;
    report({
      kind: 'slow',
      message:
        `${whose(ran, tasks)} took ${Math.round(took)} ms, in which no other task, no timer and no I/O had a turn. ` +
        `Let them, with yield* pause() in a long loop, or send the work away, with blocking(f) or a pool.${before}`,
    });
  }

  /** Others had the processor meanwhile: it is the machine that was slow. */
  #wasLeftWaiting(): boolean {
    const before = this.#spent;
    const after = this.#clock.spent?.() ?? null;
    if (before === null || after === null || after.preempted === before.preempted) return false;
    return after.processorMs - before.processorMs < this.mostMs;
  }
}

function whose(ran: number, tasks: readonly Runnable[]): string {
  const names = tasks.map((each) => (each as Named).name ?? each.owner?.name ?? 'a task');
  const shown = names.slice(0, NAMED).map((name) => `"${name}"`);
  if (ran === 1) return `a slice of task ${shown[0] ?? ''}`.trim();
  const more = ran > shown.length ? ` and ${ran - shown.length} more` : '';
  return `a turn of the tasks ${shown.join(', ')}${more}`;
}

interface Named {
  readonly name?: string;
}
