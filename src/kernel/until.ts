// Waiting for the world outside: promises, callbacks, events of emitters.

import { checkFunction, describeValue } from './arguments.ts';
import { isThenable } from './body.ts';
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
 * Waits for a promise. Given a function, calls it when the wait is performed, with a signal that is
 * aborted if the wait is taken back; so `until((signal) => fetch(url, { signal }))` can be killed.
 * A bare promise cannot be stopped: it is no longer waited for.
 *
 * @throws what the promise rejects with; TypeError if it is neither promise nor function.
 * @example
 * import { run, until } from 'offshoot';
 *
 * await run(function* () {
 *   return yield* until(Promise.resolve('kept'));
 * }) // => 'kept'
 */
export function until<T>(
  promise: PromiseLike<T> | ((signal: AbortSignal) => PromiseLike<T>),
): Operation<T> {
  if (typeof promise === 'function')
    return callbackWait<T>((ok, no) => follow(promise, ok, no), 'a promise');
  if (!isThenable(promise)) {
    throw new TypeError(
      `promise must be a promise or a function that makes one, not ${describeValue(promise)}`,
    );
  }
  return callbackWait<T>((ok, no) => void promise.then(ok, no), 'a promise');
}

function follow<T>(
  make: (signal: AbortSignal) => PromiseLike<T>,
  ok: (value: T) => void,
  no: (error: unknown) => void,
): () => void {
  const controller = new AbortController();
  const promise = make(controller.signal);
  if (!isThenable(promise)) {
    throw new TypeError(
      `until: ${make.name || 'the function'} must return a promise, not ${describeValue(promise)}`,
    );
  }
  let settled = false;
  promise.then(
    (value) => {
      settled = true;
      ok(value);
    },
    (error) => {
      settled = true;
      no(error);
    },
  );
  return () => {
    if (!settled) controller.abort();
  };
}

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
    if (waits()) callback.undo = undo;
    else cleanUp(callback, undo);
  },
  withdraw: ({ subject }) => end(subject, () => {}),
  describe: ({ subject }) => `wait for ${subject.what}`,
  copy: ({ start, what }) => new Callback(start, what),
  external: true,
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

function callbackWait<T>(start: Start<T>, what: string): Operation<T> {
  return new Wait(calledBack, new Callback(start as Start<unknown>, what)) as Wait<T>;
}

/** Node's EventEmitter, by its shape. */
export interface EmitterLike {
  // any: emitters type their names and listeners each in their own way.
  on(name: any, listener: (...args: any[]) => void): unknown;
  // any: the same.
  off(name: any, listener: (...args: any[]) => void): unknown;
}

/** The web's EventTarget, by its shape. */
export interface TargetLike {
  // any: each target types its events in its own way.
  addEventListener(name: string, listener: (event: any) => void): void;
  // any: the same.
  removeEventListener(name: string, listener: (event: any) => void): void;
}

/** Listens to an emitter of either kind; the function that comes back stops. */
export function listen(
  source: EmitterLike | TargetLike,
  name: string | symbol,
  listener: (...args: unknown[]) => void,
): () => void {
  if (typeof (source as EmitterLike | null)?.on === 'function') {
    const emitter = source as EmitterLike;
    emitter.on(name, listener);
    return () => void emitter.off(name, listener);
  }
  if (typeof (source as TargetLike | null)?.addEventListener === 'function') {
    const target = source as TargetLike;
    target.addEventListener(name as string, listener);
    return () => target.removeEventListener(name as string, listener);
  }
  throw noSource(source);
}

/** Refuses what cannot be listened to, without listening: that alone may set a stream in motion. */
function checkSource(source: unknown): void {
  const { on, addEventListener } = (source ?? {}) as Partial<EmitterLike & TargetLike>;
  if (typeof on !== 'function' && typeof addEventListener !== 'function') throw noSource(source);
}

function noSource(source: unknown): TypeError {
  return new TypeError(
    `emitter must have on and off, or addEventListener, not be ${describeValue(source)}`,
  );
}

/**
 * Waits for the next event of that name: the listener's arguments. It listens only while it waits;
 * in a loop use `events`, which misses nothing in between. An 'error' event of an EventEmitter, when
 * something else is waited for, is thrown.
 *
 * @example
 * import { EventEmitter } from 'node:events';
 * import { go, once, run } from 'offshoot';
 *
 * const emitter = new EventEmitter();
 * await run(function* () {
 *   go(() => void emitter.emit('data', 'hello', 1));
 *   return yield* once(emitter, 'data');
 * }) // => ['hello', 1]
 */
export function once<A extends unknown[] = unknown[]>(
  emitter: EmitterLike,
  name: string | symbol,
): Operation<A>;
export function once<E = Event>(target: TargetLike, name: string): Operation<[E]>;
export function once(source: EmitterLike | TargetLike, name: string | symbol): Operation<unknown> {
  checkSource(source);
  return callbackWait<unknown[]>(
    (resume, fail) => {
      const stop = listen(source, name, (...args) => resume(args));
      const emitsErrors = name !== 'error' && typeof (source as EmitterLike).on === 'function';
      const stopErrors = emitsErrors ? listen(source, 'error', fail) : undefined;
      return () => {
        stop();
        stopErrors?.();
      };
    },
    `event "${String(name)}"`,
  );
}
