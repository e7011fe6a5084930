// What a random program calls: a pool or a place of simulated workers.
import { type Coroutine, go, type Operation, type Task } from 'offshoot';
import type { Calls, JobOptions, Pool } from 'offshoot/place';
import { random } from 'offshoot/testing';
import type { WorkerKind } from '../../../src/place/carrier/carrier.ts';
import type { SimulatedWorkers } from '../../support/simulated-workers.ts';
import { type Order, prepare, work } from '../fixtures/simulated.ts';
import { once } from './chance.ts';

/** What is called: a pool, or a place. */
export interface Target {
  readonly pool: Pool | null;
  /** In which ways it can be used. */
  readonly hows: readonly string[];
  with(options: JobOptions): Calls;
  go(order: Order): Task<number>;
  close(): Operation<void> | Coroutine<void>;
  terminate(): Operation<void> | Coroutine<void>;
}

const poolHows = [
  'apply',
  'at once',
  'submit',
  'late',
  'map',
  'imap',
  'share',
  'many',
  'burst',
  'go',
];
const placeHows = ['apply', 'at once', 'late', 'share', 'go'];

/** Opens a pool of some size. */
export function* poolOf(
  workers: SimulatedWorkers,
  on: WorkerKind,
  grows: boolean,
): Coroutine<Target> {
  const { openPool, checkPoolOptions } = workers.parts;
  const size = grows
    ? { min: random(2), max: 1 + random(3), idleMs: random(8) }
    : { size: 1 + random(3) };
  const maxTasksPerWorker = once(4) ? 2 : Infinity;
  const first = once(3) ? { init: prepare } : {};
  const checked = checkPoolOptions({ on, ...size, ...first, maxTasksPerWorker });
  const pool = yield* openPool({ ...checked, host: workers.host });
  return {
    pool,
    hows: poolHows,
    with: (options) => pool.with(options),
    go: (order) => go(() => pool.apply(work, order)),
    *close() {
      pool.close();
      yield* pool.join();
    },
    *terminate() {
      pool.terminate();
      yield* pool.join();
    },
  };
}

/** Opens a place. */
export function* placeOf(workers: SimulatedWorkers, on: WorkerKind): Coroutine<Target> {
  const { host } = workers;
  const place = yield* workers.parts.openPlace(on, { name: 'place', host });
  return {
    pool: null,
    hows: placeHows,
    with: () => ({ apply: (fn, ...args) => place.call(fn, ...args) }) as Calls,
    go: (order) => place.go(work, order),
    close: () => place.close(),
    *terminate() {
      place.kill('not needed');
      yield* place.exited();
    },
  };
}
