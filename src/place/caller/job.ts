// A job is one piece of work for a worker, as its caller sees it.
//
//   new --> queued <--> sent --> ended
//              \___________________/   killed, or refused, before a worker began it
//
// Invariants
//   It ends once. Who began it is settled by its cell (protocol.ts): a job that had begun is never
//   sent again.
//   Its time limit runs only while it is with a worker, which has its function.

import {
  Alarm,
  type Future,
  KilledError,
  type Outcome,
  type Scheduler,
  TimeoutError,
  type Wait,
  WaitList,
  way,
  Wait as Waiting,
} from '../../kernel/index.ts';
import { type CheckedJobOptions, plainJob } from '../pool/job-options.ts';
import { inWords, type Origin } from '../../wire/index.ts';
import { JobContext } from '../job-context.ts';
import { addressOf, type Address } from '../portable/portable.ts';
import { EACH, type How } from '../protocol.ts';

/** Whoever has jobs done. */
export interface Employer {
  /** Takes the job in; throws if it takes nothing in any more. */
  start(job: Job): void;
  /** Kills the job; if it has begun, its clean-up has `within` milliseconds. */
  stop(job: Job, reason: unknown, within: number): void;
  /** The job has ended. */
  ended(job: Job): void;
  /** Who waits for one of its jobs goes on before all that is ready. */
  readonly wakesFirst?: boolean;
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

/** What few jobs need, in an object made for those: of the others a hundred thousand may be alive at once. */
class Extras {
  /** It is being killed, and its worker has been told so. */
  killing = false;
  reason: unknown = undefined;
  /** When its clean-up has taken too long. */
  patience: Alarm | null = null;
  limit: { scheduler: Scheduler; alarm: Alarm } | null = null;
  isOverLimit = false;
  /** A worker died when this was the first thing that it had to begin. */
  isSuspect = false;
  /** Memory has moved to its worker with it: it cannot be sent once more. */
  hasMoved = false;
  /** Who waits for it goes on before all that is ready on this scheduler. */
  wakesFirstOn: Scheduler | null = null;
  /** Of a job EACH that failed: the results of the items before the one that did. */
  before: readonly unknown[] = [];
}

export class Job {
  /**
   * Another one each time that it is sent: a worker that still has an entry of an earlier time must not
   * take it for the new one.
   */
  id = 0;
  readonly address: Address;
  readonly how: How;
  readonly args: readonly unknown[];
  readonly origin: Origin;
  state: 'new' | 'queued' | 'sent' | 'ended' = 'new';
  outcome: JobOutcome | null = null;
  /** Its result, for whoever submitted it: settled in the moment of the end. */
  future: Future<unknown> | null = null;
  /** Called once, in the moment of the end. */
  onEnd: (() => void) | null = null;
  station: Sent | null = null;
  /** Its cell in the worker that it was sent to, or -1. */
  cell = -1;
  /** When it came into the line, as a number that counts on; 0 if it never did. */
  arrival = 0;
  /** Its neighbours in the line. */
  earlier: Job | null = null;
  later: Job | null = null;
  rare: Extras | null = null;
  #waiting: WaitList | null = null;

  readonly options: CheckedJobOptions;
  /** What it takes along from the task that asks for it. */
  readonly context: JobContext | null;
  readonly #employer: Employer;

  constructor(
    employer: Employer,
    fn: object,
    how: How,
    args: readonly unknown[],
    origin: Origin,
    options: CheckedJobOptions = plainJob,
    /** Nobody's task waits for it: no deadline holds for it. */
    isLeft = false,
  ) {
    this.#employer = employer;
    this.address = addressOf(fn);
    this.how = how;
    this.args = args;
    this.origin = origin;
    this.options = options;
    this.context = JobContext.here(!isLeft);
  }

  get extras(): Extras {
    return (this.rare ??= new Extras());
  }

  /** What it is called in messages. */
  get name(): string {
    return this.address.name || 'an anonymous function';
  }

  get hasMoved(): boolean {
    return this.rare?.hasMoved === true;
  }

  /** It was sent: memory has moved with it, or none has. */
  moves(hasMoved: boolean): void {
    if (hasMoved || this.rare !== null) this.extras.hasMoved = hasMoved;
  }

  get waiting(): WaitList {
    return (this.#waiting ??= new WaitList());
  }

  /** It is sent: under which number. */
  number(): number {
    return (this.id = nextId());
  }

  /** How many items it works on: more than one in `map`. */
  get size(): number {
    return this.how === EACH ? this.args.length : 1;
  }

  end(outcome: JobOutcome): void {
    if (this.state === 'ended') return;
    this.stopLimit();
    this.state = 'ended';
    this.outcome = outcome;
    const first = this.rare?.wakesFirstOn;
    if (first == null) this.#waiting?.completeAll();
    else first.first(() => this.#waiting?.completeAll());
    if (this.future !== null) settle(this.future, outcome);
    this.onEnd?.();
    this.#employer.ended(this);
  }

  /** It stands in the line. */
  waits(): void {
    this.state = 'queued';
    this.stopLimit();
  }

  get isLimited(): boolean {
    return this.options.limitMs < Infinity;
  }

  /** A worker begins it now: when its time is over, it is killed. */
  startLimit(scheduler: Scheduler): void {
    this.stopLimit();
    const { limitMs, within } = this.options;
    if (!this.isLimited || this.state !== 'sent') return;
    const { extras } = this;
    const alarm = new Alarm(() => {
      extras.isOverLimit = true;
      this.kill(this.#late(), within);
    });
    extras.limit = { scheduler, alarm };
    scheduler.startTimer(alarm, limitMs * this.size);
  }

  /** It is no longer with a worker. */
  stopLimit(): void {
    const { rare } = this;
    if (rare === null || rare.limit === null) return;
    rare.limit.scheduler.stopTimer(rare.limit.alarm);
    rare.limit = null;
  }

  /** Kills it, unless it has ended; clean-up of one that has begun has `within` milliseconds. */
  kill(reason: unknown, within: number = this.options.within): void {
    if (this.state !== 'ended') this.#employer.stop(this, reason, within);
  }

  /** It ends without having been through. */
  endKilled(reason: unknown, abandoned = false): void {
    if (this.rare?.isOverLimit === true) {
      this.end({ ok: false, error: this.#late(), killed: false, abandoned });
      return;
    }
    const because = reason === undefined ? '' : `: ${inWords(reason)}`;
    const error = new KilledError(`${this.name} was killed${because}`, { reason });
    this.end({ ok: false, error, killed: true, abandoned });
  }

  fail(error: unknown): void {
    this.end({ ok: false, error, killed: false, abandoned: false });
  }

  #late(): TimeoutError {
    const ms = this.options.limitMs * this.size;
    return new TimeoutError(`${this.name}: it ran longer than its limit of ${ms} ms`, ms);
  }

  /** Waits for the end. Primitive. */
  ended(): Wait<JobOutcome> {
    return new Waiting(ending, this as Job) as Wait<unknown> as Wait<JobOutcome>;
  }
}

function settle(future: Future<unknown>, outcome: JobOutcome): void {
  if (outcome.ok) future.set(outcome.value);
  else if (outcome.error instanceof KilledError) future.cancel(outcome.error.reason);
  else future.setError(outcome.error);
}

const ending = way<Job>({
  attempt: ({ subject }) => subject.outcome !== null,
  enlist: (wait) => wait.subject.waiting.add(wait),
  withdraw: (wait) => wait.subject.waiting.remove(wait),
  take: ({ subject }) => subject.outcome,
  describe: ({ subject }) => `job ${subject.name}`,
});
