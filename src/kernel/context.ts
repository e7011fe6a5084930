// The host's async context: whose async code is running, and the values that a program keeps in an
// AsyncLocalStorage (tracers, loggers), which follow a task from its `go` through every wait.
//
// A task runs in turns of a scheduler, whoever asked for the turn; so its context is put back for
// each of its slices. That costs a look at a flag until the program sets its first value: the
// methods that set one are watched, and the watch takes itself away at the first call.

import type { Fiber } from './fiber.ts';
import { builtin } from './host.ts';
import { type AsyncContext, type Context, shared, type Storage, type Whose } from './shared.ts';

export type { Context, Whose };

type Method = (...args: unknown[]) => unknown;

interface StorageClass {
  new (): Storage;
  readonly prototype: Record<string, Method | undefined>;
}

interface ContextClass {
  new (type: string, options: { requireManualDestroy: boolean }): Context;
}

/** The methods of AsyncLocalStorage that set a value. */
const SETTERS = ['run', 'enterWith', 'withScope'];

function findContext(): AsyncContext | null {
  const hooks = builtin('node:async_hooks');
  if (hooks === undefined) return null;
  const Storage = hooks['AsyncLocalStorage'] as StorageClass;
  const Resource = hooks['AsyncResource'] as ContextClass;
  const capture = (): Context => new Resource('OFFSHOOT', { requireManualDestroy: true });
  const root = capture();
  const found: AsyncContext = {
    inUse: false,
    capture,
    root,
    storage: null,
    make,
    calls: 0,
    set: new Map(),
  };
  const native = watch(Storage.prototype, found);
  /** The kernel's own storage keeps the setters as they were: its use is not the program's. */
  function make(): Storage {
    return (found.storage = Object.assign(new Storage(), native));
  }
  return found;
}

/** One like the root, that may be written into. */
function fresh({ root, capture }: AsyncContext): Context {
  return root.runInAsyncScope(capture);
}

/** Notes the first call of a setter, and those that follow in the same call; answers the setters as they were. */
function watch(prototype: StorageClass['prototype'], found: AsyncContext): Record<string, Method> {
  const native: Record<string, Method> = {};
  const watched: Record<string, Method> = {};
  const unwatch = (): void => {
    for (const name of Object.keys(native))
      if (prototype[name] === watched[name]) prototype[name] = native[name];
  };
  for (const name of SETTERS) {
    const setter = prototype[name];
    if (setter === undefined) continue;
    native[name] = setter;
    watched[name] = function (this: Storage, ...args) {
      seen(found);
      if (found.calls > 0) found.set.set(this, undefined);
      else unwatch();
      return setter.apply(this, args);
    };
    // In a hardened realm nobody may watch: values may be set at any time.
    if (!Reflect.set(prototype, name, watched[name])) seen(found);
  }
  return native;
}

/** The program uses the host's context from now on. */
function seen(found: AsyncContext): void {
  // On Node 22 a setter writes into the context under way, and that may be the root.
  found.root = fresh(found);
  if (!found.inUse) shared.attendants++;
  found.inUse = true;
}

const context = (shared.context ??= { found: findContext() }).found;

/** Does the program keep values in the host's async context? */
export function contextInUse(): boolean {
  return context !== null && context.inUse;
}

/**
 * The context of the code that runs now, without whose code it is: what is born in async code is a task
 * of its own. Asked for only while the program uses any.
 */
export function capture(): Context {
  const { storage, capture } = context!;
  return storage?.getStore() == null ? capture() : storage.run(null, capture);
}

/** Calls `f` in `found`, or as it was before the program set its first value. */
export function inContext(found: Context | undefined, f: () => void): void {
  (found ?? fresh(context!)).runInAsyncScope(f);
}

/** `f`, to be called later in the context of now. */
export function bound<A extends unknown[]>(f: (...args: A) => void): (...args: A) => void {
  if (!contextInUse()) return f;
  const found = capture();
  return (...args) => found.runInAsyncScope(() => f(...args));
}

/**
 * Calls `f` so that async code started in it belongs to `whose`: after an `await`, `then()` still
 * sees the context (tried on Node 22, 24, 26). Made on first use: generators never pay for it.
 */
export function runAs<A extends readonly unknown[], R>(
  whose: Whose,
  f: (...args: A) => R,
  args: A,
): R {
  if (context === null) return f(...args);
  const storage = context.storage ?? context.make();
  if (context.inUse) return storage.run(whose, f, ...args);
  // `run` makes a context to enter and one to leave; a scope takes a third of that (60 of 200 ns).
  context.calls++;
  try {
    return context.capture().runInAsyncScope(enterAs<A, R>, undefined, storage, whose, f, args);
  } finally {
    context.calls--;
    if (context.set.size > 0) setAgain(context);
  }
}

function enterAs<A extends readonly unknown[], R>(
  storage: Storage,
  whose: Whose,
  f: (...args: A) => R,
  args: A,
): R {
  storage.enterWith(whose);
  try {
    return f(...args);
  } finally {
    const { set } = context!;
    for (const each of set.keys()) set.set(each, each.getStore());
  }
}

/** The program's first values were set in a scope that has ended: they are the task's, and stay. */
function setAgain({ calls, set }: AsyncContext): void {
  for (const [storage, value] of set) storage.enterWith(value);
  if (calls === 0) set.clear();
}

/** Runs a scheduler's turn in nobody's context, so that callbacks made in it belong to no async task. */
export function runAsNobody(f: () => void): void {
  if (context === null || (context.storage === null && !context.inUse)) f();
  else context.root.runInAsyncScope(f);
}

/** The task whose code is running: in its slice, or after an `await` in its async body. */
export function whoIsRunning(): Fiber<unknown> | null {
  if (shared.current !== null) return shared.current;
  const whose = context?.storage?.getStore() as Whose | null | undefined;
  return whose?.fiber ?? null;
}
