// How much is sent ahead to one worker that does one job at a time: jobs that it begins when it is through
// with the one before, so that it has something to do while a message travels. That is for quick jobs; of
// others it gets one at a time.
//
// What a thread has not begun can be taken back at any time, so a wrong guess harms nobody. A process has to
// be asked, and one that computes does not answer; nor can a job be given to another worker on the chance
// that it has not begun, for only it can say that, and a job is begun once. So behind a job which may take
// long nothing is sent to a process, and such a job behind no other: only the functions are trusted whose
// jobs it has been quick with.

import { ONE } from '../protocol.ts';
import type { Address } from '../portable/portable.ts';
import type { Job } from './job.ts';

/** The most jobs ahead; the second, where it takes an answer to have them back. */
export const MAX_AHEAD = 256;
const MAX_AHEAD_ASKING = 32;
/** So much work is sent ahead, in milliseconds. A job that takes no longer is quick. */
const WORK_MS = 1;

export class Ahead {
  /** Does it take an answer to have a job back? */
  readonly #asks: boolean;
  #msPerJob = Infinity;
  /** How long jobs of a function take, at least as long as the last one. */
  readonly #msOf = new Map<Address, number>();
  /** Jobs with the worker that may take long. */
  readonly #slow = new Set<Job>();

  constructor(asks: boolean) {
    this.#asks = asks;
  }

  /** How many jobs it may have: as many as it does in a moment, but one at a time if they take long. */
  get most(): number {
    const most = this.#asks ? MAX_AHEAD_ASKING : MAX_AHEAD;
    return Math.min(most, Math.max(1, Math.floor(WORK_MS / this.#msPerJob)));
  }

  /** May something be sent behind what it has? */
  get isQuick(): boolean {
    return this.#slow.size === 0;
  }

  /** May this job be sent behind others, and others behind it? */
  trusts({ how, address }: Job): boolean {
    return !this.#asks || (how === ONE && (this.#msOf.get(address) ?? Infinity) <= WORK_MS);
  }

  entered(job: Job): void {
    if (!this.trusts(job)) this.#slow.add(job);
  }

  left(job: Job): void {
    if (this.#asks) this.#slow.delete(job);
  }

  /** Some jobs have ended, of which each took `ms`. */
  took(ms: number): void {
    this.#msPerJob = this.#msPerJob === Infinity ? ms : 0.7 * this.#msPerJob + 0.3 * ms;
  }

  /** This is one of them. */
  ended({ how, address }: Job, ms: number): void {
    if (!this.#asks || how !== ONE) return;
    const before = this.#msOf.get(address) ?? ms;
    this.#msOf.set(address, Math.max(ms, 0.7 * before + 0.3 * ms));
  }
}
