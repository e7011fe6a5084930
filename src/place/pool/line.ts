// The jobs that wait for a worker: those of the highest priority first, equal ones in order of arrival.
//
// Jobs of one priority stand in a rank, each knowing its neighbours, so that a killed one leaves from
// the middle, and a hundred thousand cost no more a job than ten. The ranks that have any are a heap. A
// job keeps the number of its first arrival: one that comes back from a worker stands where it stood.
//
// Invariants
//   A rank is in the heap exactly while it has jobs.
//   No rank goes after one of its children; these of index i stand at 2i + 1 and 2i + 2.

import type { Job } from '../caller/job.ts';

/** The jobs of one priority, in order of arrival. */
class Rank {
  readonly priority: number;
  first: Job | null = null;
  last: Job | null = null;
  /** Where it stands in the heap, or -1. */
  position = -1;

  constructor(priority: number) {
    this.priority = priority;
  }

  /** Costs O(1) for one that goes last; one that comes back passes those that have stood before it. */
  insert(job: Job): void {
    let before = this.last;
    if (before !== null && before.arrival > job.arrival) before = this.#before(job);
    const after = before === null ? this.first : before.later;
    job.earlier = before;
    job.later = after;
    if (before === null) this.first = job;
    else before.later = job;
    if (after === null) this.last = job;
    else after.earlier = job;
  }

  /** The last one that came before `job`. From the front: workers were given the first ones. */
  #before(job: Job): Job | null {
    let before: Job | null = null;
    for (let next = this.first; next !== null && next.arrival < job.arrival; next = next.later)
      before = next;
    return before;
  }

  remove(job: Job): void {
    const { earlier, later } = job;
    if (earlier === null) this.first = later;
    else earlier.later = later;
    if (later === null) this.last = earlier;
    else later.earlier = earlier;
    job.earlier = job.later = null;
  }
}

export class Line {
  length = 0;
  readonly #heap: Rank[] = [];
  /** That of plain jobs stays; others come and go. */
  readonly #ranks = new Map([[0, new Rank(0)]]);
  #arrivals = 0;

  get first(): Job | undefined {
    return this.#heap[0]?.first ?? undefined;
  }

  push(job: Job): void {
    job.waits();
    job.arrival ||= ++this.#arrivals;
    const rank = this.#rankOf(job);
    rank.insert(job);
    this.length++;
    if (rank.position === -1) this.#rise(rank, this.#heap.length);
  }

  remove(job: Job): void {
    const rank = this.#rankOf(job);
    rank.remove(job);
    this.length--;
    if (rank.first === null) this.#empty(rank);
  }

  /** Takes the first one. */
  shift(): Job | undefined {
    const { first } = this;
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Rank by rank, in no order of these. */
  *[Symbol.iterator](): Generator<Job, void> {
    for (const { first } of this.#heap)
      for (let job: Job | null = first; job !== null; job = job.later) yield job;
  }

  #rankOf({ options: { priority } }: Job): Rank {
    let rank = this.#ranks.get(priority);
    if (rank === undefined) this.#ranks.set(priority, (rank = new Rank(priority)));
    return rank;
  }

  /** It leaves the heap. */
  #empty(rank: Rank): void {
    const { position, priority } = rank;
    rank.position = -1;
    if (priority !== 0) this.#ranks.delete(priority);
    const last = this.#heap.pop()!;
    if (last === rank) return;
    // It comes from another branch, so it may belong higher up as well as lower down.
    this.#rise(last, position);
    this.#sink(last, last.position);
  }

  #rise(rank: Rank, from: number): void {
    let at = from;
    while (at > 0) {
      const parent = this.#heap[(at - 1) >> 1]!;
      if (parent.priority > rank.priority) break;
      this.#put(parent, at);
      at = (at - 1) >> 1;
    }
    this.#put(rank, at);
  }

  #sink(rank: Rank, from: number): void {
    const heap = this.#heap;
    let at = from;
    for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && heap[child + 1]!.priority > heap[child]!.priority) child++;
      if (rank.priority > heap[child]!.priority) break;
      this.#put(heap[child]!, at);
      at = child;
    }
    this.#put(rank, at);
  }

  #put(rank: Rank, at: number): void {
    this.#heap[at] = rank;
    rank.position = at;
  }
}
