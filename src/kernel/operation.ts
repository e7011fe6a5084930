// An operation is a wait, as a value: `yield* op` performs it in a task, `await op` in async code,
// `select({ op })` races it. Until then it does nothing.
//
// There are two kinds. A primitive one (wait.ts) has one commit point and is taken back without
// trace. A composite one (composite.ts) runs code, and is killed where a primitive is taken back.

import type { Composite } from './composite.ts';
import type { Wait } from './wait.ts';

declare const trap: unique symbol;

/** What a task hands to the scheduler. Only `yield*` on an operation produces it. */
export interface YieldOnlyOperations {
  readonly [trap]: never;
}

/** The generator type of a task body. */
export type Coroutine<T> = Generator<YieldOnlyOperations, T, unknown>;

/** What may be started as a task: a generator function, an async one or a plain one. */
export type Body<T, A extends unknown[] = []> = (...args: A) => Coroutine<T> | Promise<T> | T;

/**
 * A wait, as a value. `yield*` performs it in a task, `await` in async code, `select` among others;
 * until then it does nothing. It can be performed again, also twice at once.
 *
 * @example
 * import { run, sleep } from 'offshoot';
 *
 * const nap = sleep(1).map(() => 'rested');
 * await run(function* () {
 *   return yield* nap;
 * }) // => 'rested'
 */
export interface Operation<out T> extends PromiseLike<T> {
  [Symbol.iterator](): Iterator<YieldOnlyOperations, T, unknown>;
  /** Throws TypeError: in async code an operation is performed with `await`. */
  [Symbol.asyncIterator](): 'An operation is performed with await in async code';
  /** The same wait; `f` makes its result, in the task that performs it, after it resumes. */
  map<U>(f: (value: T) => U): Operation<U>;
  /** The same wait for at most `ms` milliseconds; then it is taken back: TimeoutError, nothing is lost. */
  timeout(ms: number): Operation<T>;
  /** The same wait until `signal` aborts; then it is taken back and the signal's reason is thrown. */
  abortOn(signal: AbortSignal): Operation<T>;
  /** Performs it now and gives a real promise, for what wants `.catch` and `.finally`. */
  promise(signal?: AbortSignal): Promise<T>;
}

/** What every operation can do besides waiting; filled in by the room's index (see there for why). */
export interface Derivations {
  map<T, U>(op: OperationBase<T>, f: (value: T) => U): Operation<U>;
  timeout<T>(op: OperationBase<T>, ms: number): Operation<T>;
  abortOn<T>(op: OperationBase<T>, signal: AbortSignal): Operation<T>;
  promise<T>(op: OperationBase<T>): Promise<T>;
}

let derive: Derivations;

/** Connects the base class to the operations that are derived from it, without a circle of imports. */
export function connect(derivations: Derivations): void {
  derive = derivations;
}

/** The base of all operations. */
export abstract class OperationBase<T> implements Operation<T> {
  /** The wait that performs this: itself if it is free, else one like it. */
  abstract toWait(): Wait<T> | Composite<T>;

  [Symbol.iterator](): Iterator<YieldOnlyOperations, T, unknown> {
    return this.toWait() as unknown as Iterator<YieldOnlyOperations, T, unknown>;
  }

  [Symbol.asyncIterator](): 'An operation is performed with await in async code' {
    throw new TypeError('an operation is performed with await in async code, not with yield*');
  }

  map<U>(f: (value: T) => U): Operation<U> {
    return derive.map(this, f);
  }

  timeout(ms: number): Operation<T> {
    return derive.timeout(this, ms);
  }

  abortOn(signal: AbortSignal): Operation<T> {
    return derive.abortOn(this, signal);
  }

  promise(signal?: AbortSignal): Promise<T> {
    if (signal === undefined) return derive.promise(this);
    return (this.abortOn(signal) as OperationBase<T>).promise();
  }

  then<R1 = T, R2 = never>(
    ok?: ((value: T) => R1 | PromiseLike<R1>) | null,
    no?: ((reason: unknown) => R2 | PromiseLike<R2>) | null,
  ): PromiseLike<R1 | R2> {
    return this.promise().then(ok, no);
  }
}

/** Is this an operation, of this copy of the package or another? */
export function isOperation(value: unknown): value is OperationBase<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return 'toWait' in value;
  } catch {
    // A proxy that does not like to be asked.
    return false;
  }
}
