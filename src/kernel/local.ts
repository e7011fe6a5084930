// A local is a value that belongs to a task and what it starts, not to the module: a trace id, a
// user, a deadline. Bindings form a chain that child tasks share.
//
// In another place the same local is the one that the same line of the same module has made there: it
// has no other name. So those that modules make cross with a task; of those that are made again and
// again by one line only the first do.

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
  /** Under which it is found in another place; none for one of many that a line has made. */
  readonly site: string | undefined;

  constructor(initial: T, site: string | undefined) {
    this.#initial = initial;
    this.site = site;
  }

  get [Symbol.toStringTag](): string {
    return 'Local';
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
 * It crosses to other places with a call, if its value can travel: there the same line of the same
 * module makes the same local. So make it at the top of a module.
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
  const made = new LocalValue(initial, siteOf(local));
  if (made.site !== undefined) locals.set(made.site, made as LocalValue<unknown>);
  return made;
}

/** The locals that modules have made, by where. */
const locals = new Map<string, LocalValue<unknown>>();
/** How many of one line's have a site. */
const MOST_OF_A_LINE = 8;

/** Where `made` was called, and for the how manieth time: `file:///app/trace.ts:3:22 0`. */
function siteOf(made: Function): string | undefined {
  const { captureStackTrace } = Error as {
    captureStackTrace?: (to: object, above: Function) => void;
  };
  const at: { stack?: unknown } = {};
  captureStackTrace?.(at, made);
  const line = typeof at.stack === 'string' ? at.stack.split('\n')[1] : undefined;
  const site = line === undefined ? undefined : /[^\s(]+:\d+:\d+/.exec(line)?.[0];
  if (site === undefined) return undefined;
  for (let n = 0; n < MOST_OF_A_LINE; n++) if (!locals.has(`${site} ${n}`)) return `${site} ${n}`;
  return undefined;
}

/** What crosses to another place with a task: the innermost value of each local that can be found there. */
export function crossing(bindings: Bindings | null): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (let each = bindings; each !== null; each = each.outer) {
    const { site } = each.local;
    if (site !== undefined && !values.has(site)) values.set(site, each.value);
  }
  return values;
}

/** The other way: binds what has crossed. What no module has made here, nobody here can read. */
export function bindCrossed(
  values: Iterable<readonly [site: string, value: unknown]>,
  outer: Bindings | null,
): Bindings | null {
  let bindings = outer;
  for (const [site, value] of values) {
    const found = locals.get(site);
    if (found !== undefined) bindings = { local: found, value, outer: bindings };
  }
  return bindings;
}
