// `run(body)` of every lock: the body, between a lock and its release.

import { type Coroutine, checkFunction, composite, type Operation } from '../kernel/index.ts';
import type { Guard } from './guard.ts';

/** What `run` takes: a body of any kind, or one that returns an operation. */
export type RunBody<T> = () => Coroutine<T> | Promise<T> | Operation<T> | T;

/** Waits for the lock, runs `body`, and releases however it ends. */
export function holding<T>(
  name: () => string,
  lock: () => Operation<Guard>,
  body: RunBody<T>,
): Operation<T> {
  checkFunction('body', body);
  const options = { name, holds: lock, performsResult: true };
  return composite(body as () => Coroutine<T>, [], options);
}

/** Runs a body of any kind as part of the task; an operation that it returns is performed. */
export function perform<T, A extends unknown[]>(
  body: (...args: A) => Coroutine<T> | Promise<T> | Operation<T> | T,
  ...args: A
): Operation<T> {
  return composite(body as (...args: A) => Coroutine<T>, args, { performsResult: true });
}
