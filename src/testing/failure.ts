// What went wrong in one run, told so that it can be understood and repeated.

import { OffshootError } from '../kernel/index.ts';
import { SimulationError } from './errors.ts';
import { drawLanes } from './lanes.ts';
import type { Limits } from './world.ts';
import type { Planned } from './plan.ts';
import { type Main, play, type Played } from './play.ts';
import { deviationsOf, encodeReplay } from './replay.ts';
import { shrink } from './shrink.ts';
import { Replayed } from './strategies.ts';
import { remedyFor, type Use } from './uncontrolled.ts';
import { messageOf, type Step } from './witness.ts';

/** A schedule from which everything was left out that the failure does not need. */
export interface Shrunk {
  readonly replay: string;
  /** How many choices differ from first in, first out. */
  readonly deviations: number;
  readonly steps: number;
  /** Who ran when, as text: a row a step, a column a task. */
  readonly lanes: string;
}

/** A run that failed. */
export interface SimulationFailure {
  /** With this seed, the same schedule and faults, and `runs: 1` the same happens again. */
  readonly seed: number;
  /** `random`, `pct 3`. */
  readonly schedule: string;
  /** The run, counted from 1. */
  readonly run: number;
  /** In which step the error came out of a task. */
  readonly step: number;
  /** How many steps the run had. */
  readonly of: number;
  /** What main was left with. */
  readonly error: unknown;
  /** One line: `seed=7, schedule=random, step 12 of 31: balance is 1`. */
  readonly message: string;
  /** Repeats this run exactly: `simulate(main, { replay })`. */
  readonly replay: string;
  readonly shrunk: Shrunk;
}

/** Tells a failure, with the trace of its run. Plays it again, to see it in detail and to shorten it. */
export async function tellFailure(
  main: Main,
  planned: Planned,
  run: number,
  played: Played,
  limits: Limits,
): Promise<{ failure: SimulationFailure; trace: readonly Step[] }> {
  const { seed, schedule } = planned;
  const { kills } = limits;
  const { error, step } = played.failure!;
  const signature = signatureOf(played.failure);
  const again = (choices: readonly number[], detailed: boolean): Promise<Played> =>
    play(main, new Replayed(choices, false), seed, limits, detailed);
  const fails = async (choices: readonly number[]): Promise<boolean> =>
    signatureOf((await again(choices, false)).failure) === signature;
  const seenAgain = await again(played.choices, true);
  const repeats = signatureOf(seenAgain.failure) === signature;
  const short = repeats && mayShrink(error) ? await shrink(played.choices, fails) : played.choices;
  const shrunk = short === played.choices ? seenAgain : await again(short, true);
  const note =
    repeats || isAboutTwo(error)
      ? ''
      : ` (it did not happen again with the same choices${culprits(seenAgain.uses)})`;
  const failure = {
    ...{ seed, schedule, run, step, of: played.steps, error },
    message: `seed=${seed}, schedule=${schedule}, step ${step} of ${played.steps}: ${messageOf(error)}${note}`,
    replay: encodeReplay({ seed, kills, choices: played.choices }),
    shrunk: {
      replay: encodeReplay({ seed, kills, choices: short }),
      deviations: deviationsOf(short).length,
      steps: shrunk.steps,
      lanes: drawLanes(shrunk.trace),
    },
  };
  return { failure, trace: seenAgain.trace };
}

/** Uses of what is not controlled, for the end of a sentence. */
export function culprits(uses: readonly Use[]): string {
  if (uses.length === 0) return '';
  return `: ${uses.map(tellUse).join('; ')}`;
}

export function tellUse({ what, task, step, where }: Use): string {
  const place = where === undefined ? '' : ` (${where})`;
  return `${what} in task "${task}" at step ${step}${place}: ${remedyFor(what)}`;
}

/** A difference between two runs shows in no single one. */
function isAboutTwo(error: unknown): boolean {
  return error instanceof SimulationError && error.kind === 'nondeterminism';
}

/** Whoever waits for the host, or goes round in circles, does so a second each time. */
function mayShrink(error: unknown): boolean {
  return !(error instanceof SimulationError) || error.kind === 'leak';
}

/** Failures are the same if they read the same but for numbers. */
function signatureOf(failure: Played['failure']): string | undefined {
  if (failure === undefined) return undefined;
  const { error } = failure;
  const kind =
    error instanceof OffshootError ? error.code : error instanceof Error ? error.name : '';
  return `${kind} ${messageOf(error).replaceAll(/\d+/g, '#')}`;
}
