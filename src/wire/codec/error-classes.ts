// Which class an error has, said so that the other side can find the same class. Those of the language
// and ours are found by name, in tables; of all others a registry knows, which whoever owns the link
// passes in. Nothing is ever loaded because a name arrived.

import { nativeName } from './kinds.ts';
import * as kernel from '../../kernel/index.ts';

/** Classes of errors that both sides can find. */
export interface ErrorClasses {
  /** How the other side finds the class, as plain data; undefined if it cannot. */
  refer(type: Function): unknown;
  /** The class that the reference, of the other side, stands for here; undefined if there is none. */
  find(reference: unknown): unknown;
}

/** A class, as it travels. */
export type ClassReference =
  | { from: 'language' | 'offshoot'; name: string }
  | { from: 'registry'; reference: unknown }
  | { from: 'nowhere' };

export type ErrorClass = (new (...args: never[]) => Error) & { prototype: Error };

const language = new Map<unknown, unknown>(
  Object.entries({
    Error,
    TypeError,
    RangeError,
    SyntaxError,
    ReferenceError,
    EvalError,
    URIError,
    AggregateError,
  }),
);

/** Every error class of the kernel, also those that are still to be written. */
const offshoot = new Map<unknown, unknown>(
  Object.entries(kernel).filter(([, value]) => isErrorOfOurs(value)),
);

/** By the class, because a bundler that makes names short changes that of the class, too. */
const ourNames = new Map([...offshoot].map(([name, type]) => [type, name as string]));

function isErrorOfOurs(value: unknown): boolean {
  return typeof value === 'function' && value.prototype instanceof kernel.OffshootError;
}

/** Refers to the class of `error`. */
export function referenceTo(error: Error, classes: ErrorClasses | undefined): ClassReference {
  const type: unknown = (Object.getPrototypeOf(error) as { constructor?: unknown } | null)
    ?.constructor;
  if (typeof type !== 'function') return { from: 'nowhere' };
  if (language.get(type.name) === type) return { from: 'language', name: type.name };
  const ourName = ourNames.get(type);
  if (ourName !== undefined) return { from: 'offshoot', name: ourName };
  const reference = classes?.refer(type);
  if (reference !== undefined) return { from: 'registry', reference };
  // A class of the language in another realm is as good as ours.
  const name = nativeName(type);
  if (name !== undefined && language.has(name)) return { from: 'language', name };
  return { from: 'nowhere' };
}

/** The class on this side, or undefined. */
export function classFor(
  reference: ClassReference,
  classes: ErrorClasses | undefined,
): ErrorClass | undefined {
  const found = lookUp(reference, classes);
  const isErrorClass =
    typeof found === 'function' && (found === Error || found.prototype instanceof Error);
  return isErrorClass ? (found as ErrorClass) : undefined;
}

function lookUp(reference: ClassReference, classes: ErrorClasses | undefined): unknown {
  if (reference.from === 'language') return language.get(reference.name);
  if (reference.from === 'offshoot') return offshoot.get(reference.name);
  return reference.from === 'registry' ? classes?.find(reference.reference) : undefined;
}
