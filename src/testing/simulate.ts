// Runs a program many times, each time in another order, in virtual time: a bug that shows in one
// schedule out of thousands is found, told in one line, repeated, and shortened.
//
//   options -> plan of runs -> play each (world, choices, witness) -> first failure -> shrink -> report
//
// Invariants
//   A run is a function of the program, its seed and its choices, if the program does not ask the host.
//   One simulation at a time: what it watches is global.

import {
  type Body,
  describeNeverPerformed,
  type NeverPerformed,
  reportNeverPerformed,
  type Scope,
  whoIsRunning,
} from '../kernel/index.ts';
import { SimulationError } from './errors.ts';
import { type SimulationFailure, tellFailure } from './failure.ts';
import { type Settings, readOptions, type SimulateOptions } from './options.ts';
import { type Plan, planOf, type Planned } from './plan.ts';
import { type Main, play, type Played } from './play.ts';
import { Replayed } from './strategies.ts';
import { differenceOf } from './twice.ts';
import type { Use } from './uncontrolled.ts';
import type { Step } from './witness.ts';
import { World } from './world.ts';

/** What was run, and what came of it. */
export interface SimulationReport {
  readonly runs: number;
  /** Of the first run. */
  readonly seed: number;
  /** How many of the runs took schedules of their own. */
  readonly distinct: number;
  /** Of all runs together. */
  readonly steps: number;
  /** `exhaustive`: the whole space was seen. */
  readonly complete: boolean;
  /** `exhaustive`: how much of it, from 0 to 1; a walk that chooses evenly ends there with this chance. */
  readonly seen: number | undefined;
  /** Who ran when: in the failing run, or if none failed in the first. */
  readonly trace: readonly Step[];
  /** What the first run (or the failing one) used that no schedule controls. */
  readonly uncontrolled: readonly Use[];
  /**
   * Operations that the first run made and never performed, one for each place: most often a `yield*`
   * is missing there. No failure; if there is none, they are also reported on the console.
   */
  readonly neverPerformed: readonly NeverPerformed[];
  /** The first run that failed; no more were run after it. */
  readonly failure?: SimulationFailure;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs `main` in many schedules, in virtual time: an hour's sleep takes no time. Each run begins from
 * nothing, so main must make what its tasks share. Stops at the first failure: main's own error, a
 * deadlock, something left behind, or too many steps. It is in the report; `assertHolds` throws it.
 *
 * Resolves however the runs end. A run costs some microseconds a step.
 *
 * @throws RangeError or TypeError for a wrong option; SimulationError inside a simulation.
 * @example
 * import { go, pause } from 'offshoot';
 * import { simulate } from 'offshoot/testing';
 *
 * const report = await simulate(function* () {
 *   let balance = 0;
 *   function* deposit() {
 *     const before = balance;
 *     yield* pause();
 *     balance = before + 1;
 *   }
 *   yield* go(deposit);
 *   yield* go(deposit);
 *   if (balance !== 2) throw new Error(`balance is ${balance}`);
 * });
 * report.failure // => undefined
 */
export async function simulate<T>(
  main: Body<T, [Scope]>,
  options: SimulateOptions = {},
): Promise<SimulationReport> {
  const settings = readOptions(main, options);
  const plan = planOf(settings);
  if (whoIsRunning()?.scheduler.clock instanceof World) {
    throw new SimulationError(
      'failed',
      'simulate() was called inside a simulation: it would wait for itself',
    );
  }
  const mine = last.then(() => new Simulation(main, settings, plan).run());
  last = mine.catch(() => {});
  return mine;
}

class Simulation {
  readonly #main: Main;
  readonly #settings: Settings;
  readonly #plan: Plan;
  readonly #hashes = new Set<number>();
  #runs = 0;
  #steps = 0;
  #trace: readonly Step[] = [];
  #uses: readonly Use[] = [];
  #neverPerformed: readonly NeverPerformed[] = [];

  constructor(main: Main, settings: Settings, plan: Plan) {
    this.#main = main;
    this.#settings = settings;
    this.#plan = plan;
  }

  async run(): Promise<SimulationReport> {
    let first = 0;
    for (let next = this.#plan.next(0); next !== undefined; next = this.#plan.next(first)) {
      const played = await this.#play(next);
      if (this.#runs === 1) first = played.steps;
      if (played.failure !== undefined) return this.#failed(next, played);
    }
    reportNeverPerformed(this.#neverPerformed);
    return this.#report();
  }

  async #play(planned: Planned): Promise<Played> {
    const settings = this.#settings;
    const detailed = this.#runs === 0 || settings.checkDeterminism || settings.replay !== undefined;
    const played = await play(this.#main, planned.strategy, planned.seed, settings, detailed);
    if (this.#runs === 0) {
      this.#see(played);
      this.#neverPerformed = played.neverPerformed;
    }
    this.#runs++;
    this.#steps += played.steps;
    this.#hashes.add(played.hash);
    if (!settings.checkDeterminism || played.failure !== undefined) return played;
    return this.#playAgain(planned, played);
  }

  async #playAgain({ seed }: Planned, played: Played): Promise<Played> {
    const strategy = new Replayed(played.choices, false);
    const again = await play(this.#main, strategy, seed, this.#settings, true);
    const difference = differenceOf(played, again);
    return difference === undefined ? played : { ...played, failure: difference };
  }

  async #failed(planned: Planned, played: Played): Promise<SimulationReport> {
    const told = await tellFailure(this.#main, planned, this.#runs, played, this.#settings);
    this.#see({ trace: told.trace, uses: played.uses });
    return { ...this.#report(), failure: told.failure };
  }

  #see({ trace, uses }: Pick<Played, 'trace' | 'uses'>): void {
    this.#trace = trace;
    this.#uses = uses;
  }

  #report(): SimulationReport {
    const { seen } = this.#plan;
    return {
      ...{ runs: this.#runs, seed: this.#settings.seed, distinct: this.#hashes.size },
      ...{ steps: this.#steps, complete: seen === 1, seen },
      ...{ trace: this.#trace, uncontrolled: this.#uses, neverPerformed: this.#neverPerformed },
    };
  }
}

/**
 * Throws the failure of a report, if it has one: SimulationError with the failure's one line, how to
 * replay it, and who ran when; its cause is the original error. Gives the report back. Acts at once.
 *
 * @example
 * import { assertHolds, simulate } from 'offshoot/testing';
 *
 * assertHolds(await simulate(function* () {}, { runs: 10 })).runs // => 10
 */
export function assertHolds(report: SimulationReport): SimulationReport {
  const { failure, neverPerformed } = report;
  if (failure === undefined) return report;
  const { message, shrunk, error } = failure;
  throw new SimulationError(
    'failed',
    [
      message,
      ...neverPerformed.map(describeNeverPerformed),
      `replay: '${shrunk.replay}' (${shrunk.deviations} choices out of order)`,
      shrunk.lanes,
    ].join('\n'),
    { cause: error },
  );
}
