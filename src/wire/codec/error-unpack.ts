// An error that has come home: of the same class, if this side has it, and with a stack that reads
// on from where it was thrown to where it was called from.

import { RemoteError } from '../../kernel/index.ts';
import { classFor, type ErrorClasses } from './error-classes.ts';
import type { PackedError } from './error-pack.ts';
import { type Origin, withoutOurs } from './origin.ts';

/** Makes the error again, still without what it holds. */
export function makeError(packed: PackedError, classes: ErrorClasses | undefined): Error {
  const { is, message, name, stack } = packed;
  if (is === 'dom') return new DOMException(message, name);
  const type = classFor(packed.type, classes);
  if (type === undefined) return new RemoteError(message, stack);
  // A real error, so that `Error.isError` holds; the constructor of its class does not run.
  const error = new Error(message);
  Object.setPrototypeOf(error, type.prototype);
  return error;
}

/** Puts into the error what it holds, which has been unpacked. */
export function fillError(error: Error, { fields, cause, errors, name, stack }: PackedError): void {
  for (const [key, value] of Object.entries(fields)) define(error, key, value, true);
  if (cause !== null) define(error, 'cause', cause[0]);
  if (errors !== null) define(error, 'errors', errors);
  if (error.name !== name) define(error, 'name', name);
  define(error, 'stack', stack);
}

function define(error: Error, key: string, value: unknown, enumerable = false): void {
  Object.defineProperty(error, key, { value, enumerable, configurable: true, writable: true });
}

/** Lets the stack of an error that has come home read on: thrown there, called from here. */
export function joinStack(error: Error, where: string, origin: Origin): void {
  const lines = [...withoutOurs(String(error.stack).split('\n')), `    at [${where}]`];
  define(error, 'stack', [...lines, ...origin.frames()].join('\n'));
}
