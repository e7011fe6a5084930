// A wait that a callback ends: any callback API, as an operation.

import { checkFunction, describeValue } from './arguments.ts';
import type { Operation } from './operation.ts';
import { report } from './report.ts';
import { shared } from './shared.ts';
import { WAITING, Wait, way } from './wait.ts';

/** Resumes or fails the wait; only the first call counts. Gives back how to undo what it started. */
export type Start<T> = (
  resume: (value: T) => void,
  fail: (error: unknown) => void,
) => (() => void) | void;

/**
 * Wraps a callback API: `start` runs when the operation is performed and calls `resume` or `fail`
 * once, now or later. The function that it returns is called once, however the wait ends: it removes
 * listeners, clears timers, cancels the request.
 *
 * @throws what `fail` is called with, or `start` throws.
 * @example
 * import { operation, run } from 'offshoot';
 *
 * const soon = operation<string>((resume) => {
 *   const timer = setTimeout(() => resume('rang'), 1);
 *   return () => clearTimeout(timer);
 * });
 * await run(function* () {
 *   return yield* soon;
 * }) // => 'rang'
 */
export function operation<T>(start: Start<T>): Operation<T> {
  checkFunction('start', start);
  return callbackWait(start, start.name || 'a callback');
}

/** One wait for a callback: what starts it, and while it lasts how to undo that. */
class Callback {
  readonly start: Start<unknown>;
  readonly what: string;
  undo: (() => void) | void = undefined;
  /** Told apart by number: a late callback of an earlier wait must not end this one. */
  round = 0;

  constructor(start: Start<unknown>, what: string) {
    this.start = start;
    this.what = what;
  }
}

const calledBack = way<Callback>({
  attempt: () => false,
  enlist: (wait) => {
    const callback = wait.subject;
    const round = ++callback.round;
    const waits = (): boolean => callback.round === round && wait.phase === WAITING;
    let undo: (() => void) | void = undefined;
    try {
      undo = callback.start(
        (value) => waits() && end(callback, () => wait.complete(value)),
        (error) => waits() && end(callback, () => wait.fail(error)),
      );
    } catch (error) {
      if (waits()) wait.fail(error);
      else
        report({
          kind: 'callback',
          message: `${callback.what} failed after it had resumed its task:`,
          error,
        });
      return;
    }
    if (undo !== undefined && typeof undo !== 'function') {
      if (waits()) end(callback, () => wait.fail(noUndo(undo)));
    } else if (waits()) callback.undo = undo;
    else cleanUp(callback, undo);
  },
  withdraw: ({ subject }) => end(subject, () => {}),
  describe: ({ subject }) => `wait for ${subject.what}`,
  copy: ({ start, what }) => new Callback(start, what),
  external: () => true,
});

function end(callback: Callback, how: () => void): void {
  const { undo } = callback;
  callback.undo = undefined;
  callback.round++;
  how();
  cleanUp(callback, undo);
}

/** User code that runs while somebody else has the turn: what it throws must not hit him. */
function cleanUp({ what }: Callback, undo: (() => void) | void): void {
  if (undo === undefined) return;
  const before = shared.current;
  shared.current = null;
  try {
    undo();
  } catch (error) {
    report({ kind: 'callback', message: `taking back ${what} failed:`, error });
  } finally {
    shared.current = before;
  }
}

function noUndo(value: unknown): TypeError {
  return new TypeError(
    `start must return a function that undoes it, or nothing, not ${describeValue(value)}`,
  );
}

/** A wait that `start` begins, called `what` in messages. */
export function callbackWait<T>(start: Start<T>, what: string): Operation<T> {
  return new Wait(calledBack, new Callback(start as Start<unknown>, what)) as Wait<T>;
}
