// What an operation fails with, for tests that look at it.
import assert from 'node:assert/strict';
import type { Coroutine, Operation } from 'offshoot';

/** Performs `op`, and gives what it throws. Fails if it throws nothing. */
export function* failure(op: Operation<unknown> | Coroutine<unknown>): Coroutine<unknown> {
  let value: unknown;
  try {
    value = yield* op;
  } catch (error) {
    return error;
  }
  return assert.fail(`it gave ${String(value)}`);
}
