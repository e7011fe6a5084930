// A program under way: what `run` starts. It can be asked to stop (Ctrl-C, SIGTERM, `run`'s signal).
// If somebody in it waits for that, it has `within` milliseconds to end by itself; if not, or if
// that is over, its main task is killed.

import type { Fiber } from './fiber.ts';
import type { Nursery } from './nursery.ts';
import type { Operation } from './operation.ts';
import type { Scheduler } from './scheduler.ts';
import { type Program, shared } from './shared.ts';
import { Alarm } from './timers.ts';
import { Wait, way } from './wait.ts';
import { WaitList } from './waitlist.ts';

export class ProgramRun implements Program {
  readonly name: string;
  readonly scheduler: Scheduler;
  /** How long clean-up may take when the program ends, in milliseconds. */
  readonly within: number;
  /** The scope of its main: its tasks are killed, not waited for, when main returns. */
  ofMain: Nursery | null = null;
  main: Fiber<unknown> | null = null;
  asked = false;
  readonly waiting = new WaitList();
  #patience: Alarm | null = null;
  #reason: unknown;

  constructor(name: string, scheduler: Scheduler, within: number) {
    this.name = name;
    this.scheduler = scheduler;
    this.within = within;
  }

  get tasks(): number {
    return (this.main?.ended === false ? 1 : 0) + (this.ofMain?.tasks ?? 0);
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
    unwatchSignals(this);
    this.#patience = new Alarm(() => this.kill(this.#reason));
    this.scheduler.startTimer(this.#patience, this.within);
  }

  kill(reason?: unknown): void {
    this.main?.kill(reason, { within: this.within });
  }

  /** It has ended. */
  over(): void {
    shared.programs.delete(this);
    unwatchSignals(this);
    if (this.#patience !== null) this.scheduler.stopTimer(this.#patience);
  }
}

const askedToStop = way<ProgramRun, void>({
  attempt: ({ subject }) => subject.asked,
  enlist: (wait) => {
    wait.subject.waiting.add(wait);
    watchSignals(wait.subject);
  },
  withdraw: (wait) => {
    wait.subject.waiting.remove(wait);
    if (wait.subject.waiting.empty) unwatchSignals(wait.subject);
  },
  describe: () => 'being asked to stop',
});

interface SignalSource {
  on?(name: string, listener: (name: string) => void): unknown;
  off?(name: string, listener: (name: string) => void): unknown;
}

const watchers = new Map<ProgramRun, (name: string) => void>();

/** While somebody waits for it, Ctrl-C and SIGTERM stop the program instead of ending the process. */
function watchSignals(program: ProgramRun): void {
  const source = (globalThis as { process?: SignalSource }).process;
  if (watchers.has(program) || source?.on === undefined) return;
  const listener = (name: string): void => program.stop(name);
  watchers.set(program, listener);
  for (const name of ['SIGINT', 'SIGTERM']) source.on(name, listener);
}

function unwatchSignals(program: ProgramRun): void {
  const listener = watchers.get(program);
  if (listener === undefined) return;
  watchers.delete(program);
  const source = (globalThis as { process?: SignalSource }).process;
  for (const name of ['SIGINT', 'SIGTERM']) source?.off?.(name, listener);
}
