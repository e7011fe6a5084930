// What users see of a task, and of the scope that it lives in. A fiber (fiber.ts) is what runs it.

// Our declarations use Disposable and AsyncDisposable, which a user's `lib` need not hold (es2022).
// One file brings them to all.
/// <reference lib="esnext.disposable" preserve="true" />

import type { Coroutine, Operation } from './operation.ts';

/** How a task ended. `abandoned`: its clean-up did not end in time and was given up. */
export type Outcome<T> =
  | { ok: true; value: T }
  | { ok: false; error: unknown; killed: boolean; abandoned: boolean };

/** `ready`: it will run at its turn; `waiting`: in an operation; the last three: it has ended. */
export type TaskState = 'ready' | 'running' | 'waiting' | 'done' | 'failed' | 'killed';

/** How to kill. */
export interface KillOptions {
  /** How long clean-up may take, in milliseconds, before it is given up. Default: as long as it takes. */
  within?: number;
}

/**
 * A task: a body that runs beside others. As an operation it is its own `join()`.
 *
 * @example
 * import { go, run, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   const task = go(function* (ms: number) {
 *     yield* sleep(ms);
 *     return 'slept';
 *   }, 1);
 *   return yield* task;
 * }) // => 'slept'
 */
export interface Task<out T> extends Operation<T>, AsyncDisposable {
  readonly id: number;
  /** The body's name, unless it is set. */
  name: string;
  readonly state: TaskState;
  /** Aborted by a kill, with a KilledError: for async bodies and what they call. */
  readonly signal: AbortSignal;
  /** Waits for the end: the result; rethrows a failure; KilledError if it was killed. */
  join(): Operation<T>;
  /** Waits for the end, and tells how it ended; never throws. */
  outcome(): Operation<Outcome<T>>;
  /**
   * Kills the task at its wait; its clean-up runs to its end. Acts at once and never waits.
   * False if it had ended already. With `within`, clean-up that takes longer is abandoned.
   */
  kill(reason?: unknown, options?: KillOptions): boolean;
}

/** Where tasks live: it ends when all of them have ended, and a failure in one kills the others. */
export interface Scope extends AsyncDisposable {
  /** Starts a task in this scope. */
  go<T, A extends unknown[]>(body: (...args: A) => Operation<T>, ...args: A): Task<T>;
  go<T, A extends unknown[]>(
    body: (...args: A) => Coroutine<T> | Promise<T> | T,
    ...args: A
  ): Task<T>;
  /** Kills the scope's tasks, newest first, and its body. False if it had ended already. */
  kill(reason?: unknown): boolean;
  /** Aborted when the scope is killed or fails. */
  readonly signal: AbortSignal;
  /** Ends when the program is asked to stop: Ctrl-C, SIGTERM, `run`'s signal. */
  readonly stopping: Operation<void>;
  /** How many tasks live in it. */
  readonly tasks: number;
}
