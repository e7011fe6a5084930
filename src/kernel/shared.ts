// What all copies of this package in one thread have in common, so that an operation of one copy
// can be performed in a task of the other: who is running, the one answer that means "I wait",
// and the mark by which a kill finds a task's frames.

import type { Fiber } from './fiber.ts';

/** See the head of this file. */
interface Shared {
  /** The task whose slice this is, or null outside any slice. */
  current: Fiber<unknown> | null;
  /** The host's async context, or null where it has none; undefined until it was looked for. */
  context: { readonly found: AsyncContext | null } | undefined;
  /** How many look at each slice: observers, and the host's async context if the program uses it. */
  attendants: number;
  /** The module that a place is importing at this moment. */
  loading: string | null;
  /** Programs under way: what Ctrl-C has to stop, and what a leak check counts. */
  readonly programs: Set<Program>;
  /** How many programs were ever started. */
  started: number;
  /** How many timers were ever started. */
  tickets: number;
  /** Set when the process is to end: from then on `run` starts nothing, and rejects. */
  stopping?: { reason: unknown };
  readonly suspended: IteratorYieldResult<never>;
  readonly mark: symbol;
  readonly marked: IteratorYieldResult<never>;
}

/** The async context of a host that has one. */
export interface AsyncContext {
  /** Has the program set a value of its own? */
  inUse: boolean;
  /** The context that this package was loaded in: that of turns, and of nobody. */
  root: Context;
  readonly capture: () => Context;
  /** Whose async code is running; null until it is needed. */
  storage: Storage | null;
  make(): Storage;
  /** How many functions are being called as somebody (`runAs`) in scopes of their own. */
  calls: number;
  /** The storages of the program that are first set in such a call, and their values at its end; empty after it. */
  readonly set: Map<Storage, unknown>;
}

/** Whose async code runs. */
export interface Whose {
  readonly fiber: Fiber<unknown>;
}

/** Values as they were set where it was captured: Node's AsyncResource. */
export interface Context {
  runInAsyncScope<A extends readonly unknown[], R>(
    f: (...args: A) => R,
    self?: undefined,
    ...args: A
  ): R;
}

/** What the kernel needs of Node's AsyncLocalStorage. */
export interface Storage {
  run<A extends readonly unknown[], R>(value: unknown, f: (...args: A) => R, ...args: A): R;
  enterWith(value: unknown): void;
  getStore(): unknown;
}

/** A `run` under way. */
export interface Program {
  readonly name: string;
  readonly tasks: number;
  stop(reason?: unknown): void;
  kill(reason?: unknown): void;
}

const key = Symbol.for('offshoot.kernel/1');

function make(): Shared {
  const mark = Symbol.for('offshoot.mark');
  // Of the shape of all answers: with a frozen one each `yield*` would have two shapes to tell apart.
  const answer = (value: unknown): IteratorYieldResult<never> => ({
    done: false,
    value: value as never,
  });
  return {
    current: null,
    context: undefined,
    attendants: 0,
    loading: null,
    programs: new Set(),
    started: 0,
    tickets: 0,
    suspended: answer(Symbol.for('offshoot.waits')),
    mark,
    marked: answer(mark),
  };
}

const registry = globalThis as unknown as Record<symbol, Shared | undefined>;

/** The state that all copies of this package in one thread share. */
export const shared: Shared = (registry[key] ??= make());

/** An operation's iterator answers this when the task has to wait. */
export const SUSPENDED: IteratorYieldResult<never> = shared.suspended;
/** Given to `return` while a kill looks for frames; an operation answers MARKED and stays as it is. */
export const MARK: symbol = shared.mark;
export const MARKED: IteratorYieldResult<never> = shared.marked;
