// An error on its way to another place. Structured cloning keeps of an error its message and one of
// seven names; here it keeps its class, name, code, cause, own fields and stack. An error travels
// whatever it holds: what cannot be read, or cannot travel, is described.

import { type ClassReference, referenceTo } from './error-classes.ts';
import { inWords } from './in-words.ts';
import type { Packing } from './packing.ts';
import { ERROR } from './packed.ts';

/** An error, as plain data. */
export interface PackedError {
  is: 'error' | 'dom';
  type: ClassReference;
  name: string;
  message: string;
  stack: string;
  /** Own enumerable properties. */
  fields: Record<string, unknown>;
  /** In an array, since there may be none. */
  cause: [unknown] | null;
  /** Of an AggregateError. */
  errors: unknown[] | null;
}

/** How many errors travel in one another, as causes of causes. */
const MAX_DEPTH = 16;
/** How many errors travel with one. */
const MAX_ERRORS = 1000;

/** Written elsewhere in the packed error, or by the language itself; `__proto__` is no field of anything. */
const apart = new Set(['name', 'message', 'stack', 'cause', 'errors', '__proto__']);

/** Packs an error; gives what stands for it in the copy. Never throws, whatever its getters and traps do. */
export function packInstance(packing: Packing, error: Error): unknown {
  if (packing.errorDepth >= MAX_DEPTH) return '[more causes]';
  if (packing.errors >= MAX_ERRORS) return '[more errors]';
  const packed: PackedError = {
    is: read(() => error instanceof DOMException, false) ? 'dom' : 'error',
    type: read(() => referenceTo(error, packing.classes), { from: 'nowhere' }),
    name: text(() => error.name),
    message: text(() => error.message),
    stack: text(() => error.stack),
    fields: {},
    cause: null,
    errors: null,
  };
  const special = packing.specialOf(error, ERROR, packed);
  packing.errors++;
  packing.errorDepth++;
  packFields(packing, error, packed.fields);
  if (read(() => 'cause' in error, false)) {
    packed.cause = [undefined];
    packing.putOrDescribe(
      packed.cause,
      0,
      valueOf(() => error.cause),
    );
  }
  const errors = read(() => (error as { errors?: unknown }).errors, undefined);
  if (Array.isArray(errors)) packed.errors = packAll(packing, errors);
  packing.errorDepth--;
  return special;
}

function packFields(packing: Packing, error: Error, fields: Record<string, unknown>): void {
  for (const key of read(() => Object.keys(error), [])) {
    if (apart.has(key)) continue;
    const value = valueOf(() => (error as unknown as Record<string, unknown>)[key]);
    packing.putOrDescribe(fields, key.toWellFormed(), value);
  }
}

function packAll(packing: Packing, errors: unknown[]): unknown[] {
  const all: unknown[] = [];
  for (const index of errors.keys()) {
    const isFull = packing.errors >= MAX_ERRORS;
    packing.putOrDescribe(
      all,
      index,
      valueOf(() => errors[index]),
    );
    if (isFull) break;
  }
  return all;
}

function read<T>(get: () => T, otherwise: T): T {
  try {
    return get();
  } catch {
    return otherwise;
  }
}

function valueOf(get: () => unknown): unknown {
  try {
    return get();
  } catch (error) {
    return `(could not be read: ${inWords(error)})`;
  }
}

function text(get: () => unknown): string {
  return (valueOf(() => String(get())) as string).toWellFormed();
}
