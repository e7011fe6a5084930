// A local is a value that belongs to a task and what it starts, not to the module: a trace id, a
// user, a deadline. Bindings form a chain that child tasks share.

import { checkBody } from './arguments.ts';
import { Composite, composite } from './composite.ts';
import { whoIsRunning } from './context.ts';
import type { Coroutine, Operation } from './operation.ts';
import { currentFiber } from './current.ts';

/** One binding, and those made before it. */
export interface Bindings {
  readonly local: LocalValue<unknown>;
  readonly value: unknown;
  readonly outer: Bindings | null;
}

/** A value that child tasks inherit. */
export interface Local<T> {
  /** The value here: the innermost `run` around this task, or the initial one. */
  get(): T;
  /** Runs `body` with another value; tasks started in it inherit it. */
  run<R>(value: T, body: () => Coroutine<R>): Operation<R>;
}

class LocalValue<T> implements Local<T> {
  readonly #initial: T;

  constructor(initial: T) {
    this.#initial = initial;
  }

  get(): T {
    let bindings = whoIsRunning()?.bindings ?? null;
    for (; bindings !== null; bindings = bindings.outer) {
      if (bindings.local === this) return bindings.value as T;
    }
    return this.#initial;
  }

  run<R>(value: T, body: () => Coroutine<R>): Operation<R> {
    checkBody('body', body);
    return composite(bound, [this, value, body], { name: 'local.run' }) as Operation<R>;
  }
}

function* bound(
  local: LocalValue<unknown>,
  value: unknown,
  body: () => Coroutine<unknown>,
): Coroutine<unknown> {
  const task = currentFiber();
  const outer = task.bindings;
  task.bindings = { local, value, outer };
  try {
    return yield* new Composite(body, []);
  } finally {
    task.bindings = outer;
  }
}

/** What a task has that starts with `value` in `of`, and no other local. Costs one object. */
export function bindingOf<T>(of: Local<T>, value: T): Bindings {
  return { local: of as LocalValue<unknown> & Local<T>, value, outer: null };
}

/**
 * Makes a value that child tasks inherit: a trace id, a user. `get` costs a walk over the bindings
 * around the task.
 *
 * @example
 * import { local, run } from 'offshoot';
 *
 * const trace = local('none');
 * await run(function* () {
 *   return yield* trace.run('abc', function* () {
 *     return trace.get();
 *   });
 * }) // => 'abc'
 */
export function local<T>(initial: T): Local<T> {
  return new LocalValue(initial);
}
