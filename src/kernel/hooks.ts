// What an observer of the kernel is told. One observer at a time; when there is none, a slice pays
// for a look at one number.

import { shared } from './shared.ts';
import type { Task } from './task.ts';

/** Told what tasks do, as it happens; runs inside the scheduler, so it must be quick and not throw. */
export interface Observer {
  /** It lives; its first turn is to come. */
  started?(task: Task<unknown>): void;
  /** Its slice begins. */
  resumed?(task: Task<unknown>): void;
  /** Its slice is over, and it has not ended. */
  suspended?(task: Task<unknown>): void;
  /** It has ended, and says how. */
  ended?(task: Task<unknown>): void;
}

/** The observer, or null. Read by the task; set by `observe`. */
export let observer: Observer | null = null;

/**
 * Sets the observer, and gives back the one there was.
 *
 * @example
 * import { go, run } from 'offshoot';
 * import { observe } from 'offshoot/kernel';
 *
 * const ended: string[] = [];
 * observe({ ended: (task) => ended.push(task.name) });
 * await run(function* main() {
 *   yield* go(function* child() {});
 * });
 * observe(null);
 * ended // => ['child', 'main']
 */
export function observe(next: Observer | null): Observer | null {
  const before = observer;
  shared.attendants += Number(next !== null) - Number(before !== null);
  observer = next;
  return before;
}
