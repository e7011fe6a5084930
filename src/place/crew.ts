// The crew of a pool: its workers, and the line of jobs that wait for one.
//
// A worker gets its next jobs when it has room (station.ts): one, or more while they are quick. A
// worker that has nothing to do takes jobs that were sent to another one and are not begun. So a long
// job holds back nobody.
//
// Invariants
//   While a worker is idle, no job waits in the line, nor unbegun in another worker.
//   A job that had begun is never begun again; one that had not is carried on by another worker.
//   A worker that dies is replaced; but when MAX_FAILURES in a row die before they end a job, and not
//     because of a job, the crew gives up: the next one would die, too.

import { report, type Scheduler, WorkerLostError } from '../kernel/index.ts';
import type { Job } from './job.ts';
import { Line } from './line.ts';
import type { CheckedOptions } from './pool-options.ts';
import { type Loss, type Owner, Station } from './station.ts';

const MAX_FAILURES = 3;

/** Whom the crew works for. */
export interface Chief {
  /** The crew does no more jobs, and this is why. */
  gaveUp(error: WorkerLostError): void;
  /** It was dismissed, and the last worker is gone. */
  dismissed(): void;
}

export class Crew implements Owner {
  readonly scheduler: Scheduler;
  readonly #options: CheckedOptions;
  readonly #chief: Chief;
  readonly #line = new Line();
  readonly #stations = new Set<Station>();
  /** Idle, at least when they came here. */
  #idle: Station[] = [];
  #state: { is: 'working' | 'dismissed' } | { is: 'gaveUp'; error: WorkerLostError } = {
    is: 'working',
  };
  #held = false;
  #feedingSoon = false;
  #started = 0;
  #failuresInARow = 0;

  constructor(options: CheckedOptions, scheduler: Scheduler, chief: Chief) {
    this.#options = options;
    this.scheduler = scheduler;
    this.#chief = chief;
    this.#staff();
  }

  // ---- what the pool has it do

  add(job: Job): void {
    this.#line.push(job);
    const idle = this.#takeIdle();
    if (idle !== undefined) this.#feed(idle);
    else this.#feedSoon();
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
    return [...this.#line, ...[...this.#stations].flatMap(({ jobs }) => jobs)];
  }

  /** Keeps the event loop alive, or not. */
  hold(alive: boolean): void {
    this.#held = alive;
    for (const station of this.#stations) station.hold(alive);
  }

  /** Lets the workers go, which have nothing left to do. */
  dismiss(): void {
    if (this.#state.is === 'dismissed') return;
    this.#state = { is: 'dismissed' };
    for (const station of this.#stations) station.close();
    this.#endIfEmpty();
  }

  /** Ends the workers at once. */
  terminate(reason: string): void {
    this.#state = { is: 'dismissed' };
    for (const job of this.#line.take(Infinity)) job.endKilled(reason);
    for (const station of [...this.#stations]) station.terminate(reason);
    this.#endIfEmpty();
  }

  statistics(): { workers: number; busy: number; queued: number } {
    const stations = [...this.#stations].filter(({ state }) => state !== 'leaving');
    const unbegun = stations.reduce((sum, station) => sum + station.unbegun().length, 0);
    return {
      workers: stations.length,
      busy: stations.filter(({ load }) => load > 0).length,
      queued: this.#line.length + unbegun,
    };
  }

  // ---- what the workers do

  free(station: Station): void {
    if (station.done > 0) this.#failuresInARow = 0;
    this.#feed(station);
  }

  gone(station: Station, left: Job[], loss: Loss): void {
    this.#stations.delete(station);
    if (this.#state.is === 'gaveUp') for (const job of left) job.fail(this.#state.error);
    else this.#line.putBack(left);
    if (loss.unasked && !loss.tookJobs) this.#diedIdle(station, loss.error);
    this.#staff();
    this.#feedSoon();
    this.#endIfEmpty();
  }

  #diedIdle(station: Station, cause: unknown): void {
    if (station.done > 0) {
      report({
        kind: 'worker',
        message: `${station.name} died while it was idle:`,
        error: cause,
      });
      return;
    }
    if (++this.#failuresInARow < MAX_FAILURES || this.#state.is !== 'working') return;
    const why = cause instanceof Error ? cause.message : String(cause);
    this.#giveUp(
      new WorkerLostError(
        `pool "${this.#options.name}" gave up: ${MAX_FAILURES} workers in a row died before they did anything; the last one: ${why}`,
        { cause },
      ),
    );
  }

  /** Jobs that had begun in other workers go on. */
  #giveUp(error: WorkerLostError): void {
    this.#state = { is: 'gaveUp', error };
    for (const job of this.#line.take(Infinity)) job.fail(error);
    this.#chief.gaveUp(error);
  }

  #endIfEmpty(): void {
    if (this.#state.is !== 'dismissed' || this.#stations.size > 0) return;
    this.#chief.dismissed();
  }

  /** Starts as many workers as are missing. */
  #staff(): void {
    const { name, size, init, env, execArgv, memoryMb } = this.#options;
    if (this.#state.is !== 'working') return;
    let missing = size - [...this.#stations].filter(({ state }) => state !== 'leaving').length;
    for (; missing > 0; missing--) {
      const start = { init, env, execArgv, memoryMb, oneAtATime: true };
      const station = new Station(this, { name: `${name}-${++this.#started}`, ...start });
      station.hold(this.#held);
      this.#stations.add(station);
    }
  }

  // ---- who does what

  #takeIdle(): Station | undefined {
    for (;;) {
      const station = this.#idle.pop();
      if (station === undefined || (station.state === 'up' && station.load === 0)) return station;
    }
  }

  /** Sends what has come together meanwhile to workers that are busy, but have room. */
  #feedSoon(): void {
    if (this.#feedingSoon) return;
    this.#feedingSoon = true;
    queueMicrotask(() => {
      this.#feedingSoon = false;
      for (const station of this.#stations) {
        if (this.#line.length === 0) return;
        this.#feed(station);
      }
    });
  }

  #feed(station: Station): void {
    const room = this.#roomOf(station);
    if (room === 0) {
      if (this.#isUsedUp(station)) this.#retire(station);
      return;
    }
    if (this.#line.length > 0) {
      const share = Math.ceil(this.#line.length / this.#stations.size);
      station.give(this.#line.take(Math.min(room, share)));
    } else if (station.load === 0) this.#findWork(station, room);
  }

  #roomOf(station: Station): number {
    return Math.min(station.room, this.#options.maxTasksPerWorker - station.taken);
  }

  #isUsedUp(station: Station): boolean {
    return (
      station.state === 'up' &&
      station.load === 0 &&
      station.taken >= this.#options.maxTasksPerWorker
    );
  }

  #retire(station: Station): void {
    station.close();
    this.#staff();
  }

  /** Takes over half of what the busiest worker has not begun; if there is nothing, it is idle. */
  #findWork(station: Station, room: number): void {
    let most: Job[] = [];
    for (const other of this.#stations) {
      const unbegun = other.unbegun();
      if (unbegun.length > most.length) most = unbegun;
    }
    const half = Math.min(room, Math.ceil(most.length / 2));
    const taken = most.slice(most.length - half).filter((job) => job.station!.takeBack(job));
    if (taken.length > 0) station.give(taken);
    else if (!this.#idle.includes(station)) this.#idle.push(station);
  }
}
