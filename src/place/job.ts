// A job is one piece of work for a worker, as its caller sees it.
//
//   new --> queued --> sent --> ended
//              \___________________/   killed, or refused, before a worker began it
//
// Invariants
//   It ends once. Who began it is settled by its cell (protocol.ts): a job that had begun is never
//   sent again.

import {
  type Alarm,
  KilledError,
  type Outcome,
  type Wait,
  WaitList,
  way,
  Wait as Waiting,
} from '../kernel/index.ts';
import { inWords } from './in-words.ts';
import type { Origin } from './origin.ts';
import { addressOf, type Address } from './portable.ts';
import type { How } from './protocol.ts';

/** Whoever has jobs done. */
export interface Employer {
  /** Takes the job in; throws if it takes nothing in any more. */
  start(job: Job): void;
  /** Kills the job; if it has begun, its clean-up has `within` milliseconds. */
  stop(job: Job, reason: unknown, within: number): void;
  /** The job has ended. */
  ended(job: Job): void;
}

/** The worker that a job was sent to. */
export interface Sent {
  takeBack(job: Job): boolean;
  kill(job: Job, reason: unknown, within: number): void;
}

let count = 0;

/** Ids have 31 bits, as cells do. */
function nextId(): number {
  count = count === 0x7fffffff ? 1 : count + 1;
  return count;
}

/** How a job ended, for a caller who must not be left with a promise that nobody keeps. */
export type JobOutcome = Outcome<unknown>;

export class Job {
  readonly id = nextId();
  readonly fn: object;
  readonly address: Address;
  readonly how: How;
  readonly args: readonly unknown[];
  readonly origin: Origin;
  state: 'new' | 'queued' | 'sent' | 'ended' = 'new';
  outcome: JobOutcome | null = null;
  /** Called once, in the moment of the end. */
  onEnd: ((outcome: JobOutcome) => void) | null = null;
  station: Sent | null = null;
  /** Its cell in the worker that it was sent to, or -1. */
  cell = -1;
  /** It is being killed, and its worker has been told so. */
  killing = false;
  reason: unknown = undefined;
  /** When its clean-up has taken too long. */
  patience: Alarm | null = null;
  /** Neighbours in the line. */
  before: Job | null = null;
  after: Job | null = null;
  #waiting: WaitList | null = null;

  readonly #employer: Employer;

  constructor(employer: Employer, fn: object, how: How, args: readonly unknown[], origin: Origin) {
    this.#employer = employer;
    this.fn = fn;
    this.address = addressOf(fn);
    this.how = how;
    this.args = args;
    this.origin = origin;
  }

  /** What it is called in messages. */
  get name(): string {
    return this.address.name || 'an anonymous function';
  }

  get waiting(): WaitList {
    return (this.#waiting ??= new WaitList());
  }

  end(outcome: JobOutcome): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.outcome = outcome;
    this.#waiting?.completeAll();
    this.onEnd?.(outcome);
    this.#employer.ended(this);
  }

  /** Kills it, unless it has ended; clean-up of one that has begun has `within` milliseconds. */
  kill(reason: unknown, within: number): void {
    if (this.state !== 'ended') this.#employer.stop(this, reason, within);
  }

  /** It ends without having been through. */
  endKilled(reason: unknown, abandoned = false): void {
    const because = reason === undefined ? '' : `: ${inWords(reason)}`;
    const error = new KilledError(`${this.name} was killed${because}`, { reason });
    this.end({ ok: false, error, killed: true, abandoned });
  }

  fail(error: unknown): void {
    this.end({ ok: false, error, killed: false, abandoned: false });
  }

  /** Waits for the end. Primitive. */
  ended(): Wait<JobOutcome> {
    return new Waiting(ending, this as Job) as Wait<unknown> as Wait<JobOutcome>;
  }
}

const ending = way<Job>({
  attempt: ({ subject }) => subject.outcome !== null,
  enlist: (wait) => wait.subject.waiting.add(wait),
  withdraw: (wait) => wait.subject.waiting.remove(wait),
  take: ({ subject }) => subject.outcome,
  describe: ({ subject }) => `job ${subject.name}`,
});
