// A thread as a place: calls run beside each other in it, as tasks.
//
//   starting --> open --close()--> closing --> over
//       \__________\__________________\________/   it died, or was killed

import {
  checkNames,
  ClosedError,
  composite,
  type Coroutine,
  currentFiber,
  go,
  type Operation,
  refuseWhileLoading,
  type Scheduler,
  type Task,
} from '../kernel/index.ts';
import { End } from './end.ts';
import type { Employer, Job } from './job.ts';
import { GRACE_MS } from './job-options.ts';
import { jobOf } from './perform.ts';
import type { ExitReason, Place } from './place.ts';
import { checkStart } from './pool-options.ts';
import { addressOf, type PortableBody } from './portable.ts';
import { type Loss, type Owner, Station, type StationOptions } from './station.ts';

/** How a place is started. */
export interface PlaceOptions {
  /** What it is called. Default: thread-1, and so on. */
  name?: string;
  /** Node's options for it, instead of ours; what says how modules are found and loaded (`--conditions`, `--import`) is kept. */
  execArgv?: string[];
  /** Its environment, instead of a copy of ours; without a NODE_OPTIONS in it ours stays. */
  env?: Record<string, string>;
  /** The most memory for its JavaScript objects, in megabytes, 16 or more; past that it ends (buffers do not count). */
  memoryMb?: number;
}

let count = 0;

/**
 * Starts a thread, and waits until it is up. It belongs to the scope in which it is opened: at the
 * scope's end what runs in it is killed, and it ends. Calls run in it beside each other; for work that
 * is to be shared out, use a pool. An idle place does not keep the program alive.
 *
 * @throws RangeError or TypeError for a wrong option; WorkerLostError if it cannot start;
 * StartedWhileLoadingError while a worker imports the module; NoTaskError outside a task.
 * @example
 * import { run } from 'offshoot';
 * import { portable, thread } from 'offshoot/place';
 *
 * export const double = portable(import.meta, (n: number) => 2 * n);
 *
 * if (import.meta.main) {
 *   await run(function* () {
 *     const place = yield* thread({ name: 'side' });
 *     const task = place.go(double, 4);
 *     return [yield* place.call(double, 21), yield* task];
 *   }) // => [42, 8]
 * }
 */
export function thread(options: PlaceOptions = {}): Operation<Place> {
  checkNames('thread', options, ['name', 'execArgv', 'env', 'memoryMb']);
  const { name = `thread-${++count}`, execArgv, env, memoryMb } = options;
  checkStart({ name, execArgv, env, memoryMb });
  refuseWhileLoading('thread()');
  return composite(open, [{ name, execArgv, env, memoryMb, init: null, oneAtATime: false }], {
    name: 'thread',
  });
}

function* open(options: StationOptions): Coroutine<Place> {
  const { nursery, scheduler } = currentFiber();
  const place = new ThreadPlace(options, scheduler);
  place.disown = nursery.own(() => place.shutDown());
  try {
    yield* place.started();
    return place;
  } finally {
    if (!place.isUp) place.kill();
  }
}

class ThreadPlace implements Place, Owner, Employer {
  readonly name: string;
  /** Its scope has no more to do with it. */
  disown: () => void = () => {};
  readonly scheduler: Scheduler;
  readonly #station: Station;
  readonly #up: End<void>;
  readonly #end: End<ExitReason>;
  #state: 'open' | 'closing' | 'over' = 'open';
  #jobs = 0;

  constructor(options: StationOptions, scheduler: Scheduler) {
    this.name = options.name;
    this.scheduler = scheduler;
    this.#up = new End(`the start of ${this.name}`, () => this.#hold());
    this.#end = new End(this.name, () => this.#hold());
    this.#station = new Station(this, options);
  }

  // ---- what users see

  call<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Operation<T> {
    return jobOf(this, fn, args);
  }

  go<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Task<T> {
    const task = go(performing<T>, jobOf<T>(this, fn, args));
    task.name = addressOf(fn).name || task.name;
    return task;
  }

  close(): Operation<void> {
    return composite(closing, [this], { name: `close of ${this.name}` });
  }

  kill(reason?: unknown): void {
    if (this.#state === 'over') return;
    this.#end.reach({ kind: 'killed', reason });
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
    if (this.#state !== 'open')
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

  gone(_: Station, left: Job[], { error, unasked }: Loss): void {
    this.#state = 'over';
    this.disown();
    for (const job of left) job.fail(error);
    this.#end.reach(unasked ? { kind: 'lost', error } : { kind: 'normal' });
    this.#up.reach(undefined);
  }
}

function* performing<T>(op: Operation<T>): Coroutine<T> {
  return yield* op;
}

function* closing(place: ThreadPlace): Coroutine<void> {
  place.shut();
  yield* place.exited();
}
