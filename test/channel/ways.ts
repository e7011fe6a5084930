// One program, tried in many ways: each capacity, first in first out and in many random orders.
import type { Coroutine } from 'offshoot';
import { deadline, pause } from 'offshoot';
import { inEveryOrder, runVirtually } from '../support/virtual.ts';

/** The capacities that differ in kind: a meeting, one place, some, and no bound. */
export const capacities = [0, 1, 10, Infinity];

/** Far beyond what any of these programs takes: who gets there hangs. */
const forEver = 1e9;

/** Runs the program in virtual time, first in first out; one that hangs fails. */
export function once<T>(main: () => Coroutine<T>): Promise<T> {
  return runVirtually(() => deadline(forEver, main)) as Promise<T>;
}

/** `once`, and then in many random orders: the results, the first in first out one first. */
export async function inManyOrders<T>(main: () => Coroutine<T>, seeds = 50): Promise<T[]> {
  const results = await inEveryOrder(seeds, () => deadline(forEver, main));
  return [await once(main), ...(results as T[])];
}

/** The program for each capacity, in many orders. A failure names the capacity and the seed. */
export async function inEveryWay<T>(
  main: (capacity: number) => Coroutine<T>,
  seeds = 50,
): Promise<void> {
  for (const capacity of capacities) {
    try {
      await inManyOrders(() => main(capacity), seeds);
    } catch (error) {
      throw new Error(`with capacity ${capacity}`, { cause: error });
    }
  }
}

/** Gives the others turns until the claim holds. */
export function* when(claim: () => boolean): Coroutine<void> {
  for (let turns = 0; !claim(); turns++) {
    if (turns === 10_000) throw new Error(`it never came true: ${String(claim)}`);
    yield* pause();
  }
}
