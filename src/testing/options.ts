// How to simulate: the options, their defaults, and what is refused.

import {
  checkCount,
  checkDuration,
  checkFunction,
  checkObject,
  outOfRange,
} from '../kernel/index.ts';
import { decodeReplay, type Replay } from './replay.ts';
import type { Limits } from './world.ts';

/** The order in which ready tasks take turns. */
export type Schedule = 'fifo' | 'random' | 'pct' | 'exhaustive';

/** What goes wrong in a simulation, besides the order of turns. */
export interface Faults {
  /**
   * So many tasks, at most, are killed, each before some step; main never is. Who and when are choices
   * as all others: `exhaustive` tries all of them. Who joins a task that was killed gets KilledError.
   * Default: 0.
   */
  kills?: number;
}

/** How to simulate. */
export interface SimulateOptions {
  /** Of the first run; each one after it adds 1. Default: 1, so that a test does the same each time. */
  seed?: number;
  /** How many runs at most. Default: 100; for `exhaustive` 10,000. */
  runs?: number;
  /**
   * `random`: each ready task is as likely as the next. `pct`: priorities, and few changes of turn in
   * unusual places. `exhaustive`: all schedules of a small program, one of each kind first. `fifo`: as
   * without a simulation.
   * Default: random.
   */
  schedule?: Schedule;
  /** For `pct`: how many steps in one order a bug may need, from 2 to 5. Default: takes turns. */
  depth?: number;
  /** Time moves when nothing else can. There is no other clock. */
  clock?: 'virtual';
  /** What goes wrong. Default: nothing. */
  faults?: Faults;
  /** A run that takes more steps fails. Default: 100,000. */
  maxSteps?: number;
  /** How long the host is waited for when nothing else can move, in milliseconds. Default: 1000. */
  outsideMs?: number;
  /** Each schedule is run twice and compared, and what depends on the host fails. Default: false. */
  checkDeterminism?: boolean;
  /** Runs one schedule, with its faults: what a failure gave as its `replay`. */
  replay?: string;
}

/** The options with their defaults. */
export interface Settings extends Limits {
  seed: number;
  runs: number;
  schedule: Schedule;
  depth: number | undefined;
  checkDeterminism: boolean;
  replay: Replay | undefined;
}

const schedules: readonly string[] = ['fifo', 'random', 'pct', 'exhaustive'] satisfies Schedule[];

/** @throws RangeError or TypeError for a wrong option. */
export function readOptions(main: unknown, options: SimulateOptions): Settings {
  const { schedule = 'random', seed = 1, depth, clock = 'virtual' } = options;
  const { maxSteps = 100_000, outsideMs = 1000, checkDeterminism = false, faults = {} } = options;
  const { runs = schedule === 'exhaustive' ? 10_000 : 100 } = options;
  checkFunction('main', main);
  checkCount('seed', seed, 0);
  checkCount('runs', runs, 1);
  checkCount('maxSteps', maxSteps, 1);
  checkDuration('outsideMs', outsideMs);
  if (!schedules.includes(schedule)) throw outOfRange('schedule', schedules.join(', '), schedule);
  if (clock !== 'virtual') throw outOfRange('clock', 'virtual', clock);
  if (depth !== undefined && checkCount('depth', depth, 2) > 5)
    throw new RangeError(`depth must be from 2 to 5, not ${depth}`);
  checkObject('faults', faults);
  const replay = options.replay === undefined ? undefined : decodeReplay(options.replay);
  const kills = replay?.kills ?? checkCount('faults.kills', faults.kills ?? 0, 0);
  return { seed, runs, schedule, depth, maxSteps, outsideMs, kills, checkDeterminism, replay };
}
