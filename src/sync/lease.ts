// A lease: the right to use one resource of a pool for a while. Users see a handle: the resource itself,
// but disposing of it gives it back, and after that it refuses to be used.
//
// The handle is a proxy over nothing. It asks the resource with the resource as `this`, so objects with
// `#private` fields and getters work; a proxy over the resource itself would not let methods be bound
// where it is frozen.

import { ClosedError, describeValue } from '../kernel/index.ts';
import type { Guard } from './guard.ts';

/** One lease, as the pool sees it. */
export class Lease<R> {
  /** Its place among the pool's `max`. */
  readonly place: Guard;
  /** What was leased; nothing while it is being opened. */
  got: { resource: R } | null = null;
  handle: unknown = null;
  /** Not to be leased again. */
  broken = false;
  over = false;

  constructor(place: Guard) {
    this.place = place;
  }
}

/** What the user of a lease holds. `giveBack` is called when it is disposed of. */
export function handleOf<R>(
  lease: Lease<R>,
  pool: string,
  giveBack: () => Promise<void>,
): R & AsyncDisposable {
  const { resource } = lease.got!;
  if ((typeof resource !== 'object' && typeof resource !== 'function') || resource === null) {
    throw new TypeError(
      `resource pool "${pool}" leases ${describeValue(resource)}, which is no object: use run()`,
    );
  }
  const target = resource as Record<PropertyKey, unknown>;
  const used = (): typeof target => {
    if (!lease.over) return target;
    throw new ClosedError(`this lease from resource pool "${pool}" was given back`);
  };
  return new Proxy(Object.create(Reflect.getPrototypeOf(target)), {
    get: (_, key) => {
      if (key === Symbol.asyncDispose) return giveBack;
      const value: unknown = Reflect.get(used(), key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    set: (_, key, value) => Reflect.set(used(), key, value, target),
    has: (_, key) => key === Symbol.asyncDispose || Reflect.has(used(), key),
    deleteProperty: (_, key) => Reflect.deleteProperty(used(), key),
    ownKeys: () => Reflect.ownKeys(used()),
    getOwnPropertyDescriptor: (_, key) => {
      const found = Reflect.getOwnPropertyDescriptor(used(), key);
      return found && { ...found, configurable: true };
    },
  }) as R & AsyncDisposable;
}
