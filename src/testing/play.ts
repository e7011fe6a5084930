// One run: a program on a scheduler of its own, in virtual time, with choices made by a strategy.

import {
  type Body,
  type NeverPerformed,
  observe,
  programs,
  reportTo,
  runOn,
  type Scope,
  Scheduler,
  shared,
  watchSimulated,
} from '../kernel/index.ts';
import { Choices, Hash, type Strategy } from './choices.ts';
import { SimulationError } from './errors.ts';
import { type Use, watchUncontrolled } from './uncontrolled.ts';
import { type Step, Witness } from './witness.ts';
import { type Limits, World } from './world.ts';

/** What is simulated. */
export type Main = Body<unknown, [Scope]>;

/** What happened in one run. */
export interface Played {
  readonly steps: number;
  readonly choices: readonly number[];
  /** Two runs with different hashes took different schedules. */
  readonly hash: number;
  readonly failure: { error: unknown; step: number } | undefined;
  /** Empty unless it was asked for. */
  readonly trace: readonly Step[];
  readonly uses: readonly Use[];
  readonly neverPerformed: readonly NeverPerformed[];
}

/** Plays `main` once. Never rejects: what goes wrong is in the answer. */
export async function play(
  main: Main,
  strategy: Strategy,
  seed: number,
  limits: Limits,
  detailed: boolean,
): Promise<Played> {
  const hash = new Hash();
  const choices = new Choices(strategy, hash);
  const before = new Set<unknown>(programs());
  const elsewhere = observe(null);
  const witness = new Witness(() => scheduler, hash, detailed, elsewhere);
  const calledOff = Promise.withResolvers<never>();
  const world = new World(choices, strategy, witness, limits, calledOff.reject);
  const order = (): World => world;
  const scheduler: Scheduler = new Scheduler({ clock: world, seed, random: choices, order });
  world.scheduler = scheduler;
  observe(witness);
  const reporter = reportTo(() => {});
  const unwatch = watchUncontrolled(scheduler, (what, task, where) => {
    witness.uses.push({ what, task, step: witness.steps, ...(where !== undefined && { where }) });
  });
  const operations = detailed ? watchSimulated(scheduler) : undefined;
  let failure: Played['failure'];
  try {
    await Promise.race([runOn(scheduler, main), calledOff.promise]);
    const left = leaks(witness, scheduler, before);
    if (left !== undefined) failure = { error: left, step: witness.steps };
  } catch (error) {
    failure = { error, step: witness.stepOf(error) };
  } finally {
    world.end();
    choices.end();
    unwatch();
    reportTo(reporter);
    observe(elsewhere);
    forget(scheduler);
  }
  // Where the run failed, its tasks were killed: what they had not come to may be the reason.
  const neverPerformed = (await operations?.(failure !== undefined)) ?? [];
  const { steps, trace, uses } = witness;
  return { steps, choices: choices.taken, hash: hash.value, failure, trace, uses, neverPerformed };
}

/** What the program has left behind. */
function leaks(
  witness: Witness,
  scheduler: Scheduler,
  before: Set<unknown>,
): SimulationError | undefined {
  const left = [
    ...witness.alive.map((name) => `task "${name}"`),
    ...(scheduler.timers.length > 0 ? [`timers: ${scheduler.timers.length}`] : []),
    ...programs()
      .filter((program) => !before.has(program))
      .map(({ name }) => `program "${name}"`),
  ];
  if (left.length === 0) return undefined;
  return new SimulationError('leak', `the program has ended and left behind: ${left.join(', ')}`);
}

/** A program that was called off never ends; nobody is to wait for it. */
function forget(scheduler: Scheduler): void {
  for (const program of shared.programs) {
    if ((program as { scheduler?: unknown }).scheduler === scheduler)
      shared.programs.delete(program);
  }
}
