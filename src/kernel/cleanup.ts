// A body and its clean-up: what both throw comes out together, so that no error hides another.

import { composite } from './composite.ts';
import type { Fiber } from './fiber.ts';
import { oneError } from './kill.ts';
import type { Coroutine } from './operation.ts';

/** Is told of an error. */
export type Note = (error: unknown) => void;

/** Runs `body`; then, however it ended, `cleanUp`, shielded. Throws what either threw, both as one AggregateError. */
export function* withCleanUp<T>(
  body: () => Coroutine<T>,
  cleanUp: (note: Note) => Coroutine<void>,
): Coroutine<T> {
  const errors: unknown[] = [];
  let value: T | undefined;
  try {
    value = yield* body();
  } catch (error) {
    errors.push(error);
  } finally {
    yield* composite(cleaning, [cleanUp, errors], { shield: true });
  }
  return value as T;
}

function* cleaning(cleanUp: (note: Note) => Coroutine<void>, errors: unknown[]): Coroutine<void> {
  const note: Note = (error) => {
    if (!errors.includes(error)) errors.push(error);
  };
  try {
    yield* cleanUp(note);
  } catch (error) {
    note(error);
  }
  if (errors.length > 0) throw oneError(errors, 'it failed, and so did its clean-up');
}

/**
 * Kills children, newest first, and waits until all have ended. Notes the failures of their
 * clean-up; with `all`, also those of children that had failed by themselves.
 */
export function* endChildren(
  children: readonly Fiber<unknown>[],
  note: Note,
  all: boolean,
): Coroutine<void> {
  for (const child of children.toReversed()) child.kill();
  for (const child of children) {
    const outcome = yield* child.outcome();
    if (!outcome.ok && child.phase === 'failed' && (all || outcome.killed)) note(outcome.error);
  }
}
