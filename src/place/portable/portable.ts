// A portable function has an address, so that another place can find the same function there: the
// module that it stands in, and which of that module's portable functions it is.
//
// The address counts the calls of `portable` in a module instead of naming the export, because at
// that moment the module is still being evaluated and has no exports yet; asking for them later
// would wait for ever in a module that is still in its own top-level `await`. Who follows an address
// has imported the module, and finds the very function among its exports (follow.ts): so a renamed
// export, a default one and an anonymous arrow all work, and nothing depends on source text.

import { type Body, describeValue, NotPortableError, wrongType } from '../../kernel/index.ts';

declare const portableBrand: unique symbol;

/** Carries an address. Made by `portable` alone. */
export interface Portable {
  readonly [portableBrand]: string;
}

/** A portable function that can be called: a generator function, an async one or a plain one. */
export type PortableBody<T, A extends unknown[]> = Body<T, A> & Portable;

/** Where a portable function is found. */
export interface Address {
  /** The URL of its module. */
  readonly module: string;
  /** It is this one of the module's portable functions, counted from 0. */
  readonly index: number;
  /** `fn.name`, for messages, and as a check that `index` means the same one over there. */
  readonly name: string;
}

/** Any function or class. */
export type Callable = (...args: never[]) => unknown;

/** What all copies of this package in one thread have in common: one may be in a bundle, another beside it. */
interface Registry {
  readonly addresses: WeakMap<object, Address>;
  readonly registered: Map<string, object[]>;
  /** Modules without a file. */
  readonly homeless: Set<string>;
}

const key = Symbol.for('offshoot.portable/1');
const registries = globalThis as unknown as Record<symbol, Registry | undefined>;
const { addresses, registered, homeless } = (registries[key] ??= {
  addresses: new WeakMap(),
  registered: new Map(),
  homeless: new Set(),
});

/**
 * Gives a function an address, under which a thread finds it: it must be an export of the module
 * whose `import.meta` is given. It stays what it was: `hash('x')` still calls it here. Acts at once.
 *
 * A generator function, an async one and a plain one all serve. A class of errors that is made
 * portable comes home from other places as that class.
 *
 * @throws TypeError if `meta` is no `import.meta` or `target` is no function.
 * @example
 * import { run } from 'offshoot';
 * import { createPool, portable } from 'offshoot/place';
 *
 * export const double = portable(import.meta, (n: number) => 2 * n);
 *
 * if (import.meta.main) {
 *   await run(function* () {
 *     const pool = yield* createPool({ size: 1 });
 *     return [double(1), yield* pool.apply(double, 21)];
 *   }) // => [2, 42]
 * }
 */
export function portable<F extends Function>(meta: ImportMeta, target: F): F & Portable {
  const module = (meta as { url?: unknown } | null)?.url;
  if (typeof module !== 'string') throw noMeta(meta);
  if (typeof target !== 'function') throw wrongType('target', 'a function or a class', target);
  if (!addresses.has(target)) register(module, target);
  return target as F & Portable;
}

function noMeta(meta: unknown): TypeError {
  const hint =
    typeof meta === 'object' && meta !== null
      ? ' without a url (a bundler that writes CommonJS leaves import.meta empty: have it write ES modules)'
      : '';
  return wrongType('meta', 'import.meta', meta, hint);
}

function register(module: string, target: Function): void {
  let inModule = registered.get(module);
  if (inModule === undefined) {
    registered.set(module, (inModule = []));
    if (!canBeImported(module)) homeless.add(module);
  }
  addresses.set(target, { module, index: inModule.length, name: target.name });
  inModule.push(target);
}

/** The address of what `portable` made, or undefined. */
export function knownAddress(target: object): Address | undefined {
  return addresses.get(target);
}

/** What has this address in this thread, if its module was evaluated that far here. */
export function registeredAt(address: Address): object | undefined {
  const found = registered.get(address.module)?.[address.index];
  return found !== undefined && addresses.get(found)?.name === address.name ? found : undefined;
}

/** How many functions of the module are known here by now. */
export function countRegistered(module: string): number {
  return registered.get(module)?.length ?? 0;
}

/** The address under which another place finds `target`; NotPortableError if there is none. */
export function addressOf(target: unknown): Address {
  const address = typeof target === 'function' ? addresses.get(target) : undefined;
  if (address === undefined) {
    const name = typeof target === 'function' ? target.name : '';
    throw new NotPortableError(
      `${describeValue(target)} is not portable, so no other place can find it. ` +
        `Make it an export: export const ${name || 'work'} = portable(import.meta, function ${name || 'work'}(...) { ... })`,
    );
  }
  if (homeless.has(address.module)) {
    throw new NotPortableError(
      `function ${address.name || '(anonymous)'} stands in ${address.module}, which is no file, so no other place can import it. ` +
        'Write it into a module of its own.',
    );
  }
  return address;
}

/** Can the module be imported elsewhere? Code from the command line and the REPL cannot. */
function canBeImported(module: string): boolean {
  if (module.startsWith('data:')) return true;
  // A URL that names no file, as one of another machine, is answered with false.
  const { existsSync } = process.getBuiltinModule('node:fs');
  return module.startsWith('file:') && existsSync(new URL(module));
}
