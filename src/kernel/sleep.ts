// Sleeping, and telling the time: by the scheduler's clock, which a test can replace.

import { checkDuration } from './arguments.ts';
import { currentFiber } from './current.ts';
import { whoIsRunning } from './context.ts';
import type { Operation } from './operation.ts';
import { ambientScheduler, currentScheduler, type Scheduler } from './scheduler.ts';
import { Alarm } from './timers.ts';
import { Wait, way } from './wait.ts';

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
  return new Wait(sleeping, null, checkDuration('ms', ms));
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
  return (lastPause ??= new Wait(pausing, null)).handOut();
}

/** The message is the time in milliseconds. While it lasts, the value is who keeps the time. */
const sleeping = way<null, void>({
  attempt: () => false,
  enlist: (wait) => {
    const scheduler = currentScheduler();
    wait.value = scheduler;
    scheduler.startTimer(wait, wait.message as number);
  },
  withdraw: (wait) => (wait.value as Scheduler).stopTimer(wait),
  describe: ({ message }) => `sleep of ${message as number} ms`,
});

/** The pause that was over last. It is free as a rule, and is handed out again: no memory, no write barrier. */
let lastPause: Wait<void, null> | null = null;

const pausing = way<null, void>({
  attempt: () => false,
  enlist: (wait) => wait.complete(undefined),
  withdraw: () => {},
  take: (wait) => {
    lastPause = wait;
  },
  describe: () => 'pause',
});

/** Calls `due` after `ms` milliseconds by the current task's clock; the function that comes back prevents it. */
export function alarm(ms: number, due: () => void): () => void {
  const { scheduler } = currentFiber('a timer');
  const timer = new Alarm(due);
  scheduler.startTimer(timer, ms);
  return () => scheduler.stopTimer(timer);
}
