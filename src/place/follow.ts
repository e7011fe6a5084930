// Following an address, in the place where it leads to: import the module, find the function.
//
// While the top level of a module runs, `run`, `thread` and `createPool` refuse to start there
// (StartedWhileLoadingError), or a program would start itself again in each worker. Modules are imported
// beside each other: one whose top-level `await` never ends must not hold up the others. So the
// module that `shared.loading` names, the one that began last, is sometimes not the one to blame.

import { NotPortableError, type Operation, shared, until } from '../kernel/index.ts';
import { inWords } from './in-words.ts';
import { type Address, type Callable, knownAddress } from './portable.ts';

/** The exports of a module. */
export type Exports = Readonly<Record<string, unknown>>;

const modules = new Map<string, Promise<Exports>>();
const loaded = new Map<string, Exports>();
/** Those that are being imported. */
const underWay = new Set<string>();

/** The exports of a module that has been imported for a job. */
export function exportsOf(module: string): Exports | undefined {
  return loaded.get(module);
}

/** Imports the module, once, and finds the function among its exports. */
export function follow(address: Address): Operation<Callable> {
  return until(() => load(address.module).then((exports) => find(address, exports)));
}

function load(module: string): Promise<Exports> {
  let loading = modules.get(module);
  if (loading === undefined) {
    loading = importNow(module);
    modules.set(module, loading);
  }
  return loading;
}

async function importNow(module: string): Promise<Exports> {
  underWay.add(module);
  shared.loading = module;
  try {
    const exports = (await import(module)) as Exports;
    loaded.set(module, exports);
    return exports;
  } catch (error) {
    throw naming(module, error);
  } finally {
    underWay.delete(module);
    shared.loading = [...underWay].at(-1) ?? null;
  }
}

/** Not every error of an import says which module it was: a SyntaxError does not. */
function naming(module: string, error: unknown): unknown {
  if (!(error instanceof Error))
    return new Error(`cannot load ${module}: it threw ${inWords(error)}`, { cause: error });
  if (error.message.includes(module)) return error;
  const before = error.message;
  const { stack } = error;
  error.message = `cannot load ${module}: ${before}`;
  if (stack !== undefined) error.stack = stack.replace(before, () => error.message);
  return error;
}

function find(address: Address, exports: Exports): Callable {
  for (const value of Object.values(exports)) if (isAt(address, value)) return value as Callable;
  const names = Object.keys(exports);
  const called = address.name === '' ? 'the anonymous function' : `function ${address.name}`;
  const there = names.length === 0 ? 'it exports nothing' : `it exports ${names.join(', ')}`;
  throw new NotPortableError(
    `${called} is portable but no export of ${address.module}; ${there}. ` +
      `Write: export const ${address.name || 'work'} = portable(import.meta, ...)`,
  );
}

function isAt(address: Address, value: unknown): boolean {
  const known = typeof value === 'function' ? knownAddress(value) : undefined;
  return (
    known?.module === address.module && known.index === address.index && known.name === address.name
  );
}
