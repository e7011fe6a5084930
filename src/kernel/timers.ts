// The timers of one scheduler: a binary heap by due time, then by order of arrival.
// A timer knows its index, so taking it back costs O(log n).

/** Something that is to happen at a time. Its fields belong to the heap. */
export interface Timed {
  at: number;
  order: number;
  /** Where it stands in the heap; -1 when it does not. */
  index: number;
  /** Runs kernel code only: it may wake, but not run, a task. */
  fire(): void;
}

function earlier(a: Timed, b: Timed): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** A heap of timers. */
export class Timers {
  readonly #heap: Timed[] = [];
  #count = 0;

  get length(): number {
    return this.#heap.length;
  }

  /** When the next one is due; Infinity if there is none. */
  get next(): number {
    return this.#heap[0]?.at ?? Infinity;
  }

  add(timer: Timed): void {
    timer.order = this.#count++;
    timer.index = this.#heap.length;
    this.#heap.push(timer);
    this.#rise(timer, timer.index);
  }

  remove(timer: Timed): void {
    const { index } = timer;
    if (index < 0) return;
    timer.index = -1;
    const last = this.#heap.pop()!;
    if (last === timer) return;
    this.#rise(last, index);
    if (last.index === index) this.#sink(last, index);
  }

  /** Fires all that are due at `now`, earliest first. */
  fire(now: number): void {
    for (let first = this.#heap[0]; first !== undefined && first.at <= now; first = this.#heap[0]) {
      this.remove(first);
      first.fire();
    }
  }

  #rise(timer: Timed, from: number): void {
    const heap = this.#heap;
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent]!;
      if (!earlier(timer, above)) break;
      heap[index] = above;
      above.index = index;
      index = parent;
    }
    heap[index] = timer;
    timer.index = index;
  }

  #sink(timer: Timed, from: number): void {
    const heap = this.#heap;
    let index = from;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && earlier(heap[child + 1]!, heap[child]!)) child++;
      const below = heap[child]!;
      if (!earlier(below, timer)) break;
      heap[index] = below;
      below.index = index;
      index = child;
    }
    heap[index] = timer;
    timer.index = index;
  }
}

/** Calls `fire` at a time, unless it is stopped before. */
export class Alarm implements Timed {
  at = 0;
  order = 0;
  index = -1;
  readonly fire: () => void;

  constructor(fire: () => void) {
    this.fire = fire;
  }
}
