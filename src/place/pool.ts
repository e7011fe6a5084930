// A pool: what users see of a crew of workers (crew.ts), and its life.
//
//   open --close()--> closing --its jobs and its workers have ended--> over
//     \---three workers in a row die before they do anything--> failed
//
// Invariant
//   The workers keep the event loop alive exactly while there are jobs, or somebody waits for the end.

import {
  composite,
  ClosedError,
  type Coroutine,
  currentFiber,
  Future,
  KilledError,
  type Operation,
  refuseWhileLoading,
  type Scheduler,
  type WorkerLostError,
} from '../kernel/index.ts';
import { Crew } from './crew.ts';
import { End } from './end.ts';
import { type Employer, Job, type JobOutcome } from './job.ts';
import { type MapOptions, mapOver } from './map.ts';
import { Origin } from './origin.ts';
import { GRACE_MS, jobOf } from './perform.ts';
import { type CheckedOptions, checkPoolOptions, type PoolOptions } from './pool-options.ts';
import { addressOf, type PortableBody } from './portable.ts';
import { EACH, ONE } from './protocol.ts';

/** What a pool says of itself. */
export interface PoolStatistics {
  /** Workers that run, or are being started. */
  workers: number;
  /** Workers that have a job. */
  busy: number;
  /** Jobs that have not begun. */
  queued: number;
  /** Jobs that gave a result; an item of `map` counts as one. */
  done: number;
  /** Jobs that ended otherwise: failed, killed, lost. */
  failed: number;
}

/**
 * A number of workers that share work out among themselves. A worker does one job at a time, also if
 * the job waits. Arguments and results are copied, at the time when they are sent.
 */
export interface Pool extends AsyncDisposable {
  readonly name: string;
  /** Calls `fn` in a worker. Composite: a kill, a timeout or a lost select kills the job. */
  apply<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Operation<T>;
  /** Has `fn` called in a worker; acts at once. To cancel the future kills the job. */
  submit<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Future<T>;
  /**
   * Calls `fn` for each item, in all workers; the results in the order of the items. Items are drawn
   * from the source no faster than they are worked on. An item that fails ends it, and kills the rest.
   * A source that is left early is told so (`return`) and waited for; but one that still owes an item
   * is not, since it may never answer. Composite.
   */
  map<T, I>(
    fn: PortableBody<T, [I]>,
    items: Iterable<I> | AsyncIterable<I>,
    options?: MapOptions,
  ): Operation<T[]>;
  /** Takes no more jobs; those that it has are done. Acts at once. */
  close(): void;
  /** Waits until it is closed, all jobs have ended and the workers are gone. Primitive. */
  join(): Operation<void>;
  /** Ends the workers at once, and kills all jobs. */
  terminate(): void;
  statistics(): PoolStatistics;
}

/**
 * Makes a pool of threads. It belongs to the scope in which it is opened: at the scope's end its jobs
 * are killed, and its workers end. Does not wait for the workers to be up. An idle pool does not keep
 * the program alive.
 *
 * A worker that dies is replaced. The job that it had begun fails with WorkerLostError; others are
 * carried on elsewhere. A killed job has 5 s for its clean-up, or what the kill says (`within`); if its
 * worker does not answer then, the worker is ended and replaced.
 *
 * @throws RangeError or TypeError for a wrong option; NotPortableError if `init` is not portable;
 * StartedWhileLoadingError while a worker imports the module; NoTaskError outside a task.
 * @example
 * import { run } from 'offshoot';
 * import { createPool, portable } from 'offshoot/place';
 *
 * export const square = portable(import.meta, (n: number) => n * n);
 *
 * if (import.meta.main) {
 *   await run(function* () {
 *     const pool = yield* createPool({ size: 2 });
 *     return yield* pool.map(square, [1, 2, 3]);
 *   }) // => [1, 4, 9]
 * }
 */
export function createPool(options: PoolOptions = {}): Operation<Pool> {
  const checked = checkPoolOptions(options);
  refuseWhileLoading('createPool()');
  return composite(open, [checked], { name: 'createPool' });
}

