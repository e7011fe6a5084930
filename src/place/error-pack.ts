// An error on its way to another place. Structured cloning keeps of an error its message and one of
// seven names; here it keeps its class, name, code, cause, own fields and stack.

import { describeValue } from '../kernel/index.ts';
import { type ClassReference, referenceTo } from './error-classes.ts';

/** What was thrown, as plain data. */
export type PackedError =
  | { is: 'value'; value: unknown }
  /** Something else than an error, that cannot travel. */
  | { is: 'strange'; description: string }
  | PackedInstance;

export interface PackedInstance {
  is: 'error' | 'dom';
  type: ClassReference;
  name: string;
  message: string;
  stack: string;
  /** Own enumerable properties. */
  fields: Record<string, unknown>;
  cause: PackedError | null;
  /** Of an AggregateError. */
  errors: PackedError[] | null;
}

/** How many causes of causes travel. */
const MAX_DEPTH = 16;

/** Written elsewhere in the packed error, or by the language itself. */
const apart = new Set(['name', 'message', 'stack', 'cause', 'errors']);

/** Packs what was thrown by a function of `module`. Never throws. */
export function packError(thrown: unknown, module?: string): PackedError {
  return pack(thrown, module, []);
}

function pack(thrown: unknown, module: string | undefined, around: unknown[]): PackedError {
  if (around.includes(thrown)) return { is: 'value', value: '[circular]' };
  if (around.length >= MAX_DEPTH) return { is: 'value', value: '[more causes]' };
  if (!(thrown instanceof Error)) return packValue(thrown);
  const inside = [...around, thrown];
  const { cause, errors } = thrown as { cause?: unknown; errors?: unknown };
  return {
    is: thrown instanceof DOMException ? 'dom' : 'error',
    type: referenceTo(thrown, module),
    name: String(thrown.name),
    message: String(thrown.message),
    stack: String(thrown.stack),
    fields: fieldsOf(thrown),
    cause: 'cause' in thrown ? pack(cause, module, inside) : null,
    errors: Array.isArray(errors) ? errors.map((error) => pack(error, module, inside)) : null,
  };
}

function packValue(value: unknown): PackedError {
  if (isCloneable(value)) return { is: 'value', value };
  return { is: 'strange', description: describeValue(value) };
}

/** A field that cannot travel arrives as a description of what it was. */
function fieldsOf(error: Error): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(error)) {
    if (!apart.has(key)) fields[key] = isCloneable(value) ? value : describeValue(value);
  }
  return fields;
}

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
