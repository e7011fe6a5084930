// A pool: what users see of a crew of workers (crew.ts), and its life.
//
//   open --close()--> closing --terminate(), or its scope ends--> ended     (and then its workers go)
//     \---------------------------------------------------------/
//     \---its workers die again and again--> failed
//
// Invariant
//   The workers keep the event loop alive exactly while there are jobs, or somebody waits for the end.

import {
  composite,
  ClosedError,
  type Coroutine,
  currentFiber,
  type Future,
  type Operation,
  refuseWhileLoading,
  type Scheduler,
  type WorkerLostError,
} from '../../kernel/index.ts';
import { type Calls, type Shop, ShopCalls } from './calls.ts';
import type { MapOptions } from './chunks.ts';
import { Crew } from './crew.ts';
import { End } from '../end.ts';
import type { Results } from './imap.ts';
import type { Job } from '../caller/job.ts';
import { type JobOptions, plainJob } from './job-options.ts';
import { type CheckedOptions, checkPoolOptions, type PoolOptions } from './pool-options.ts';
import type { PortableBody } from '../portable/portable.ts';
import { EACH } from '../protocol.ts';

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
export interface Pool extends Calls, AsyncDisposable {
  readonly name: string;
  /** Takes no more jobs and maps; those that it has are done. Acts at once. */
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
  return openPool(checked);
}

/** The same, with options that were checked. */
export function openPool(options: CheckedOptions): Operation<Pool> {
  return composite(open, [options], { name: 'createPool' });
}

// oxlint-disable-next-line require-yield -- an operation, because in async code only a wait knows its task.
function* open(options: CheckedOptions): Coroutine<Pool> {
  const { nursery, scheduler } = currentFiber();
  const pool = new OpenPool(options, scheduler);
  pool.disown = nursery.own(() => pool.shutDown());
  return pool;
}

type State = { is: 'open' | 'closing' | 'ended' } | { is: 'failed'; error: WorkerLostError };

class OpenPool implements Pool, Shop {
  readonly name: string;
  readonly width: number;
  /** Its scope has no more to do with it. */
  disown: () => void = () => {};
  readonly #calls: Calls;
  readonly #crew: Crew;
  readonly #end: End<void>;
  #state: State = { is: 'open' };
  /** Jobs that have not ended. */
  #jobs = 0;
  /** Maps that have not ended. */
  #maps = 0;
  #done = 0;
  #failed = 0;

  constructor(options: CheckedOptions, scheduler: Scheduler) {
    this.name = options.name;
    this.width = options.max;
    this.#calls = new ShopCalls(this, plainJob);
    this.#end = new End(`pool "${this.name}"`, () => this.#hold());
    this.#crew = new Crew(options, scheduler, {
      gaveUp: (error) => {
        this.#state = { is: 'failed', error };
        this.#dismissIfIdle();
      },
      dismissed: () => {
        this.disown();
        this.#end.reach(undefined);
      },
    });
  }

  // ---- what users see

  get [Symbol.toStringTag](): string {
    return 'Pool';
  }

  apply<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Operation<T> {
    return this.#calls.apply(fn, ...args);
  }

  submit<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Future<T> {
    return this.#calls.submit(fn, ...args);
  }

  map<T, I>(
    fn: PortableBody<T, [I]>,
    items: Iterable<I> | AsyncIterable<I>,
    options?: MapOptions,
  ): Operation<T[]> {
    return this.#calls.map(fn, items, options);
  }

  imap<T, I>(
    fn: PortableBody<T, [I]>,
    items: Iterable<I> | AsyncIterable<I>,
    options?: MapOptions,
  ): Results<T> {
    return this.#calls.imap(fn, items, options);
  }

  with(options: JobOptions): Calls {
    return this.#calls.with(options);
  }

  close(): void {
    if (this.#state.is === 'open') this.#state = { is: 'closing' };
    this.#dismissIfIdle();
  }

  join(): Operation<void> {
    return this.#end.wait();
  }

  terminate(): void {
    this.#refuseAll();
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
    this.#refuseAll();
    for (const job of this.#crew.jobs())
      job.kill(`the scope of pool "${this.name}" has ended`, job.options.within);
    this.#dismissIfIdle();
  }

  /** Takes nothing more, not even from the maps that it has let in. */
  #refuseAll(): void {
    if (this.#state.is !== 'failed') this.#state = { is: 'ended' };
  }

  // ---- as a shop

  enter(what: string): () => void {
    this.#refuse(what, false);
    this.#maps++;
    return () => {
      this.#maps--;
      this.#dismissIfIdle();
    };
  }

  start(job: Job): void {
    this.#refuse(job.name, job.how === EACH);
    if (++this.#jobs === 1) this.#hold();
    this.#crew.add(job);
  }

  /** Throws if it takes this in no more; a part of a map that was let in is taken longer. */
  #refuse(what: string, isPart: boolean): void {
    const state = this.#state;
    if (state.is === 'failed') throw state.error;
    if (state.is === 'ended' || (state.is === 'closing' && !isPart))
      throw new ClosedError(`cannot start ${what}: pool "${this.name}" is closed`);
  }

  stop(job: Job, reason: unknown, within: number): void {
    this.#crew.stop(job, reason, within);
  }

  ended(job: Job): void {
    if (job.outcome!.ok) this.#done += job.size;
    else this.#failed += job.size;
    if (--this.#jobs > 0) return;
    this.#hold();
    this.#dismissIfIdle();
  }

  /** Its workers may go when it takes nothing more and has nothing left. */
  #dismissIfIdle(): void {
    const { is } = this.#state;
    if (is === 'open' || this.#jobs > 0) return;
    if (is !== 'closing' || this.#maps === 0) this.#crew.dismiss();
  }

  #hold(): void {
    this.#crew.hold(this.#jobs > 0 || this.#end.awaited);
  }
}
