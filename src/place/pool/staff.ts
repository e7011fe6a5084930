// The staff of a crew: how many workers there are, when one more is started, and when one goes.
//
//   min <= serving <= max     as many as there are jobs; one above that goes when it was idle for `idleMs`
//
// Invariants
//   The last to become idle is the first to get a job, so that those that are not needed grow old.
//   The timer that lets them go does not keep the event loop alive: nor does an idle worker.

import type { Scheduler } from '../../kernel/index.ts';
import type { CheckedOptions } from './pool-options.ts';
import type { Owner } from '../caller/owner.ts';
import { Station } from '../caller/station.ts';

export class Staff {
  readonly #owner: Owner;
  readonly #options: Readonly<CheckedOptions>;
  /** All that have not ended. */
  readonly #present = new Set<Station>();
  /** Those that are not leaving. */
  readonly #serving = new Set<Station>();
  /** Idle, at least when they came here; the one that has been for longest comes first. */
  #idle: { station: Station; since: number }[] = [];
  /** Stops the timer that lets them go, if it runs. */
  #shrinking: (() => void) | null = null;
  #held = false;
  #started = 0;

  constructor(owner: Owner, options: Readonly<CheckedOptions>) {
    this.#owner = owner;
    this.#options = options;
  }

  /** All that have not ended. */
  get present(): ReadonlySet<Station> {
    return this.#present;
  }

  /** Those that are not leaving. */
  get serving(): ReadonlySet<Station> {
    return this.#serving;
  }

  /** How many jobs they have. */
  get load(): number {
    let jobs = 0;
    for (const { load } of this.#serving) jobs += load;
    return jobs;
  }

  /** Could one more be started? */
  get mayGrow(): boolean {
    return this.#serving.size < this.#options.max;
  }

  /** Starts as many workers as are missing for so many jobs. */
  fill(jobs: number): void {
    const { min, max } = this.#options;
    const wanted = Math.max(min, Math.min(max, jobs));
    while (this.#serving.size < wanted) this.#start();
  }

  #start(): void {
    const { on, name, init, env, execArgv, memoryMb, host } = this.#options;
    const start = { kind: on, init, env, execArgv, memoryMb, oneAtATime: true, host };
    const station = new Station(this.#owner, { name: `${name}-${++this.#started}`, ...start });
    station.hold(this.#held);
    this.#present.add(station);
    this.#serving.add(station);
  }

  /** Keeps the event loop alive, or not. */
  hold(alive: boolean): void {
    this.#held = alive;
    for (const station of this.#present) station.hold(alive);
  }

  /** Lets one go, when it has nothing left to do. */
  retire(station: Station): void {
    this.#serving.delete(station);
    station.close();
  }

  /** Lets all go. */
  retireAll(): void {
    this.#shrinking?.();
    for (const station of this.#serving) this.retire(station);
  }

  /** It has ended. */
  left(station: Station): void {
    this.#present.delete(station);
    this.#serving.delete(station);
    this.#watchIdle();
  }

  // ---- who is idle

  /** It has nothing to do. */
  isIdle(station: Station): void {
    if (this.#serving.size > this.#options.max) {
      this.retire(station);
      return;
    }
    this.#idle = this.#idle.filter((idle) => idle.station !== station);
    this.#idle.push({ station, since: this.#scheduler.clock.now() });
    this.#watchIdle();
  }

  /** One that has nothing to do, if there is one. It is taken off the list. */
  takeIdle(): Station | undefined {
    for (;;) {
      const last = this.#idle.pop()?.station;
      if (last === undefined || isIdle(last)) return last;
    }
  }

  /** One that is idle while a job waits behind another will have that as soon as it can be had. */
  get #mayShrink(): boolean {
    const { size } = this.#serving;
    return size > this.#options.min && size > this.load;
  }

  /** Has those go that have been idle for too long, now or when it is time. */
  #watchIdle(): void {
    const { idleMs } = this.#options;
    if (this.#shrinking !== null || idleMs === Infinity || !this.#mayShrink) return;
    this.#idle = this.#idle.filter(({ station }) => isIdle(station));
    const [oldest] = this.#idle;
    if (oldest === undefined) return;
    const ms = oldest.since + idleMs - this.#scheduler.clock.now();
    this.#shrinking = this.#options.host.inIdleTime(() => this.#shrink(), ms);
  }

  #shrink(): void {
    this.#shrinking = null;
    const { idleMs } = this.#options;
    const now = this.#scheduler.clock.now();
    for (const { station, since } of this.#idle) {
      if (!this.#mayShrink || now - since < idleMs) break;
      if (isIdle(station)) this.retire(station);
    }
    this.#watchIdle();
  }

  /** The limits have changed. */
  resized(): void {
    this.#shrinking?.();
    this.#shrinking = null;
    for (const { station } of this.#idle)
      if (this.#serving.size > this.#options.max && isIdle(station)) this.retire(station);
    this.#watchIdle();
  }

  get #scheduler(): Scheduler {
    return this.#owner.scheduler;
  }
}

function isIdle(station: Station): boolean {
  return station.state === 'up' && station.load === 0;
}
