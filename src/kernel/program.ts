// A program under way: what `run` starts. It can be asked to stop (Ctrl-C, SIGTERM, `run`'s signal).
// If somebody in it waits for that, it has `within` milliseconds to end by itself; if not, or if
// that is over, its main task is killed.

import type { DeadlockError } from './errors.ts';
import type { Fiber } from './fiber.ts';
import { onSignals } from './host.ts';
import type { Nursery } from './nursery.ts';
import type { Operation } from './operation.ts';
import { report } from './report.ts';
import type { Scheduler } from './scheduler.ts';
import { type Program, shared } from './shared.ts';
import { Alarm } from './timers.ts';
import { Wait, way } from './wait.ts';
import { WaitList } from './waitlist.ts';

/** How a program ends, well or badly. */
export interface ProgramOptions {
  within?: number;
  deadlock?: 'error' | 'report' | 'off';
}

export class ProgramRun implements Program {
  readonly name: string;
  readonly scheduler: Scheduler;
  /** How long clean-up may take when the program ends, in milliseconds. */
  readonly within: number;
  /** The scope of its main: its tasks are killed, not waited for, when main returns. */
  ofMain: Nursery | null = null;
  main: Fiber<unknown> | null = null;
  asked = false;
  /** How many subscriptions to the world outside it has: any of them may wake somebody. */
  listening = 0;
  /** What to do when all its tasks are asleep for ever. */
  readonly deadlock: 'error' | 'report' | 'off';
  /** Why it was stuck, if it was. */
  slept: DeadlockError | null = null;
  readonly waiting = new WaitList();
  #patience: Alarm | null = null;
  #reason: unknown;
  #unwatch: (() => void) | null = null;

  constructor(
    name: string,
    scheduler: Scheduler,
    { within = 5000, deadlock = 'error' }: ProgramOptions,
  ) {
    this.name = name;
    this.scheduler = scheduler;
    this.within = within;
    this.deadlock = deadlock;
  }

  get tasks(): number {
    return (this.main?.ended === false ? 1 : 0) + (this.ofMain?.tasks ?? 0);
  }

  /** Somebody waits to be asked: from now on a signal asks, instead of ending the process. */
  watch(): void {
    this.#unwatch ??= onSignals((name) => this.stop(name));
  }

  /** Signals do again what they do, if nobody waits. */
  unwatch(): void {
    if (!this.waiting.empty) return;
    this.#unwatch?.();
    this.#unwatch = null;
  }

  stopping(): Operation<void> {
    return new Wait(askedToStop, this);
  }

  stop(reason?: unknown): void {
    if (this.asked) return;
    this.asked = true;
    this.#reason = reason;
    if (this.waiting.empty) {
      this.kill(reason);
      return;
    }
    this.waiting.completeAll();
    this.unwatch();
    this.#patience = new Alarm(() => this.kill(this.#reason));
    this.scheduler.startTimer(this.#patience, this.within);
  }

  kill(reason?: unknown): void {
    this.main?.kill(reason, { within: this.within });
  }

  /** All its tasks are asleep, and nothing can wake one. True if something was done about it. */
  stuck(error: DeadlockError): boolean {
    if (this.deadlock !== 'error') {
      if (this.deadlock === 'report' && this.slept === null) this.#reportSleep(error);
      this.slept = error;
      return false;
    }
    // The second time it is the clean-up that sleeps: nothing is left to wait for.
    if (this.slept === null) this.ofMain!.fail(error);
    else this.main!.giveUp();
    this.slept ??= error;
    return true;
  }

  #reportSleep(error: DeadlockError): void {
    report({ kind: 'deadlock', message: `program "${this.name}":`, error });
  }

  /** It has ended. */
  over(): void {
    shared.programs.delete(this);
    this.unwatch();
    if (this.#patience !== null) this.scheduler.stopTimer(this.#patience);
  }
}

const askedToStop = way<ProgramRun, void>({
  attempt: ({ subject }) => subject.asked,
  enlist: (wait) => {
    wait.subject.waiting.add(wait);
    wait.subject.watch();
  },
  withdraw: (wait) => {
    wait.subject.waiting.remove(wait);
    wait.subject.unwatch();
  },
  describe: () => 'being asked to stop',
  external: () => true,
});