// oxlint-disable-next-line require-yield -- an operation, because in async code only a wait knows its task.
function* open(options: CheckedOptions): Coroutine<Pool> {
  const { nursery, scheduler } = currentFiber();
  const pool = new ThreadPool(options, scheduler);
  pool.disown = nursery.own(() => pool.shutDown());
  return pool;
}

type State = { is: 'open' } | { is: 'closing' } | { is: 'failed'; error: WorkerLostError };

class ThreadPool implements Pool, Employer {
  readonly name: string;
  /** Its scope has no more to do with it. */
  disown: () => void = () => {};
  readonly #size: number;
  readonly #crew: Crew;
  readonly #end: End<void>;
  #state: State = { is: 'open' };
  /** Jobs that have not ended. */
  #jobs = 0;
  #done = 0;
  #failed = 0;

  constructor(options: CheckedOptions, scheduler: Scheduler) {
    this.name = options.name;
    this.#size = options.size;
    this.#end = new End(`pool "${this.name}"`, () => this.#hold());
    this.#crew = new Crew(options, scheduler, {
      gaveUp: (error) => {
        this.#state = { is: 'failed', error };
        if (this.#jobs === 0) this.#crew.dismiss();
      },
      dismissed: () => {
        this.disown();
        this.#end.reach(undefined);
      },
    });
  }

  // ---- what users see

  apply<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Operation<T> {
    return jobOf(this, fn, args);
  }

  submit<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Future<T> {
    const job = new Job(this, fn, ONE, args, new Origin());
    this.start(job);
    const future = Future.stoppedBy<unknown>((reason) => job.kill(reason, GRACE_MS));
    job.onEnd = (outcome) => settle(future, outcome);
    return future as Future<T>;
  }

  map<T, I>(
    fn: PortableBody<T, [I]>,
    items: Iterable<I> | AsyncIterable<I>,
    options: MapOptions = {},
  ): Operation<T[]> {
    const origin = new Origin();
    const start = (part: unknown[]): Job => {
      const job = new Job(this, fn, EACH, part, origin);
      this.start(job);
      return job;
    };
    addressOf(fn);
    return mapOver(start, this.#size, items, options) as Operation<unknown> as Operation<T[]>;
  }

  close(): void {
    if (this.#state.is === 'open') this.#state = { is: 'closing' };
    if (this.#jobs === 0) this.#crew.dismiss();
  }

  join(): Operation<void> {
    return this.#end.wait();
  }

  terminate(): void {
    this.close();
    this.#crew.terminate(`pool "${this.name}" was terminated`);
  }

  statistics(): PoolStatistics {
    return { ...this.#crew.statistics(), done: this.#done, failed: this.#failed };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#killAll();
    await this.join();
  }

  /** At the end of its scope. */
  *shutDown(): Coroutine<void> {
    this.#killAll();
    yield* this.join();
  }

  /** Kills what is left: nobody can wait for it any more. */
  #killAll(): void {
    this.close();
    for (const job of this.#crew.jobs())
      job.kill(`the scope of pool "${this.name}" has ended`, GRACE_MS);
  }

  // ---- as an employer

  start(job: Job): void {
    if (this.#state.is === 'failed') throw this.#state.error;
    if (this.#state.is === 'closing')
      throw new ClosedError(`cannot start ${job.name}: pool "${this.name}" is closed`);
    if (++this.#jobs === 1) this.#hold();
    this.#crew.add(job);
  }

  stop(job: Job, reason: unknown, within: number): void {
    this.#crew.stop(job, reason, within);
  }

  ended(job: Job): void {
    const count = job.how === EACH ? job.args.length : 1;
    if (job.outcome!.ok) this.#done += count;
    else this.#failed += count;
    if (--this.#jobs > 0) return;
    this.#hold();
    if (this.#state.is !== 'open') this.#crew.dismiss();
  }

  #hold(): void {
    this.#crew.hold(this.#jobs > 0 || this.#end.awaited);
  }
}

function settle(future: Future<unknown>, outcome: JobOutcome): void {
  if (outcome.ok) future.set(outcome.value);
  else if (outcome.error instanceof KilledError) future.cancel(outcome.error.reason);
  else future.setError(outcome.error);
}
