// Who is running.

import { NoTaskError } from './errors.ts';
import type { Fiber } from './fiber.ts';
import { whoIsRunning } from './context.ts';
import type { Task } from './task.ts';

/** The fiber that is running; NoTaskError where none is known. */
export function currentFiber(what = 'currentTask()'): Fiber<unknown> {
  const fiber = whoIsRunning();
  if (fiber !== null) return fiber;
  throw new NoTaskError(
    `${what}: no task is running here. Call it inside run(); where async code has no context ` +
      '(after an await in a browser), use the scope that was passed to the body.',
  );
}

/**
 * The task that is running. Acts at once.
 *
 * @throws NoTaskError outside a task, and after an `await` where there is no async context (browsers).
 * @example
 * import { currentTask, run } from 'offshoot';
 *
 * await run(function* () {
 *   return currentTask().state;
 * }) // => 'running'
 */
export function currentTask(): Task<unknown> {
  return currentFiber();
}
