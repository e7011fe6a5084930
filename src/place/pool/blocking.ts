// Blocking work goes to helpers: a crew of threads that the whole thread shares, made when it is first
// needed. What it was sent off for done, its caller goes on before whatever else is ready.
//
// Invariants
//   There is a crew exactly from the first job on, until it gives up; the next job makes another one.
//   Idle helpers end after a while, all of them, and never keep the event loop alive.

import {
  checkCount,
  checkDuration,
  checkNames,
  type Operation,
  Scheduler,
} from '../../kernel/index.ts';
import { Crew } from './crew.ts';
import type { Employer, Job } from '../caller/job.ts';
import { jobOf } from '../caller/perform.ts';
import { type CheckedOptions, checkPoolOptions } from './pool-options.ts';
import type { PoolStatistics } from './pool.ts';
import type { PortableBody } from '../portable/portable.ts';
import { Origin } from '../../wire/index.ts';

/** Work that blocks does not compute: more helpers than processors serve. */
function most(): number {
  return Math.max(4, 2 * process.getBuiltinModule('node:os').availableParallelism());
}

class Helpers implements Employer {
  readonly wakesFirst = true;
  readonly options: CheckedOptions = checkPoolOptions({ name: 'blocking', max: most() });
  #crew: Crew | null = null;
  readonly #crewOf = new WeakMap<Job, Crew>();
  #jobs = 0;
  #done = 0;
  #failed = 0;

  start(job: Job): void {
    const crew = this.#crew ?? this.#hire();
    this.#crewOf.set(job, crew);
    if (this.#jobs++ === 0) crew.hold(true);
    crew.add(job);
  }

  #hire(): Crew {
    // What a crew that gave up still works on goes on, and then its helpers are idle, and end.
    const crew = new Crew(this.options, new Scheduler(), {
      gaveUp: () => (this.#crew = null),
      dismissed: () => {},
    });
    crew.hold(true);
    return (this.#crew = crew);
  }

  stop(job: Job, reason: unknown, within: number): void {
    this.#crewOf.get(job)?.stop(job, reason, within);
  }

  ended(job: Job): void {
    if (job.outcome!.ok) this.#done++;
    else this.#failed++;
    if (--this.#jobs > 0) return;
    this.#crewOf.get(job)?.hold(false);
    this.#crew?.hold(false);
  }

  resized(): void {
    this.#crew?.resized();
  }

  statistics(): PoolStatistics {
    const now = this.#crew?.statistics() ?? { workers: 0, busy: 0, queued: 0 };
    return { ...now, done: this.#done, failed: this.#failed };
  }
}

let made: Helpers | undefined;

function helpers(): Helpers {
  return (made ??= new Helpers());
}

/**
 * Calls a portable function that blocks (`execSync`, a synchronous database, a long computation) on a
 * helper thread, and goes on with its result before whatever else is ready: it has waited enough. The
 * helpers are shared by all that runs in this thread; they start when they are needed and end when they
 * have been idle for a while. Composite: a kill, a timeout or a lost select kills the job.
 *
 * Costs some tens of microseconds, and some tens of milliseconds where a helper has to be started first.
 *
 * @throws NotPortableError at once, if `fn` is not portable; what `fn` throws; WorkerLostError.
 * @example
 * import { execFileSync } from 'node:child_process';
 * import { run } from 'offshoot';
 * import { blocking, portable } from 'offshoot/place';
 *
 * export const version = portable(import.meta, () => {
 *   return execFileSync(process.execPath, ['--version'], { encoding: 'utf8' }).trim();
 * });
 *
 * if (import.meta.main) {
 *   await run(function* () {
 *     return (yield* blocking(version)) === process.version;
 *   }) // => true
 * }
 */
export function blocking<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Operation<T> {
  return jobOf(helpers(), fn, args, new Origin());
}

/** How many helpers there may be. */
export interface BlockingOptions {
  /** The most at once. Default: two for each processor, 4 at least. */
  max?: number;
  /** How long a helper may be idle before it ends, in milliseconds. Default: 10000. */
  idleMs?: number;
}

/** The helpers behind `blocking`. */
export const blockingPool = {
  /** Says how many helpers there may be, from now on. Acts at once. @throws RangeError or TypeError for a wrong option. */
  limit(options: BlockingOptions): void {
    checkNames('limit', options, ['max', 'idleMs']);
    const all = helpers();
    const { max = all.options.max, idleMs = all.options.idleMs } = options;
    checkCount('max', max, 1);
    checkDuration('idleMs', idleMs);
    Object.assign(all.options, { max, idleMs });
    all.resized();
  },

  statistics(): PoolStatistics {
    return helpers().statistics();
  },
};
