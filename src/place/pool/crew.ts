// The crew of a pool: its workers (staff.ts), and the line of jobs that wait for one (line.ts).
//
// A worker gets its next jobs when it has room (station.ts): one, or more while they are quick. A
// worker that has nothing to do takes jobs that were sent to another one and are not begun, and a job
// goes before those of lower priority that are not begun. So a long job holds back nobody.
//
// Invariants
//   While a worker is idle, no job waits in the line, nor unbegun in another worker.
//   A job that had begun is never begun again; one that had not is carried on by another worker. But
//     one that is the first thing two workers had to do when they died is not given to a third.
//   A worker that dies is replaced, but not for ever (respawns.ts): then the crew gives up.

import { report, type Scheduler, WorkerLostError } from '../../kernel/index.ts';
import type { Job } from '../caller/job.ts';
import { Line } from './line.ts';
import type { CheckedOptions } from './pool-options.ts';
import { Respawns } from './respawns.ts';
import { Staff } from './staff.ts';
import type { Loss } from '../caller/loss.ts';
import type { Owner } from '../caller/owner.ts';
import type { Station } from '../caller/station.ts';

/** Whom the crew works for. */
export interface Chief {
  /** The crew does no more jobs, and this is why. */
  gaveUp(error: WorkerLostError): void;
  /** It was dismissed, and the last worker is gone. */
  dismissed(): void;
}

