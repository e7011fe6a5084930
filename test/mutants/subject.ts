// What a mutant is: a compact copy of a primitive, with faults that can be switched on one at a time,
// and a program that uses it in a way in which each fault shows, in some schedule.
import { type Coroutine, pause, type Task } from 'offshoot';
import { random } from 'offshoot/testing';

/** A primitive, its faults, and the program that is to find them. */
export interface Subject {
  primitive: string;
  faults: readonly string[];
  /** Makes a program with this fault, or without any. */
  program: (fault: string | undefined) => () => Coroutine<void>;
}

/** Throws unless it holds. */
export function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** Waits until all have ended, killed or not; throws the first failure. */
export function* joinAll(tasks: readonly Task<unknown>[]): Coroutine<void> {
  for (const task of tasks) {
    const outcome = yield* task.outcome();
    if (!outcome.ok && !outcome.killed) throw outcome.error;
  }
}

/** Kills a task, sooner or later. */
export function* killLater(task: Task<unknown>): Coroutine<void> {
  for (let pauses = random(6); pauses > 0; pauses--) yield* pause();
  task.kill();
}
