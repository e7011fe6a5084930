// Following an address, in the place where it leads to: import the module, find the function.
//
// While the top level of a module runs, `run`, `thread` and `createPool` refuse to start there
// (StartedWhileLoadingError), or a program would start itself again in each worker. Modules are imported
// beside each other: one whose top-level `await` never ends must not hold up the others. So the
// module that `shared.loading` names, the one that began last, is sometimes not the one to blame.

import { type Coroutine, NotPortableError, shared, until } from '../../kernel/index.ts';
import { hidesFunctions, isBundled } from '../bundle.ts';
import { inWords } from '../../wire/index.ts';
import {
  type Address,
  type Callable,
  countRegistered,
  knownAddress,
  registeredAt,
} from './portable.ts';

/** The exports of a module. */
export type Exports = Readonly<Record<string, unknown>>;

/** A module that has been imported. */
interface Loaded {
  readonly exports: Exports;
  /** So many portable functions it had when it was evaluated: these are the same in every place. */
  readonly count: number;
}

const modules = new Map<string, Promise<Loaded>>();
const loaded = new Map<string, Loaded>();
/** Why the others could not be. */
const failures = new Map<string, unknown>();
/** Those that are being imported. */
const underWay = new Set<string>();

/** The exports of a module that has been imported for a job. */
export function exportsOf(module: string): Exports | undefined {
  return loaded.get(module)?.exports;
}

/** Imports the module, once, and finds the function among its exports. Waits only for the import. */
export function* follow(address: Address): Coroutine<Callable> {
  const { module } = address;
  return find(address, loaded.get(module) ?? (yield* until(load(module))));
}

/** The function at this address, whose module was imported before; throws why it is not there. */
export function found(address: Address): object {
  const { module } = address;
  const there = registeredAt(address);
  if (there !== undefined) return there;
  throw failures.get(module) ?? notFound(address, Object.keys(exportsOf(module) ?? {}));
}

/** Imports the module, once. */
export function load(module: string): Promise<Loaded> {
  let loading = modules.get(module);
  if (loading === undefined) {
    loading = importNow(module);
    modules.set(module, loading);
  }
  return loading;
}

async function importNow(module: string): Promise<Loaded> {
  underWay.add(module);
  shared.loading = module;
  try {
    const exports = (await import(module)) as Exports;
    const here = { exports, count: countRegistered(module) };
    loaded.set(module, here);
    return here;
  } catch (error) {
    const failure = naming(module, error);
    failures.set(module, failure);
    throw failure;
  } finally {
    underWay.delete(module);
    shared.loading = [...underWay].at(-1) ?? null;
  }
}

/** Not every error of an import says which module it was: a SyntaxError does not. */
function naming(module: string, error: unknown): unknown {
  if (codeOf(error) === 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING')
    return typesIn(module, error);
  if (!(error instanceof Error))
    return new Error(`cannot load ${module}: it threw ${inWords(error)}`, { cause: error });
  if (error.message.includes(module)) return error;
  const before = error.message;
  const { stack } = error;
  error.message = `cannot load ${module}: ${before}`;
  if (stack !== undefined) error.stack = stack.replace(before, () => error.message);
  return error;
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}

function typesIn(module: string, cause: unknown): NotPortableError {
  return new NotPortableError(
    `cannot load ${module} in another place, because Node takes no TypeScript from node_modules: ${inWords(cause)}. ` +
      "A package's portable modules, and what they import, must be JavaScript: compile the package, and let its exports lead to that.",
    { cause },
  );
}

function find(address: Address, { exports, count }: Loaded): Callable {
  for (const value of Object.values(exports)) if (isAt(address, value)) return value as Callable;
  const isHidden = hidesFunctions(address.module) && address.index < count;
  const hidden = isHidden ? registeredAt(address) : undefined;
  if (hidden !== undefined) return hidden as Callable;
  throw notFound(address, Object.keys(exports));
}

function isAt(address: Address, value: unknown): boolean {
  const known = typeof value === 'function' ? knownAddress(value) : undefined;
  return (
    known?.module === address.module && known.index === address.index && known.name === address.name
  );
}

function notFound({ module, name }: Address, exports: string[]): NotPortableError {
  const called = name === '' ? 'the anonymous function' : `function ${name}`;
  if (isBundled)
    return new NotPortableError(
      `${called} is portable, but it is not there as soon as ${module} is loaded. ` +
        'Was its module imported with import()? Import it with an import statement, or make it an entry point of the bundle.',
    );
  const there = exports.length === 0 ? 'it exports nothing' : `it exports ${exports.join(', ')}`;
  // TypeScript is no bundle.
  const bundle = /\.[cm]?js$/.test(module)
    ? ' If a bundler has merged several modules into this one, make that of the function an entry point of its own, or let the bundle hold Offshoot, too.'
    : '';
  return new NotPortableError(
    `${called} is portable but no export of ${module}; ${there}. ` +
      `Write: export const ${name || 'work'} = portable(import.meta, ...)${bundle}`,
  );
}
