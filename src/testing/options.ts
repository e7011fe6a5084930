// How to simulate: the options, their defaults, and what is refused.

import { checkCount, checkDuration, checkFunction, describeValue } from '../kernel/index.ts';
import type { Limits } from './world.ts';

/** The order in which ready tasks take turns. */
export type Schedule = 'fifo' | 'random' | 'pct' | 'exhaustive';

/** How to simulate. */
export interface SimulateOptions {
  /** Of the first run; each one after it adds 1. Default: 1, so that a test does the same each time. */
  seed?: number;
  /** How many runs at most. Default: 100; for `exhaustive` 10,000. */
  runs?: number;
  /**
   * `random`: each ready task is as likely as the next. `pct`: priorities, and few changes of turn in
   * unusual places. `exhaustive`: all schedules of a small program. `fifo`: as without a simulation.
   * Default: random.
   */
  schedule?: Schedule;
  /** For `pct`: how many steps in one order a bug may need, from 2 to 5. Default: takes turns. */
  depth?: number;
  /** Time moves when nothing else can. There is no other clock. */
  clock?: 'virtual';
  /** A run that takes more steps fails. Default: 100,000. */
  maxSteps?: number;
  /** How long the host is waited for when nothing else can move, in milliseconds. Default: 1000. */
  outsideMs?: number;
  /** Each schedule is run twice and compared, and what depends on the host fails. Default: false. */
  checkDeterminism?: boolean;
  /** Runs one schedule: what a failure gave as its `replay`. */
  replay?: string;
}

/** The options with their defaults. */
export interface Settings extends Limits {
  seed: number;
  runs: number;
  schedule: Schedule;
  depth: number | undefined;
  checkDeterminism: boolean;
  replay: string | undefined;
}

const schedules: readonly string[] = ['fifo', 'random', 'pct', 'exhaustive'] satisfies Schedule[];

/** @throws RangeError or TypeError for a wrong option. */
export function readOptions(main: unknown, options: SimulateOptions): Settings {
  const { schedule = 'random', seed = 1, depth, clock = 'virtual' } = options;
  const { maxSteps = 100_000, outsideMs = 1000, checkDeterminism = false, replay } = options;
  const { runs = schedule === 'exhaustive' ? 10_000 : 100 } = options;
  checkFunction('main', main);
  checkCount('seed', seed, 0);
  checkCount('runs', runs, 1);
  checkCount('maxSteps', maxSteps, 1);
  checkDuration('outsideMs', outsideMs);
  if (!schedules.includes(schedule))
    throw new RangeError(
      `schedule must be ${schedules.join(', ')}, not ${describeValue(schedule)}`,
    );
  if (clock !== 'virtual')
    throw new RangeError(`clock must be virtual, not ${describeValue(clock)}`);
  if (depth !== undefined && checkCount('depth', depth, 2) > 5)
    throw new RangeError(`depth must be from 2 to 5, not ${depth}`);
  return { seed, runs, schedule, depth, maxSteps, outsideMs, checkDeterminism, replay };
}
