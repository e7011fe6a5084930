// Chance for programs that are simulated: a choice like any other.

import { checkCount, currentScheduler, whoIsRunning } from '../kernel/index.ts';

/**
 * A number from 0 up to, not including, 1; with `n` a whole number from 0 to n - 1. Acts at once. In a
 * simulation it is a choice: the seed makes it, a replay repeats it, and `exhaustive` tries every
 * value below an `n` up to 16. Elsewhere it comes from the scheduler's generator.
 *
 * @throws RangeError if `n` is no whole number from 1 up.
 * @example
 * import { random, simulate } from 'offshoot/testing';
 *
 * const seen = new Set<number>();
 * await simulate(() => void seen.add(random(3)), { schedule: 'exhaustive' });
 * [...seen] // => [0, 1, 2]
 */
export function random(n?: number): number {
  const chance = (whoIsRunning()?.scheduler ?? currentScheduler()).random;
  if (n === undefined) return chance.below(2 ** 32) / 2 ** 32;
  return chance.below(checkCount('n', n, 1));
}
