// The world of one run: who is ready, what time it is, and what happens when nothing is ready.
// It stands between the scheduler and the host.
//
//   a task is ready        -> perhaps a kill; a choice, and its step
//   async code has its way -> the others wait until the host's microtasks are through
//   else a timer is set    -> time jumps to it
//   else nothing can move  -> the program is told that it sleeps; or the host is waited for, a while
//
// Invariants
//   Time stands still while anything can run.
//   Once it is over, nothing runs any more: tasks stay where they are.

import {
  afterIO,
  type Clock,
  type ReadyQueue,
  type Runnable,
  type Scheduler,
  sleepsOn,
  waitOutside,
} from '../kernel/index.ts';
import type { Choices, Strategy } from './choices.ts';
import { SimulationError } from './errors.ts';
import type { Witness } from './witness.ts';

/** What a run may take. */
export interface Limits {
  /** Steps. */
  maxSteps: number;
  /** How long the host is waited for when nothing else can move, in milliseconds. */
  outsideMs: number;
  /** How many tasks may be killed. */
  kills: number;
}

/** Nobody: asks the scheduler for a turn. */
const NUDGE: Runnable = { step: () => {} };

/** The longest delay that the host's timers take. */
const LONGEST = 2 ** 31 - 1;

// Kept from before they are watched.
const { setTimeout: startTimeout, clearTimeout: stopTimeout } = globalThis;

export class World implements ReadyQueue, Clock {
  scheduler: Scheduler | null = null;
  readonly #waiting: Runnable[] = [];
  readonly #choices: Choices;
  readonly #strategy: Strategy;
  readonly #witness: Witness;
  readonly #limits: Limits;
  /** Calls it off: the run cannot go on. */
  readonly #callOff: (error: unknown) => void;
  #now = 0;
  #kills = 0;
  #wake: { at: number; due: () => void } | null = null;
  #asked = false;
  /** Async code has its way: nobody is shown as ready. */
  #hidden = false;
  #over = false;
  #running: Runnable | null = null;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(
    choices: Choices,
    strategy: Strategy,
    witness: Witness,
    limits: Limits,
    callOff: (error: unknown) => void,
  ) {
    this.#choices = choices;
    this.#strategy = strategy;
    this.#witness = witness;
    this.#limits = limits;
    this.#callOff = callOff;
  }

  // ---- who is ready

  get length(): number {
    return this.#hidden || this.#over ? 0 : this.#waiting.length;
  }

  push(runnable: Runnable): void {
    if (runnable === NUDGE) return;
    stopTimeout(this.#patience);
    if (runnable === this.#running) this.#strategy.gaveWay?.(runnable);
    this.#waiting.push(runnable);
  }

  shift(): Runnable | undefined {
    const before = this.#running;
    this.#running = null;
    if (before !== null && this.#witness.sawAsync) this.#hidden = true;
    if (this.length === 0) {
      this.#ask();
      return undefined;
    }
    if (this.#witness.steps >= this.#limits.maxSteps) return this.#tooMany();
    return this.#take();
  }

  #take(): Runnable | undefined {
    const index = this.#choose();
    if (index < 0) return undefined;
    const next = this.#waiting[index]!;
    if (index === 0) this.#waiting.shift();
    else this.#waiting.splice(index, 1);
    this.#running = next;
    this.#witness.step(next, this.#now);
    return next;
  }

  #choose(): number {
    try {
      if (this.#limits.kills > 0) this.#kill();
      return this.#choices.next(this.#waiting);
    } catch (error) {
      // A replay that does not fit.
      this.end();
      this.#callOff(error);
      return -1;
    }
  }

  /** A task is killed before the next step, if that is chosen. */
  #kill(): void {
    const victims = this.#kills < this.#limits.kills ? this.#witness.victims() : [];
    const victim = victims[this.#choices.kill(victims.length) - 1];
    if (victim === undefined) return;
    this.#kills++;
    this.#witness.fault(victim, this.#now);
    victim.kill('a fault of the simulation');
  }

  #tooMany(): undefined {
    this.end();
    const { maxSteps } = this.#limits;
    this.#callOff(
      new SimulationError(
        'steps',
        `the run took more than ${maxSteps} steps: it goes round in a circle, or maxSteps is too low for it`,
      ),
    );
  }

  // ---- time

  now(): number {
    return this.#now;
  }

  wakeAt(at: number, due: () => void): void {
    this.#wake = { at, due };
    this.#ask();
  }

  rest(): void {
    this.#wake = null;
  }

  // ---- when nothing is ready

  /** Asks for a look, when the host's microtasks are through. */
  #ask(): void {
    if (this.#asked || this.#over) return;
    this.#asked = true;
    afterIO(this.#look);
  }

  readonly #look = (): void => {
    this.#asked = false;
    if (this.#over) return;
    const wasHidden = this.#hidden;
    this.#hidden = false;
    if (this.#waiting.length > 0) {
      // Otherwise a turn has been asked for already.
      if (wasHidden) this.scheduler!.enqueue(NUDGE);
    } else if (this.#wake !== null) this.#jump(this.#wake);
    else this.#sleep();
  };

  #jump({ at, due }: { at: number; due: () => void }): void {
    this.#wake = null;
    this.#now = Math.max(this.#now, at);
    this.#witness.noteOutside();
    due();
  }

  #sleep(): void {
    if (sleepsOn(this.scheduler!)) return;
    this.#witness.noteOutside();
    const { outsideMs } = this.#limits;
    stopTimeout(this.#patience);
    this.#patience = startTimeout(() => this.#lostPatience(), Math.min(outsideMs, LONGEST));
  }

  #lostPatience(): void {
    const waits = waitOutside(this.scheduler!).map(({ task, on }) => {
      return `task "${task}" waits for ${on || 'a promise'}`;
    });
    this.end();
    this.#callOff(
      new SimulationError(
        'outside',
        `nothing came from outside within ${this.#limits.outsideMs} ms: ${waits.join('; ') || 'nobody waits, but the program has not ended'}`,
      ),
    );
  }

  /** Nothing runs any more. */
  end(): void {
    this.#over = true;
    stopTimeout(this.#patience);
  }
}