export class Crew implements Owner {
  readonly scheduler: Scheduler;
  readonly #options: Readonly<CheckedOptions>;
  readonly #chief: Chief;
  readonly #line = new Line();
  readonly #staff: Staff;
  readonly #respawns: Respawns;
  #state: { is: 'working' | 'dismissed' } | { is: 'gaveUp'; error: WorkerLostError } = {
    is: 'working',
  };
  #feedingSoon = false;
  /** Have there been jobs of a priority of their own? */
  #hasPriorities = false;

  constructor(options: Readonly<CheckedOptions>, scheduler: Scheduler, chief: Chief) {
    this.#options = options;
    this.scheduler = scheduler;
    this.#chief = chief;
    this.#staff = new Staff(this, options);
    this.#respawns = new Respawns(options.max);
    this.#staff.fill(0);
  }

  // ---- what the pool has it do

  add(job: Job): void {
    this.#line.push(job);
    this.#hasPriorities ||= job.options.priority !== 0;
    const idle = this.#staff.takeIdle();
    if (idle !== undefined) {
      this.#feed(idle);
      return;
    }
    if (this.#hasPriorities) this.#recallBelow(job.options.priority);
    this.#fill();
    this.#feedSoon();
  }

  stop(job: Job, reason: unknown, within: number): void {
    const station = job.station as Station | null;
    if (station === null) {
      this.#line.remove(job);
      job.endKilled(reason);
    } else if (station.takeBack(job)) {
      job.endKilled(reason);
      this.#feed(station);
    } else station.kill(job, reason, within);
  }

  jobs(): Job[] {
    return [...this.#line, ...[...this.#staff.present].flatMap(({ jobs }) => jobs)];
  }

  /** Keeps the event loop alive, or not. */
  hold(alive: boolean): void {
    this.#staff.hold(alive);
  }

  /** The limits in its options have changed. */
  resized(): void {
    this.#staff.resized();
    this.#fill();
  }

  /** Lets the workers go, which have nothing left to do. */
  dismiss(): void {
    if (this.#state.is === 'dismissed') return;
    this.#state = { is: 'dismissed' };
    this.#staff.retireAll();
    this.#endIfEmpty();
  }

  /** Ends the workers at once. */
  terminate(reason: string): void {
    this.#state = { is: 'dismissed' };
    this.#staff.retireAll();
    for (let job = this.#line.shift(); job !== undefined; job = this.#line.shift())
      job.endKilled(reason);
    for (const station of this.#staff.present) station.terminate(reason);
    this.#endIfEmpty();
  }

  statistics(): { workers: number; busy: number; queued: number } {
    const stations = [...this.#staff.serving];
    const unbegun = stations.reduce((sum, station) => sum + station.unbegun().length, 0);
    return {
      workers: stations.length,
      busy: stations.filter(({ load }) => load > 0).length,
      queued: this.#line.length + unbegun,
    };
  }

  // ---- what the workers do

  free(station: Station): void {
    if (station.done > 0) this.#respawns.worked();
    this.#feed(station);
  }

  returned(jobs: Job[]): void {
    if (this.#state.is === 'gaveUp') for (const job of jobs) job.fail(this.#state.error);
    else for (const job of jobs) this.#line.push(job);
    while (this.#line.length > 0) {
      const idle = this.#staff.takeIdle();
      if (idle === undefined) break;
      this.#feed(idle);
    }
    this.#feedSoon();
  }

  gone(station: Station, left: Job[], loss: Loss): void {
    this.#staff.left(station);
    const back = loss.diedAlone ? this.#withoutCulprit(left, loss.error) : left;
    if (this.#state.is === 'gaveUp') for (const job of back) job.fail(this.#state.error);
    else for (const job of back) this.#line.push(job);
    if (loss.diedAlone) this.#died(station, left[0], loss.error);
    this.#fill();
    this.#feedSoon();
    this.#endIfEmpty();
  }

  /**
   * A worker died that had begun nothing. What it was to begin next may be what killed it, while it was
   * read: that has one more try.
   */
  #withoutCulprit(left: Job[], cause: WorkerLostError): Job[] {
    const [first, ...others] = left;
    if (first === undefined) return left;
    if (!first.extras.isSuspect) {
      first.extras.isSuspect = true;
      return left;
    }
    const what = `${first.name} was given up: two workers died when they were to begin it`;
    first.fail(new WorkerLostError(`${what}; the last one: ${cause.message}`, { cause }));
    return others;
  }

  #died(station: Station, next: Job | undefined, cause: WorkerLostError): void {
    const hadWorked = station.done > 0;
    if (hadWorked) {
      const when = next === undefined ? 'while it was idle' : `when it was to begin ${next.name}`;
      const message = `${station.name} died ${when}:`;
      report({ kind: 'worker', message, error: cause });
    }
    const tooOften = this.#respawns.died(this.scheduler.clock.now(), hadWorked);
    if (tooOften === undefined || this.#state.is !== 'working') return;
    const message = `pool "${this.#options.name}" gave up: ${tooOften}; the last one: ${cause.message}`;
    this.#giveUp(new WorkerLostError(message, { cause }));
  }

  /** Jobs that had begun in other workers go on. */
  #giveUp(error: WorkerLostError): void {
    this.#state = { is: 'gaveUp', error };
    for (let job = this.#line.shift(); job !== undefined; job = this.#line.shift()) job.fail(error);
    this.#chief.gaveUp(error);
  }

  #endIfEmpty(): void {
    if (this.#state.is !== 'dismissed' || this.#staff.present.size > 0) return;
    this.#chief.dismissed();
  }

  /** Starts as many workers as are missing for the jobs that there are. */
  #fill(): void {
    if (this.#state.is !== 'working' || !this.#staff.mayGrow) return;
    this.#staff.fill(this.#line.length + this.#staff.load);
  }

  // ---- who does what

  /** Sends what has come together meanwhile to workers that are busy, but have room. */
  #feedSoon(): void {
    if (this.#feedingSoon) return;
    this.#feedingSoon = true;
    this.#options.host.soon(() => {
      this.#feedingSoon = false;
      for (const station of this.#staff.serving) {
        if (this.#line.length === 0) return;
        this.#feed(station);
      }
    });
  }

  #feed(station: Station): void {
    if (this.#isUsedUp(station)) {
      this.#staff.retire(station);
      this.#fill();
    } else if (this.#line.length > 0) this.#give(station, this.#next(station));
    else if (station.load === 0 && station.state === 'up') this.#findWork(station);
  }

  #give(station: Station, jobs: Job[]): void {
    if (jobs.length > 0) station.give(jobs);
  }

  /** The jobs that this worker is to have next: its share of the line, as far as it has room. */
  #next(station: Station): Job[] {
    const jobs: Job[] = [];
    const share = Math.ceil(this.#line.length / this.#staff.serving.size);
    const most = Math.min(station.room, share);
    let mayDo = this.#mayDo(station);
    let isTrusted = true;
    while (jobs.length < most && mayDo > 0 && isTrusted) {
      const first = this.#line.first!;
      const isAlone = station.load === 0 && jobs.length === 0;
      isTrusted = station.trusts(first);
      // The time of a limited job runs from now on, so it must not wait behind others.
      if (!isAlone && (first.isLimited || !isTrusted)) break;
      this.#line.remove(first);
      jobs.push(first);
      mayDo -= first.size;
    }
    return jobs;
  }

  /** How many more jobs before it is replaced. */
  #mayDo({ taken }: Station): number {
    return this.#options.maxTasksPerWorker - taken;
  }

  #isUsedUp(station: Station): boolean {
    return station.state === 'up' && station.load === 0 && this.#mayDo(station) <= 0;
  }

  /** Takes over half of what the busiest worker has not begun; if there is nothing, it is idle. */
  #findWork(station: Station): void {
    let most: Job[] = [];
    let busiest: Station | null = null;
    for (const other of this.#staff.serving) {
      const unbegun = other.unbegun();
      if (unbegun.length > most.length) [most, busiest] = [unbegun, other];
    }
    const mayTake = Math.min(station.room, this.#mayDo(station));
    const half = Math.min(mayTake, Math.ceil(most.length / 2));
    const taken = busiest?.reclaim(most.slice(most.length - half)) ?? [];
    if (taken.length > 0) this.#give(station, taken);
    else this.#staff.isIdle(station);
  }

  /** What was sent ahead, and is not begun, comes back into the line if a job goes before it. */
  #recallBelow(priority: number): void {
    for (const station of this.#staff.serving) {
      const below = station.unbegun().filter((job) => job.options.priority < priority);
      for (const job of station.reclaim(below)) this.#line.push(job);
    }
  }
}
