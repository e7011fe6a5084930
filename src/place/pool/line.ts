// The jobs that wait for a worker: those of the highest priority first, equal ones in order of arrival.
//
// A heap whose members know where they stand, so that a killed one leaves from the middle. A job keeps
// the number of its first arrival: one that comes back from a worker stands where it stood.
//
// Invariant: no job goes after one of its children; these of index i stand at 2i + 1 and 2i + 2.

import type { Job } from '../caller/job.ts';

export class Line {
  readonly #heap: Job[] = [];
  #arrivals = 0;

  get length(): number {
    return this.#heap.length;
  }

  get first(): Job | undefined {
    return this.#heap[0];
  }

  /** Costs O(1) for one that goes last, O(log n) otherwise. */
  push(job: Job): void {
    job.waits();
    job.arrival ||= ++this.#arrivals;
    this.#rise(job, this.#heap.length);
  }

  /** Costs O(log n). */
  remove(job: Job): void {
    const { position } = job;
    job.position = -1;
    const last = this.#heap.pop()!;
    if (last === job) return;
    // It comes from another branch, so it may belong higher up as well as lower down.
    this.#rise(last, position);
    this.#sink(last, last.position);
  }

  /** Takes the first one. */
  shift(): Job | undefined {
    const { first } = this;
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** In no order. */
  [Symbol.iterator](): Iterator<Job> {
    return this.#heap.values();
  }

  #rise(job: Job, from: number): void {
    let at = from;
    while (at > 0) {
      const parent = this.#heap[(at - 1) >> 1]!;
      if (!goesBefore(job, parent)) break;
      this.#put(parent, at);
      at = (at - 1) >> 1;
    }
    this.#put(job, at);
  }

  #sink(job: Job, from: number): void {
    const heap = this.#heap;
    let at = from;
    for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && goesBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!goesBefore(heap[child]!, job)) break;
      this.#put(heap[child]!, at);
      at = child;
    }
    this.#put(job, at);
  }

  #put(job: Job, at: number): void {
    this.#heap[at] = job;
    job.position = at;
  }
}

function goesBefore(job: Job, other: Job): boolean {
  const { priority } = job.options;
  if (priority !== other.options.priority) return priority > other.options.priority;
  return job.arrival < other.arrival;
}
