// Which class an error has, said so that the other side can find the same class.

import * as kernel from '../kernel/index.ts';
import { exportsOf, type Exports } from './follow.ts';
import { type Address, knownAddress, registeredAt } from './portable.ts';

/** A class, as the other side can find it. */
export type ClassReference =
  | { from: 'language'; name: string }
  | { from: 'offshoot'; name: string }
  | { from: 'portable'; address: Address }
  | { from: 'module'; module: string; export: string }
  | { from: 'nowhere' };

type ErrorClass = (new (...args: never[]) => Error) & { prototype: Error };

const language: Record<string, ErrorClass> = {
  Error,
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  EvalError,
  URIError,
  AggregateError,
};

/** Every error class of the kernel, also those that are still to be written. */
const offshoot: Record<string, ErrorClass> = Object.fromEntries(
  Object.entries(kernel).filter((entry): entry is [string, never] => isErrorOfOurs(entry[1])),
);

/** By the class, because a bundler that makes names short changes that of the class, too. */
const names = new Map<unknown, string>(
  Object.entries(offshoot).map(([name, type]) => [type, name]),
);

function isErrorOfOurs(value: unknown): boolean {
  return typeof value === 'function' && value.prototype instanceof kernel.OffshootError;
}

/** Refers to the class of `error`; `module` is that of the function which threw it. */
export function referenceTo(error: Error, module: string | undefined): ClassReference {
  const made: unknown = (Object.getPrototypeOf(error) as { constructor?: unknown } | null)
    ?.constructor;
  if (typeof made !== 'function') return { from: 'nowhere' };
  if (language[made.name] === made) return { from: 'language', name: made.name };
  const ourName = names.get(made);
  if (ourName !== undefined) return { from: 'offshoot', name: ourName };
  const address = knownAddress(made);
  if (address !== undefined) return { from: 'portable', address };
  const exported = module === undefined ? undefined : exportedAs(made, exportsOf(module));
  if (exported === undefined) return { from: 'nowhere' };
  return { from: 'module', module: module!, export: exported };
}

function exportedAs(value: unknown, exports: Exports = {}): string | undefined {
  return Object.keys(exports).find((name) => exports[name] === value);
}

/** The class on this side, or undefined. */
export function classFor(reference: ClassReference): ErrorClass | undefined {
  const found = lookUp(reference);
  const isErrorClass =
    typeof found === 'function' && (found === Error || found.prototype instanceof Error);
  return isErrorClass ? (found as ErrorClass) : undefined;
}

function lookUp(reference: ClassReference): unknown {
  if (reference.from === 'language') return language[reference.name];
  if (reference.from === 'offshoot') return offshoot[reference.name];
  if (reference.from === 'portable') return registeredAt(reference.address);
  if (reference.from === 'module') return here.get(reference.module)?.[reference.export];
  return undefined;
}

const here = new Map<string, Exports | undefined>();

/**
 * Gets hold of the exports of a module that is evaluated, or being evaluated, in this thread: its
 * error classes are found there. While it is still in its top-level `await`, there are none yet, and
 * waiting for them could be for ever: so nobody waits.
 */
export function learnClassesOf(module: string): void {
  if (here.has(module)) return;
  here.set(module, undefined);
  import(module).then(
    (exports: Exports) => void here.set(module, exports),
    () => {},
  );
}
