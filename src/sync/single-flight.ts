// One run of a body for all who ask for the same thing at the same time.
//
// The run is part of the task that asked first: in its scope, under its deadline. If that task is
// killed, or its time is over, the run cleans up, and then the one that has waited longest runs its
// own body. (A run that went on by itself would belong to no scope, and nobody could kill it.)
//
// Invariant: a key stands in the map exactly while somebody runs, or was told to.

import {
  type Coroutine,
  checkFunction,
  composite,
  currentFiber,
  describeValue,
  type Operation,
  Wait,
  WaitList,
  way,
} from '../kernel/index.ts';
import { perform, type RunBody } from './holding.ts';

/**
 * Runs `body`, unless a run for `key` is under way in this program: then waits for that, and shares its
 * value or its error. Keys are compared as in a Map. When the run has ended, the next call begins anew.
 * If the one who runs is killed, the next in line runs its own body. A body that asks for its own key
 * waits for itself: DeadlockError. Composite.
 *
 * @example
 * import { all, run, singleFlight, sleep } from 'offshoot';
 *
 * let fetched = 0;
 * const page = (url: string) =>
 *   singleFlight(url, function* () {
 *     yield* sleep(1);
 *     return `${url} ${++fetched}`;
 *   });
 * await run(function* () {
 *   return yield* all([page('a'), page('a'), page('b')]);
 * }) // => ['a 1', 'a 1', 'b 2']
 */
export function singleFlight<T>(key: unknown, body: () => Operation<T>): Operation<T>;
export function singleFlight<T>(
  key: unknown,
  body: () => Coroutine<T> | Promise<T> | T,
): Operation<T>;
export function singleFlight<T>(
  key: unknown,
  body: () => Coroutine<T> | Promise<T> | T,
): Operation<T> {
  checkFunction('body', body);
  const name = `single flight of ${describeValue(key)}`;
  return composite(fly, [key, body as RunBody<unknown>], { name }) as Operation<T>;
}

type Landing = { ok: true; value: unknown } | { ok: false; error: unknown };

class Flight {
  readonly #all: Map<unknown, Flight>;
  readonly key: unknown;
  /** The task that runs. */
  runner: ReturnType<typeof currentFiber> | null = null;
  readonly waiting = new WaitList();

  constructor(all: Map<unknown, Flight>, key: unknown) {
    this.#all = all;
    this.key = key;
    all.set(key, this);
  }

  land(landing: Landing): void {
    this.#all.delete(this.key);
    this.waiting.completeAll(landing);
  }

  /** The run did not come to an end: the next in line is to run. */
  passOn(): void {
    this.runner = null;
    const next = this.waiting.take();
    if (next === null) this.#all.delete(this.key);
    else next.complete(TO_RUN);
  }
}

const TO_RUN = Symbol('to run');

const flying = way<Flight, Landing | typeof TO_RUN>({
  attempt: () => false,
  enlist: (wait) => wait.subject.waiting.add(wait),
  withdraw: (wait) => wait.subject.waiting.remove(wait),
  discard: (wait) => {
    if (wait.value === TO_RUN) wait.subject.passOn();
  },
  owner: ({ subject }) => subject.runner,
  held: true,
  describe: ({ subject }) => `single flight of ${describeValue(subject.key)}`,
});

/** Each program has flights of its own: one program cannot wait for a task of another. */
const flights = new WeakMap<object, Map<unknown, Flight>>();

function flightsOf(program: object): Map<unknown, Flight> {
  let found = flights.get(program);
  if (found === undefined) flights.set(program, (found = new Map()));
  return found;
}

function* fly(key: unknown, body: RunBody<unknown>): Coroutine<unknown> {
  const all = flightsOf(currentFiber().home.program);
  const under = all.get(key);
  if (under === undefined) return yield* runFor(new Flight(all, key), body);
  const end = yield* new Wait(flying, under);
  if (end === TO_RUN) return yield* runFor(under, body);
  if (end.ok) return end.value;
  throw end.error;
}

function* runFor(flight: Flight, body: RunBody<unknown>): Coroutine<unknown> {
  let landing: Landing | undefined;
  flight.runner = currentFiber();
  try {
    const value = yield* perform(body);
    landing = { ok: true, value };
    return value;
  } catch (error) {
    landing = { ok: false, error };
    throw error;
  } finally {
    if (landing === undefined) flight.passOn();
    else flight.land(landing);
  }
}
