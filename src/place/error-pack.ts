// An error on its way to another place. Structured cloning keeps of an error its message and one of
// seven names; here it keeps its class, name, code, cause, own fields and stack.

import { describeValue } from '../kernel/index.ts';
import { type ClassReference, referenceTo } from './error-classes.ts';
import { inWords } from './in-words.ts';

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
/** How many errors travel with one. */
const MAX_ERRORS = 1000;

/** Written elsewhere in the packed error, or by the language itself. */
const apart = new Set(['name', 'message', 'stack', 'cause', 'errors']);

/** Packs what was thrown by a function of `module`. Never throws, whatever its getters and traps do. */
export function packError(thrown: unknown, module?: string): PackedError {
  return new Packing(module).pack(thrown, []);
}

/** One packed error, with those that it holds. One that is held twice is packed once, and arrives as one. */
class Packing {
  readonly #module: string | undefined;
  readonly #packed = new Map<object, PackedInstance>();

  constructor(module: string | undefined) {
    this.#module = module;
  }

  pack(thrown: unknown, around: readonly object[]): PackedError {
    if (!isError(thrown)) return packValue(thrown);
    if (around.includes(thrown)) return { is: 'value', value: '[circular]' };
    const before = this.#packed.get(thrown);
    if (before !== undefined) return before;
    if (around.length >= MAX_DEPTH) return { is: 'value', value: '[more causes]' };
    if (this.#packed.size >= MAX_ERRORS) return { is: 'value', value: '[more errors]' };
    return this.#packInstance(thrown, around);
  }

  #packInstance(error: Error, around: readonly object[]): PackedInstance {
    const packed: PackedInstance = {
      is: read(() => error instanceof DOMException, false) ? 'dom' : 'error',
      type: read(() => referenceTo(error, this.#module), { from: 'nowhere' }),
      name: text(() => error.name),
      message: text(() => error.message),
      stack: text(() => error.stack),
      fields: fieldsOf(error),
      cause: null,
      errors: null,
    };
    this.#packed.set(error, packed);
    const inside = [...around, error];
    if (read(() => 'cause' in error, false))
      packed.cause = this.pack(
        valueOf(() => error.cause),
        inside,
      );
    const errors = read(() => (error as { errors?: unknown }).errors, undefined);
    if (Array.isArray(errors)) packed.errors = this.#packAll(errors, inside);
    return packed;
  }

  #packAll(errors: unknown[], inside: readonly object[]): PackedError[] {
    const all: PackedError[] = [];
    for (const index of errors.keys()) {
      const isFull = this.#packed.size >= MAX_ERRORS;
      all.push(
        this.pack(
          valueOf(() => errors[index]),
          inside,
        ),
      );
      if (isFull) break;
    }
    return all;
  }
}

function isError(thrown: unknown): thrown is Error {
  return read(() => thrown instanceof Error, false);
}

function packValue(value: unknown): PackedError {
  if (isCloneable(value)) return { is: 'value', value };
  return { is: 'strange', description: describeValue(value) };
}

/** A field that cannot travel arrives as a description of what it was. */
function fieldsOf(error: Error): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const key of read(() => Object.keys(error), [])) {
    if (apart.has(key)) continue;
    const value = valueOf(() => (error as unknown as Record<string, unknown>)[key]);
    fields[key] = isCloneable(value) ? value : describeValue(value);
  }
  return fields;
}

function isCloneable(value: unknown): boolean {
  return read(() => {
    structuredClone(value);
    return true;
  }, false);
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
  return valueOf(() => String(get())) as string;
}
