// A place that is a worker, a thread or a process: calls run beside each other in it, as tasks.
//
//   starting --> open --close()--> closing --> over
//       \__________\__________________\________/   it died, or was killed

import {
  ClosedError,
  composite,
  type Coroutine,
  currentFiber,
  go,
  type Operation,
  type Scheduler,
  type Task,
} from '../kernel/index.ts';
import type { WorkerKind } from './carrier/carrier.ts';
import { type Host, host } from './carrier/host.ts';
import { End } from './end.ts';
import type { Employer, Job } from './caller/job.ts';
import { GRACE_MS } from './pool/job-options.ts';
import { jobOf } from './caller/perform.ts';
import type { ExitReason, Place } from './place.ts';
import { checkStart } from './pool/pool-options.ts';
import { addressOf, type PortableBody } from './portable/portable.ts';
import type { Loss } from './caller/loss.ts';
import type { Owner } from './caller/owner.ts';
import { Station, type StationOptions } from './caller/station.ts';
import { Origin } from '../wire/index.ts';

/** How a place is started. */
export interface PlaceOptions {
  /** What it is called. Default: thread-1 or process-1, and so on. */
  name?: string;
  /** Node's options for it, instead of ours; what says how modules are found and loaded (`--conditions`, `--import`) is kept. */
  execArgv?: string[];
  /** Its environment, instead of a copy of ours; without a NODE_OPTIONS in it ours stays. */
  env?: Record<string, string>;
  /** The most memory for its JavaScript objects, in megabytes, 16 or more; past that it ends (buffers do not count). */
  memoryMb?: number;
}

/** Options of a place, checked. */
export interface CheckedPlace extends PlaceOptions {
  name: string;
  cwd?: string;
  host: Host;
}

const count = { thread: 0, process: 0 };

/** Checks the options, and gives the place a name. */
export function checkPlace(
  kind: WorkerKind,
  options: PlaceOptions & { cwd?: string },
): CheckedPlace {
  const checked = { ...options, name: options.name ?? `${kind}-${++count[kind]}`, host };
  checkStart(checked);
  return checked;
}

/** Starts a worker, and waits until it is up. */
export function openPlace(kind: WorkerKind, place: CheckedPlace): Operation<Place> {
  const options = { ...place, kind, init: null, oneAtATime: false };
  return composite(open, [options], { name: kind === 'thread' ? 'thread' : 'processPlace' });
}

function* open(options: StationOptions): Coroutine<Place> {
  const { nursery, scheduler } = currentFiber();
  const place = new WorkerPlace(options, scheduler);
  place.disown = nursery.own(() => place.shutDown());
  try {
    yield* place.started();
    return place;
  } finally {
    if (!place.isUp) place.kill();
  }
}

class WorkerPlace implements Place, Owner, Employer {
  readonly name: string;
  /** Its scope has no more to do with it. */
  disown: () => void = () => {};
  readonly scheduler: Scheduler;
  readonly #station: Station;
  readonly #up: End<void>;
  readonly #end: End<ExitReason>;
  #state: 'open' | 'closing' | 'over' = 'open';
  #killed: { reason: unknown } | null = null;
  #jobs = 0;

  constructor(options: StationOptions, scheduler: Scheduler) {
    this.name = options.name;
    this.scheduler = scheduler;
    this.#up = new End(`the start of ${this.name}`, () => this.#hold());
    this.#end = new End(this.name, () => this.#hold());
    this.#station = new Station(this, options);
  }

  // ---- what users see

  get [Symbol.toStringTag](): string {
    return 'Place';
  }

  call<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Operation<T> {
    return jobOf(this, fn, args, new Origin(this, 'call'));
  }

  go<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Task<T> {
    const task = go(performing<T>, jobOf<T>(this, fn, args, new Origin(this, 'go')));
    task.name = addressOf(fn).name || task.name;
    return task;
  }

  close(): Operation<void> {
    return composite(closing, [this], { name: `close of ${this.name}` });
  }

  kill(reason?: unknown): void {
    if (this.#state === 'over' || this.#killed !== null) return;
    this.#killed = { reason };
    this.#station.terminate(reason);
  }

  exited(): Operation<ExitReason> {
    return this.#end.wait();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#killAll();
    await this.#end.wait();
  }

  // ---- its life

  get isUp(): boolean {
    return this.#up.reached !== null;
  }

  /** Waits until it is up. */
  *started(): Coroutine<void> {
    yield* this.#up.wait();
    const { reached } = this.#end;
    if (reached === null) return;
    if (reached.value.kind === 'lost') throw reached.value.error;
    throw new ClosedError(`${this.name} was ended before it was up`);
  }

  /** Takes in nothing more, and ends when the last call has. */
  shut(): void {
    if (this.#state === 'open') this.#state = 'closing';
    if (this.#jobs === 0) this.#station.close();
  }

  *shutDown(): Coroutine<void> {
    this.#killAll();
    yield* this.#end.wait();
  }

  #killAll(): void {
    for (const job of this.#station.jobs) job.kill(`the scope of ${this.name} has ended`, GRACE_MS);
    this.shut();
  }

  #hold(): void {
    this.#station.hold(this.#jobs > 0 || this.#end.awaited || this.#up.awaited);
  }

  // ---- as an employer

  start(job: Job): void {
    const { reached } = this.#end;
    if (reached?.value.kind === 'lost') throw reached.value.error;
    if (this.#state !== 'open' || this.#killed !== null)
      throw new ClosedError(`cannot call ${job.name}: ${this.name} is closed`);
    if (++this.#jobs === 1) this.#hold();
    this.#station.give([job]);
  }

  stop(job: Job, reason: unknown, within: number): void {
    this.#station.kill(job, reason, within);
  }

  ended(): void {
    if (--this.#jobs > 0) return;
    this.#hold();
    if (this.#state === 'closing') this.#station.close();
  }

  // ---- as an owner of its worker

  free(): void {
    this.#up.reach(undefined);
  }

  /** It is never asked to give any back. */
  returned(): void {}

  gone(_: Station, left: Job[], { error, unasked }: Loss): void {
    this.#state = 'over';
    this.disown();
    for (const job of left) job.fail(error);
    if (this.#killed !== null) this.#end.reach({ kind: 'killed', reason: this.#killed.reason });
    else this.#end.reach(unasked ? { kind: 'lost', error } : { kind: 'normal' });
    this.#up.reach(undefined);
  }
}

function* performing<T>(op: Operation<T>): Coroutine<T> {
  return yield* op;
}

function* closing(place: WorkerPlace): Coroutine<void> {
  place.shut();
  yield* place.exited();
}
