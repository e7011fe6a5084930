// Which schedules are run, one after the other.

import type { Strategy } from './choices.ts';
import { Exhaustive } from './exhaustive.ts';
import type { Settings } from './options.ts';
import { Pct } from './pct.ts';
import type { Replay } from './replay.ts';
import { Even, Fifo, Killing, Replayed } from './strategies.ts';

/** One run to come. */
export interface Planned {
  readonly seed: number;
  /** `random`, or `pct` with its depth: `pct 3`. */
  readonly schedule: string;
  readonly strategy: Strategy;
}

/** The runs of one simulation. */
export interface Plan {
  /** The next run, or undefined if there are no more. `steps` is how many the first run took. */
  next(steps: number): Planned | undefined;
  /** How much of the space was seen, where that is known. */
  readonly seen: number | undefined;
}

export function planOf(settings: Settings): Plan {
  if (settings.replay !== undefined) return replaying(settings.replay);
  if (settings.schedule === 'exhaustive') return everything(settings);
  return bySeed(settings);
}

function replaying({ seed, choices }: Replay): Plan {
  let left = 1;
  return {
    seen: undefined,
    next() {
      if (left-- <= 0) return undefined;
      return { seed, schedule: 'replay', strategy: new Replayed(choices, true) };
    },
  };
}

function everything({ seed, runs }: Settings): Plan {
  const strategy = new Exhaustive();
  let run = 0;
  let more = true;
  return {
    get seen() {
      return strategy.narrowed ? Math.min(strategy.seen, 0.99) : strategy.seen;
    },
    next() {
      if (run > 0) more = strategy.advance();
      if (!more || run++ >= runs) return undefined;
      return { seed, schedule: 'exhaustive', strategy };
    },
  };
}

function bySeed(settings: Settings): Plan {
  let run = 0;
  // How long the program is, PCT and kills learn from a run in fifo order; no seed depends on it.
  let measured = settings.schedule !== 'pct' && settings.kills === 0;
  return {
    seen: undefined,
    next(steps) {
      if (!measured) {
        measured = true;
        return { seed: 1, schedule: 'fifo', strategy: new Fifo(1) };
      }
      if (run >= settings.runs) return undefined;
      const seed = settings.seed + run++;
      const planned = seeded(settings, seed, steps);
      if (settings.kills === 0) return planned;
      return { ...planned, strategy: new Killing(planned.strategy, seed, settings.kills, steps) };
    },
  };
}

function seeded({ schedule, depth }: Settings, seed: number, steps: number): Planned {
  if (schedule === 'fifo') return { seed, schedule, strategy: new Fifo(seed) };
  if (schedule === 'random') return { seed, schedule, strategy: new Even(seed) };
  const d = depth ?? 2 + (seed % 4);
  return { seed, schedule: `pct ${d}`, strategy: new Pct(seed, d, steps) };
}
