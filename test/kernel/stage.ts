// Where one cell of the kill matrix is played: what it works with, and what it records.
import { EventEmitter } from 'node:events';
import {
  channel,
  type Coroutine,
  currentTask,
  Future,
  type Operation,
  type Outcome,
  sleep,
  type Task,
  type TaskState,
} from 'offshoot';
import { currentScheduler } from 'offshoot/kernel';

/** What the victim's outermost `finally` does between its two steps. */
export type CleanUp = 'quick' | 'waits' | 'throws' | 'hangs';

/** The whole of what happened in one cell. */
export interface History {
  steps: string[];
  /** The victim's state just before it was first killed from outside. */
  state: TaskState | 'not asked';
  /** What each call of `kill` returned. */
  kills: boolean[];
  /** Who still waits at the two channels. */
  waiting: number;
  /** What the two channels hold. */
  values: string[];
  timers: number;
}

/** A thenable that settles in the moment it is told to, so that a test knows who is ready when. */
class Promised implements PromiseLike<string> {
  #settle: ((value: string) => unknown) | null | undefined;

  settle(value: string): void {
    this.#settle?.(value);
  }

  then<R>(settled?: ((value: string) => R | PromiseLike<R>) | null): PromiseLike<R> {
    this.#settle = settled;
    return this as PromiseLike<unknown> as PromiseLike<R>;
  }
}

export class Stage {
  readonly steps: string[] = [];
  readonly kills: boolean[] = [];
  readonly a = channel<string>();
  readonly b = channel<string>();
  readonly promised = new Promised();
  readonly future = new Future<string>();
  readonly emitter = new EventEmitter();
  /** Somebody whom the victim may wait for. */
  other: Task<unknown> | null = null;
  /** Ends the victim's `operation`, or settles its foreign promise. */
  resume: (value: string) => void = () => {};
  state: History['state'] = 'not asked';

  step(what: string): void {
    this.steps.push(what);
  }

  kill(victim: Task<unknown>, reason: unknown = 'enough', within?: number): void {
    if (this.state === 'not asked') this.state = victim.state;
    this.kills.push(victim.kill(reason, within === undefined ? {} : { within }));
  }

  killMyself(): void {
    this.kills.push(currentTask().kill('tired'));
  }

  /** Notes what the victim's parent learned of its end. */
  *seesEnd(victim: Task<unknown>): Coroutine<void> {
    this.step(`parent: ${ended(yield* victim.outcome())}`);
  }

  *history(): Coroutine<History> {
    this.other?.kill();
    if (this.other !== null) yield* this.other.outcome();
    const { steps, kills, state, a, b } = this;
    const channels = [a.statistics(), b.statistics()];
    const waiting = channels.reduce((n, { senders, receivers }) => n + senders + receivers, 0);
    const values = [a.tryReceive(), b.tryReceive()].flatMap((got) => (got ? [got.value] : []));
    const timers = currentScheduler().timers.length;
    return { steps, state, kills, waiting, values, timers };
  }
}

export function ended(outcome: Outcome<unknown>): string {
  if (outcome.ok) return 'done';
  const { error, killed, abandoned } = outcome;
  const why = reasonOf(error);
  if (abandoned) return `abandoned: ${why}`;
  if (killed && (error as Error).name === 'KilledError') return `killed: ${why}`;
  return `failed: ${why}${killed ? ', killed' : ''}`;
}

export function reasonOf(error: unknown): string {
  const reason = (error as { reason?: unknown }).reason ?? error;
  return reason instanceof Error ? reason.message : String(reason);
}

/** What the clean-up waits for, if it does. */
export function cleaning(how: CleanUp): Operation<void> | null {
  if (how === 'throws') throw new Error('clean-up');
  if (how === 'waits') return sleep(3);
  return how === 'hangs' ? sleep(Infinity) : null;
}
