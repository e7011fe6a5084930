// Resources that are costly to open, shared: a task leases one, and gives it back when its scope ends.
//
//          lease: open, or take an idle one
//   (none) ────────────────────────────────▶ leased ──given back──▶ idle ──idleMs──▶ closed
//                                               └──dropped, or the pool is closed──▶ closed
//
// Invariants
//   Open and opening ones together never exceed max: each stands for a permit, from before it is
//     opened until it is idle or closed.
//   The one that was used last is leased first, so that those not needed grow old.
//   What is idle is closed when the pool's scope ends; what is leased then, when it is given back.

import {
  Alarm,
  checkCount,
  checkDuration,
  checkFunction,
  checkNames,
  ClosedError,
  type Coroutine,
  composite,
  currentFiber,
  isOperation,
  type Operation,
  type Scheduler,
  using,
  whoIsRunning,
} from '../kernel/index.ts';
import { perform } from './holding.ts';
import { handleOf, Lease } from './lease.ts';
import { Permits } from './permits.ts';

/** What a pool is made of. */
export interface ResourcePoolOptions<R> {
  open: () => Operation<R> | Coroutine<R> | Promise<R>;
  /** Default: nothing is to be done. */
  close?: (resource: R) => Coroutine<void> | Promise<void> | void;
  /** At most so many are open. */
  max: number;
  /** After so many idle milliseconds one is closed. Default: Infinity. */
  idleMs?: number;
}

/** What a pool says of itself. */
export interface ResourcePoolStatistics {
  name: string;
  max: number;
  /** Leased, or being opened or closed for somebody. */
  leased: number;
  idle: number;
  waiting: number;
  closed: boolean;
}

/**
 * Leases resources, at most `max` at a time, in order of arrival; opens one only if none is idle. The pool
 * belongs to the scope that it is made in: when that ends, idle ones are closed. An error of `close` goes
 * to whoever gives back, or up the pool's scope.
 *
 * @throws NoTaskError outside a task; TypeError or RangeError for wrong options.
 * @example
 * import { ResourcePool, run } from 'offshoot';
 *
 * await run(function* () {
 *   let opened = 0;
 *   const connections = new ResourcePool({
 *     open: async () => ({ id: ++opened }),
 *     max: 2,
 *   });
 *   const use = () => connections.run((connection) => connection.id);
 *   return [yield* use(), yield* use()];
 * }) // => [1, 1]
 */
export class ResourcePool<R> {
  /** What it is called in messages. */
  name = 'resource pool';
  readonly #open: ResourcePoolOptions<R>['open'];
  readonly #close: NonNullable<ResourcePoolOptions<R>['close']>;
  readonly #max: number;
  readonly #idleMs: number;
  readonly #places: Permits;
  readonly #idle: Idle<R>[] = [];
  readonly #leases = new Set<Lease<R>>();
  readonly #home = currentFiber('new ResourcePool()').nursery;
  #closed = false;

