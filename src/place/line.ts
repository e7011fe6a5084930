// The jobs that wait for a worker, in order of arrival. The links stand in the jobs, so that a killed
// one leaves at no cost, wherever it stands.

import type { Job } from './job.ts';

export class Line {
  #first: Job | null = null;
  #last: Job | null = null;
  length = 0;

  push(job: Job): void {
    job.state = 'queued';
    job.before = this.#last;
    if (this.#last === null) this.#first = job;
    else this.#last.after = job;
    this.#last = job;
    this.length++;
  }

  /** Puts jobs back that had left it: they come first again, in this order. */
  putBack(jobs: readonly Job[]): void {
    for (const job of jobs.toReversed()) {
      job.state = 'queued';
      job.after = this.#first;
      if (this.#first === null) this.#last = job;
      else this.#first.before = job;
      this.#first = job;
      this.length++;
    }
  }

  remove(job: Job): void {
    const { before, after } = job;
    if (before === null) this.#first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
    job.before = job.after = null;
    this.length--;
  }

  *[Symbol.iterator](): Iterator<Job> {
    for (let job = this.#first; job !== null; job = job.after) yield job;
  }

  /** Takes up to `n` from the front. */
  take(n: number): Job[] {
    const taken: Job[] = [];
    for (let job = this.#first; job !== null && taken.length < n; job = this.#first) {
      this.remove(job);
      taken.push(job);
    }
    return taken;
  }
}
