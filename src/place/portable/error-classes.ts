// Classes of errors that the two sides of a worker can both find: those that were made portable, and
// those that the module of the function under way exports.

import type { ErrorClasses } from '../../wire/index.ts';
import { exportsOf, type Exports } from './follow.ts';
import { type Address, knownAddress, registeredAt } from './portable.ts';

type ClassAddress =
  | { from: 'portable'; address: Address }
  | { from: 'module'; module: string; export: string };

const classes = new Map<string | undefined, ErrorClasses>();

/** The classes that a function of `module` may throw or be given. */
export function classesOf(module: string | undefined): ErrorClasses {
  let known = classes.get(module);
  if (known === undefined) classes.set(module, (known = findClasses(module)));
  return known;
}

function findClasses(module: string | undefined): ErrorClasses {
  return {
    refer(type): ClassAddress | undefined {
      const address = knownAddress(type);
      if (address !== undefined) return { from: 'portable', address };
      const name = module === undefined ? undefined : exportedAs(type, knownExports(module));
      return name === undefined ? undefined : { from: 'module', module: module!, export: name };
    },
    find(reference): unknown {
      const address = reference as ClassAddress;
      if (address.from === 'portable') return registeredAt(address.address);
      return knownExports(address.module)?.[address.export];
    },
  };
}

function exportedAs(value: unknown, exports: Exports = {}): string | undefined {
  return Object.keys(exports).find((name) => exports[name] === value);
}

function knownExports(module: string): Exports | undefined {
  return exportsOf(module) ?? here.get(module);
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
