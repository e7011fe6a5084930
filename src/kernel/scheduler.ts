// The scheduler runs what is ready, in slices, and lets the event loop have its turn in between.
//
// Invariants
//   Whoever is ready stands in the ready queue exactly once.
//   If the queue holds anyone, a turn is under way or has been asked for.
//   A turn ends at the end of its slice: no number of ready tasks starves I/O or timers.
//   While the scheduler rests, the clock is set to the next timer.

import { type Clock, HostClock } from './clock.ts';
import { runAsNobody } from './context.ts';
import { afterIO, soon } from './host.ts';
import { freshSeed, type Random, SeededRandom } from './random.ts';
import { FifoReady, type ReadyQueue, type Runnable } from './ready.ts';
import { shared } from './shared.ts';
import { SLOW_MS, SlowSlices } from './slow.ts';
import { type Timed, Timers } from './timers.ts';

/** What a scheduler is made of. */
export interface SchedulerOptions {
  clock?: Clock;
  seed?: number;
  /** Every choice that is left to chance. Default: a generator that begins with the seed. */
  random?: Random;
  /** How long tasks run before the event loop has a turn, in milliseconds. Default: 0.05 to 0.15, as the loop has work. */
  slice?: number;
  /** What takes longer without letting others have a turn is reported, in milliseconds. Default: 100. */
  slowMs?: number;
  /** Who runs next. Default: first in, first out. */
  order?: (random: Random) => ReadyQueue;
}

/** The first steps of a turn are timed one by one (slow.ts), */
const TIMED_STEPS = 8;
/** the others so many together; after each of those the turn may end. */
const STEPS_A_LOOK = 32;

// A slice is short while the event loop has work, so that a request over a socket, which takes several
// turns of the loop, is not held up in each of them. A turn of the loop costs some microseconds.
const SHORT_SLICE_MS = 0.05;
const LONG_SLICE_MS = 0.15;
/** A turn of the loop that took longer than this had work. */
const QUIET_TURN_MS = 0.03;

/** Runs tasks in slices; one for each `run`. */
export class Scheduler {
  readonly clock: Clock;
  readonly random: Random;
  readonly seed: number;
  readonly timers = new Timers();
  /** When the turn under way began, in whole milliseconds. */
  turnAt = 0;
  readonly #ready: ReadyQueue;
  readonly #slow: SlowSlices;
  /** The length of all slices; null: as the loop needs it. */
  readonly #fixedSlice: number | null;
  #slice = SHORT_SLICE_MS;
  #state: 'resting' | 'asked' | 'running' = 'resting';
  #sliceEnd = 0;
  /** When the clock was looked at last, and after how many steps of the turn under way. */
  #now = 0;
  #seen = 0;
  /** When the event loop was let have its turn. */
  #leftAt = 0;
  #clockSetTo = Infinity;

  constructor(options: SchedulerOptions = {}) {
    this.clock = options.clock ?? new HostClock();
    this.seed = options.seed ?? freshSeed();
    this.random = options.random ?? new SeededRandom(this.seed);
    this.#ready = options.order?.(this.random) ?? new FifoReady();
    this.#fixedSlice = options.slice ?? null;
    this.#slow = new SlowSlices(this.clock, options.slowMs ?? SLOW_MS);
  }

  /** Gives `runnable` a turn, after those that are ready already. */
  enqueue(runnable: Runnable): void {
    this.#ready.push(runnable);
    if (this.#state === 'resting') this.#askForTurn();
  }

  /**
   * Whoever `wake` makes ready has a turn before those that are ready already. For who comes back from
   * blocking work: it has waited for its turn there.
   */
  first(wake: () => void): void {
    const before = this.#ready.length;
    wake();
    this.#ready.hurry?.(this.#ready.length - before);
  }

  /** Starts a timer that is due in `ms` milliseconds. */
  startTimer(timer: Timed, ms: number): void {
    const at = this.clock.now() + ms;
    if (at === Infinity) return;
    this.timers.add(timer, at);
    if (this.#state !== 'running') this.#setClock();
  }

  stopTimer(timer: Timed): void {
    this.timers.remove(timer);
    if (this.timers.length === 0 && this.#state !== 'running') this.#setClock();
  }

  /** Soon, as long as this slice lasts; after that not before the event loop had its turn. */
  #askForTurn(): void {
    this.#state = 'asked';
    const now = this.clock.now();
    if (now < this.#sliceEnd) soon(this.#turnInSlice);
    else {
      this.#leftAt = now;
      afterIO(this.#turnInNewSlice);
    }
  }

  readonly #turnInSlice = (): void => runAsNobody(this.#turn);

  readonly #turnInNewSlice = (): void => {
    const now = this.clock.now();
    this.#sliceEnd = now + this.#sliceAfter(now - this.#leftAt);
    runAsNobody(this.#turn);
  };

  /** How long the next slice may be, if the loop's turn took so long. */
  #sliceAfter(turnMs: number): number {
    if (this.#fixedSlice !== null) return this.#fixedSlice;
    const wasQuiet = turnMs < QUIET_TURN_MS;
    this.#slice = wasQuiet ? Math.min(2 * this.#slice, LONG_SLICE_MS) : SHORT_SLICE_MS;
    return this.#slice;
  }

  readonly #turn = (): void => {
    this.#state = 'running';
    try {
      const now = this.clock.now();
      this.turnAt = Math.floor(now);
      this.timers.fire(now);
      this.#now = now;
      this.#seen = 0;
      this.#slow.begin(now);
      this.#runReady();
    } finally {
      shared.current = null;
      this.#state = 'resting';
      if (this.#ready.length > 0) this.#askForTurn();
      this.#setClock();
    }
  };

  #runReady(): void {
    const ready = this.#ready;
    let steps = 0;
    let look = 1;
    for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
      next.step();
      if (++steps < look) continue;
      look = this.#look(steps);
      if (steps >= STEPS_A_LOOK && this.#now >= this.#sliceEnd) break;
    }
    if (steps > this.#seen) this.#look(steps);
    ready.forget?.(steps);
  }

  /** A look at the clock, after so many steps of this turn; after how many the next one is to be. */
  #look(steps: number): number {
    const now = this.clock.now();
    const took = now - this.#now;
    const ran = steps - this.#seen;
    const slow = this.#slow;
    if (took > slow.mostMs) slow.found(now, took, ran, this.#ready.lately?.(ran) ?? []);
    this.#now = now;
    this.#seen = steps;
    if (steps < TIMED_STEPS || now < slow.closeUntil) return steps + 1;
    return steps - (steps % STEPS_A_LOOK) + STEPS_A_LOOK;
  }

  #setClock(): void {
    const next = this.timers.next;
    if (next === this.#clockSetTo) return;
    this.#clockSetTo = next;
    if (next === Infinity) this.clock.rest();
    else this.clock.wakeAt(next, this.#clockIsDue);
  }

  readonly #clockIsDue = (): void => {
    this.#clockSetTo = Infinity;
    if (this.#state === 'resting') this.#turnInNewSlice();
  };
}

let ambient: Scheduler | undefined;

/** The scheduler of operations that are awaited outside any task. */
export function ambientScheduler(): Scheduler {
  return (ambient ??= new Scheduler());
}

/** The scheduler of the task that is running, or the ambient one. */
export function currentScheduler(): Scheduler {
  return shared.current?.scheduler ?? ambientScheduler();
}
