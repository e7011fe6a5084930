// Calling a body: a generator function, an async one or a plain one, told apart by what they are
// and by what they give back.

import { runAs, type Whose } from './context.ts';
import type { AnyGenerator } from './frame.ts';
import { type Body, type Coroutine, isOperation, type OperationBase } from './operation.ts';
import { shared } from './shared.ts';

/** A body whose types were checked where it came in. */
export type AnyBody = Body<unknown, unknown[]>;

// `instanceof` is compiled into a look at the shape; to ask for the prototype is a call (measured).
const GeneratorFunction = function* () {}.constructor as FunctionConstructor;
const AsyncFunction = (async () => {}).constructor as FunctionConstructor;

/** One of this realm. */
export function isGeneratorFunction(body: unknown): boolean {
  return body instanceof GeneratorFunction;
}

/** One of this realm. */
export function isAsyncFunction(body: unknown): boolean {
  return body instanceof AsyncFunction;
}

/** Also one of another realm. */
export function isGenerator(value: unknown): value is AnyGenerator {
  if (typeof value !== 'object' || value === null) return false;
  return Object.prototype.toString.call(value) === '[object Generator]';
}

/** Something that `await` would wait for. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}

/** What a body gave is not its result yet: it has to be performed, awaited or gone on with. */
export function isWaitable(value: unknown): boolean {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return isOperation(value) || isThenable(value) || isGenerator(value);
}

/**
 * Calls what is no generator function. Async code in it belongs to `whose`, from its first line if
 * it is an async function; a plain function runs as part of whoever calls it.
 */
export function callAs(whose: Whose, body: AnyBody, args: readonly unknown[]): unknown {
  if (!isAsyncFunction(body)) return runAs(whose, body, args as unknown[]);
  const caller = shared.current;
  shared.current = whose.fiber;
  try {
    return runAs(whose, body, args as unknown[]);
  } finally {
    shared.current = caller;
  }
}

/** Performs an operation that a body returned. */
export function* performing(op: OperationBase<unknown>): Coroutine<unknown> {
  return yield* op;
}
