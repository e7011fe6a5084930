// Shortens a failing schedule: leaves out deviations from first in, first out, as long as the same
// failure remains. What comes back is minimal in this sense: without any one of its deviations the
// failure is another one or none.
//
// The search is delta debugging: halves first, then smaller and smaller parts.
// Source: A. Zeller, R. Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002.

import { choicesOf, type Deviation, deviationsOf } from './replay.ts';

/** Plays choices; true if the same failure comes. */
export type StillFails = (choices: readonly number[]) => Promise<boolean>;

const MOST_TRIES = 1000;

/** The shortest list of choices that was found. */
export async function shrink(
  choices: readonly number[],
  stillFails: StillFails,
): Promise<readonly number[]> {
  let tries = 0;
  const fails = async (some: readonly Deviation[]): Promise<boolean> => {
    return tries++ < MOST_TRIES && (await stillFails(choicesOf(some)));
  };
  let left = deviationsOf(choices);
  if (await fails([])) return [];
  left = await fewer(left, fails);
  left = await simpler(left, fails);
  return choicesOf(left);
}

type Fails = (some: readonly Deviation[]) => Promise<boolean>;

async function fewer(all: Deviation[], fails: Fails): Promise<Deviation[]> {
  let left = all;
  let parts = 2;
  while (left.length > 1) {
    const size = Math.ceil(left.length / parts);
    const without = await firstWithout(left, size, fails);
    if (without !== undefined) {
      left = without;
      parts = Math.max(parts - 1, 2);
    } else if (size > 1) parts = Math.min(left.length, parts * 2);
    else return left;
  }
  return left;
}

/** The list without one part of this size, if it still fails. */
async function firstWithout(
  left: readonly Deviation[],
  size: number,
  fails: Fails,
): Promise<Deviation[] | undefined> {
  for (let from = 0; from < left.length; from += size) {
    const rest = [...left.slice(0, from), ...left.slice(from + size)];
    if (await fails(rest)) return rest;
  }
  return undefined;
}

/** The second in line instead of the fifth, where that is enough; then fewer may do. */
async function simpler(all: Deviation[], fails: Fails): Promise<Deviation[]> {
  let left = all;
  for (const [i, { at, value }] of all.entries()) {
    if (value === 1) continue;
    const tried = left.with(i, { at, value: 1 });
    if (await fails(tried)) left = tried;
  }
  return left === all ? all : fewer(left, fails);
}