  constructor(options: ResourcePoolOptions<R>) {
    checkNames('ResourcePool', options, ['open', 'close', 'max', 'idleMs']);
    const { open, close = () => {}, max, idleMs = Infinity } = options;
    checkFunction('open', open);
    checkFunction('close', close);
    this.#open = open;
    this.#close = close;
    this.#max = checkCount('max', max, 1);
    this.#idleMs = checkDuration('idleMs', idleMs);
    this.#places = new Permits('resource pool', this, {
      count: max,
      limit: max,
      wait: 'lease from',
    });
    this.#home.own(() => this.#end());
  }

  /**
   * Waits for a resource. It goes back to the pool when the scope ends that leases it, or when the lease
   * is disposed of (`using`); from then on the lease refuses to be used. Composite. It must be an object;
   * for anything else use `run`.
   *
   * @throws ClosedError once the pool's scope has ended; what `open` throws.
   */
  lease(): Operation<R & AsyncDisposable> {
    const madeIn = whoIsRunning()?.nursery ?? null;
    return composite(() => this.#leaseIn(madeIn), [], { name: this.#what });
  }

  /** Runs `body` with a resource, and gives it back however the body ends. Composite. */
  run<T>(body: (resource: R) => Operation<T>): Operation<T>;
  run<T>(body: (resource: R) => Coroutine<T> | Promise<T> | T): Operation<T>;
  run<T>(body: (resource: R) => Coroutine<T> | Promise<T> | T): Operation<T> {
    checkFunction('body', body);
    return composite(() => this.#run(body), [], { name: this.#what });
  }

  /** This one is broken: it is closed, not kept, when it is given back. Acts at once. False if it is not leased. */
  drop(resource: R): boolean {
    for (const lease of this.#leases) {
      if (lease.handle !== resource && lease.got?.resource !== resource) continue;
      lease.broken = true;
      return true;
    }
    return false;
  }

  statistics(): ResourcePoolStatistics {
    const { free, waiting } = this.#places;
    return {
      name: this.name,
      max: this.#max,
      leased: this.#max - free,
      idle: this.#idle.length,
      waiting: waiting.count(),
      closed: this.#closed,
    };
  }

  get #what(): string {
    return `lease from resource pool "${this.name}"`;
  }

  // ---- leasing

  *#leaseIn(madeIn: Nursery | null): Coroutine<R & AsyncDisposable> {
    const lease = yield* this.#take();
    try {
      const disown = scopeOf(madeIn).own(() => this.#goBack(lease));
      const handle = handleOf(lease, this.name, () => {
        disown();
        return this.#giveBack(lease);
      });
      lease.handle = handle;
      return handle;
    } finally {
      if (lease.handle === null) yield* this.#goBack(lease);
    }
  }

  *#run<T>(body: (resource: R) => Coroutine<T> | Promise<T> | T): Coroutine<T> {
    const lease = yield* this.#take();
    try {
      return (yield* perform(body, lease.got!.resource)) as T;
    } finally {
      yield* this.#goBackShielded(lease);
    }
  }

  *#take(): Coroutine<Lease<R>> {
    this.#mustBeOpen();
    const lease = new Lease<R>(yield* this.#places.acquire(1));
    this.#leases.add(lease);
    let through = false;
    try {
      this.#mustBeOpen();
      const idle = this.#idle.pop();
      if (idle === undefined) yield* this.#opening(lease);
      else lease.got = { resource: idle.stopAging() };
      through = true;
      return lease;
    } finally {
      if (!through) yield* this.#goBackShielded(lease);
    }
  }

  /** Opens one. What was opened for a task that is killed in this very moment is not lost. */
  *#opening(lease: Lease<R>): Coroutine<void> {
    const open = this.#open;
    const opening = open();
    if (!isOperation(opening)) {
      const resource = yield* perform(() => opening as Coroutine<R> | Promise<R>);
      lease.got = { resource };
      return;
    }
    const opened = (opening as Operation<R>).map((resource) => {
      lease.got = { resource };
      return { [Symbol.dispose]() {} };
    });
    yield* using(opened, (() => {}) as () => Coroutine<void>);
  }

  // ---- giving back

  /** Gives it back, and waits only if it has to be closed. */
  #giveBack(lease: Lease<R>): Promise<void> {
    if (lease.over || this.#keeps(lease)) return Promise.resolve();
    return this.#goBackShielded(lease).promise();
  }

  /** A resource that is being closed is closed to the end; only then is its place free. */
  #goBackShielded(lease: Lease<R>): Operation<void> {
    return composite(() => this.#goBack(lease), [], { name: 'giving back', shield: true });
  }

  *#goBack(lease: Lease<R>): Coroutine<void> {
    if (lease.over || this.#keeps(lease)) return;
    lease.over = true;
    this.#leases.delete(lease);
    try {
      if (lease.got !== null) yield* perform(this.#close, lease.got.resource);
    } finally {
      lease.place.release();
    }
  }

  /** Keeps it for the next one, if it is to be kept. */
  #keeps(lease: Lease<R>): boolean {
    if (this.#closed || lease.broken || lease.got === null) return false;
    lease.over = true;
    this.#leases.delete(lease);
    this.#idle.push(new Idle(lease.got.resource, this.#home, this.#idleMs, this.#tooOld));
    lease.place.release();
    return true;
  }

  readonly #tooOld = (idle: Idle<R>): void => {
    this.#idle.splice(this.#idle.indexOf(idle), 1);
    this.#home.go(() => perform(this.#close, idle.resource));
  };

  // ---- the end

  #mustBeOpen(): void {
    if (!this.#closed) return;
    throw new ClosedError(
      `cannot lease from resource pool "${this.name}": the scope that it was made in has ended`,
    );
  }

  *#end(): Coroutine<void> {
    this.#closed = true;
    const errors: unknown[] = [];
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      try {
        yield* perform(this.#close, idle.stopAging());
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1)
      throw new AggregateError(errors, `resource pool "${this.name}": several did not close`);
  }
}

/** One that nobody leases, and its age. */
class Idle<R> {
  readonly resource: R;
  readonly #scheduler: Scheduler;
  readonly #alarm: Alarm;

  constructor(resource: R, home: Nursery, idleMs: number, tooOld: (idle: Idle<R>) => void) {
    this.resource = resource;
    this.#scheduler = home.scheduler;
    this.#alarm = new Alarm(() => tooOld(this));
    this.#scheduler.startTimer(this.#alarm, idleMs);
  }

  stopAging(): R {
    this.#scheduler.stopTimer(this.#alarm);
    return this.resource;
  }
}

type Nursery = ReturnType<typeof currentFiber>['nursery'];

/**
 * The scope that a lease belongs to: the innermost. But the one that `.timeout(ms)` puts around the
 * operation itself is over when the lease has begun: then it is the one that the operation was made in.
 */
function scopeOf(madeIn: Nursery | null): Nursery {
  const { nursery } = currentFiber();
  let scope: Nursery | null = nursery;
  while (scope !== madeIn && scope?.limited === true) scope = scope.outer;
  return scope !== null && scope === madeIn ? scope : nursery;
}
