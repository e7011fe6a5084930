// What the kernel itself runs as frames of a task: waiting for an async body that the task called, and
// running what it deferred.

import type { AnyBody } from './body.ts';
import { Composite } from './composite.ts';
import type { Fiber } from './fiber.ts';
import { oneError } from './kill.ts';

/** Waits for an async body that a task called; a kill of the task is a kill of the body. */
export function* joining(child: Fiber<unknown>): Generator<unknown, unknown, unknown> {
  let told = false;
  try {
    return yield* child.join();
  } catch (error) {
    told = true;
    throw error;
  } finally {
    // Killed: then the child is, too; and if it had failed just before, nobody has heard of that.
    if (child.kill() || !told) yield* seeingOut(child);
  }
}

/** Waits for the end of a child that was killed; a failure of its clean-up comes out here. */
export function* seeingOut(child: Fiber<unknown>): Generator<unknown, void, unknown> {
  yield* child.outcome();
  if (child.phase === 'failed') throw child.result;
}

/** Runs what `defer` registered, last one first; all of it, whatever fails. */
export function* runDeferred(bodies: AnyBody[]): Generator<unknown, void, unknown> {
  const errors: unknown[] = [];
  for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
    try {
      yield* new Composite(body, [], { performsResult: true });
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw oneError(errors, 'deferred bodies failed');
}
