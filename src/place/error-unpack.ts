// An error that has come home: of the same class, if this side has it, and with a stack that reads
// on from where it was thrown to where it was called from.

import { RemoteError } from '../kernel/index.ts';
import { classFor } from './error-classes.ts';
import type { PackedError, PackedInstance } from './error-pack.ts';
import { type Origin, withoutOurs } from './origin.ts';

/** Makes the error again. `where` names the place it was thrown in, `origin` who called. */
export function unpackError(packed: PackedError, where: string, origin?: Origin): unknown {
  return unpack(packed, { where, origin, made: new Map() });
}

interface Journey {
  where: string;
  origin: Origin | undefined;
  /** One that is held twice is one error again. */
  made: Map<PackedInstance, Error>;
}

function unpack(packed: PackedError, journey: Journey): unknown {
  const { where, origin, made } = journey;
  if (packed.is === 'value') return packed.value;
  if (packed.is === 'strange')
    return new RemoteError(`${where} threw ${packed.description}, which cannot travel`, '');
  const before = made.get(packed);
  if (before !== undefined) return before;
  const error = packed.is === 'dom' ? domException(packed) : instance(packed);
  made.set(packed, error);
  const inside = { ...journey, origin: undefined };
  const { fields, cause, errors } = packed;
  for (const [key, value] of Object.entries(fields)) define(error, key, value, true);
  if (cause !== null) define(error, 'cause', unpack(cause, inside));
  if (errors !== null)
    define(
      error,
      'errors',
      errors.map((one) => unpack(one, inside)),
    );
  if (error.name !== packed.name) define(error, 'name', packed.name);
  define(error, 'stack', origin === undefined ? packed.stack : joined(packed.stack, where, origin));
  return error;
}

/** A real error, so that `Error.isError` holds, of the class; its constructor does not run. */
function instance(packed: PackedInstance): Error {
  const type = classFor(packed.type);
  if (type === undefined) return new RemoteError(packed.message, packed.stack);
  const error = new Error(packed.message);
  Object.setPrototypeOf(error, type.prototype);
  return error;
}

function domException({ message, name }: PackedInstance): Error {
  return new DOMException(message, name);
}

function define(error: Error, key: string, value: unknown, enumerable = false): void {
  Object.defineProperty(error, key, { value, enumerable, configurable: true, writable: true });
}

/** Thrown there, called from here. */
function joined(stack: string, where: string, origin: Origin): string {
  return [...withoutOurs(stack.split('\n')), `    at [${where}]`, ...origin.frames()].join('\n');
}
