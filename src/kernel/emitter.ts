// Events of emitters, of Node's kind and of the web's, told apart by their shape.

import { describeValue } from './arguments.ts';
import { callbackWait } from './callback.ts';
import type { Operation } from './operation.ts';

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
