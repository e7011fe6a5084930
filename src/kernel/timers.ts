// The timers of one scheduler: a heap by due time, then by order of arrival.
//
// Each entry has four children, and the times stand side by side in an array of numbers: a level
// costs a look at one line of the cache, and none at the timers themselves. So a timer does not know
// where it stands. One that is stopped leaves a dead entry, which goes when it comes up, or when
// there are more dead ones than others.
//
// Invariant: an entry is alive exactly if its timer bears its number. So numbers are given out once in a
// thread: a sleep that is kept may leave a dead entry in one heap, and run in another.

import { shared } from './shared.ts';

/** Something that is to happen at a time. */
export interface Timed {
  /** The number of its entry; 0 while it does not run. Belongs to the heap. */
  ticket: number;
  /** Runs kernel code only: it may wake, but not run, a task. */
  fire(): void;
}

const CHILDREN = 4;
/** Room in a heap that is empty. */
const LEAST = 64;

/** A heap of timers. */
export class Timers {
  #times = new Float64Array(LEAST);
  #numbers = new Float64Array(LEAST);
  readonly #timers: Timed[] = [];
  /** How many run. */
  length = 0;

  /** How many entries there are, the dead ones included. */
  get entries(): number {
    return this.#timers.length;
  }

  /** When the next one is due; Infinity if there is none. */
  get next(): number {
    this.#dropDead();
    return this.#timers.length === 0 ? Infinity : this.#times[0]!;
  }

  /** Starts a timer that does not run. Costs O(log n). */
  add(timer: Timed, at: number): void {
    const size = this.#timers.length;
    if (size === this.#times.length) this.#resize(2 * size);
    timer.ticket = ++shared.tickets;
    this.length++;
    this.#timers.push(timer);
    this.#rise(size, at, timer.ticket, timer);
  }

  /** Stops a timer, if it runs. Costs O(1), a share of the next sweep included. */
  remove(timer: Timed): void {
    if (timer.ticket === 0) return;
    timer.ticket = 0;
    this.length--;
    if (this.#timers.length > 2 * this.length + LEAST) this.#sweep();
  }

  /** Fires all that are due at `now`, earliest first. */
  fire(now: number): void {
    while (this.next <= now) {
      const timer = this.#timers[0]!;
      this.#pop();
      timer.ticket = 0;
      this.length--;
      timer.fire();
    }
  }

  #dropDead(): void {
    const timers = this.#timers;
    while (timers.length > 0 && timers[0]!.ticket !== this.#numbers[0]) this.#pop();
  }

  #pop(): void {
    const timers = this.#timers;
    const last = timers.pop()!;
    const size = timers.length;
    if (size > 0) this.#sink(0, this.#times[size]!, this.#numbers[size]!, last);
    else if (this.#times.length > LEAST) this.#resize(LEAST);
  }

  /** Leaves only the living. */
  #sweep(): void {
    const timers = this.#timers;
    const [times, numbers] = [this.#times, this.#numbers];
    let alive = 0;
    for (let i = 0; i < timers.length; i++) {
      if (timers[i]!.ticket !== numbers[i]) continue;
      this.#put(alive++, times[i]!, numbers[i]!, timers[i]!);
    }
    timers.length = alive;
    for (let i = Math.floor((alive - 2) / CHILDREN); i >= 0; i--)
      this.#sink(i, times[i]!, numbers[i]!, timers[i]!);
  }

  /** One that is younger than all others. */
  #rise(from: number, at: number, number: number, timer: Timed): void {
    const times = this.#times;
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      if (times[parent]! <= at) break;
      this.#put(index, times[parent]!, this.#numbers[parent]!, this.#timers[parent]!);
      index = parent;
    }
    this.#put(index, at, number, timer);
  }

  #sink(from: number, at: number, number: number, timer: Timed): void {
    const [times, numbers, timers] = [this.#times, this.#numbers, this.#timers];
    const size = timers.length;
    let index = from;
    for (let child = CHILDREN * index + 1; child < size; child = CHILDREN * index + 1) {
      const end = Math.min(child + CHILDREN, size);
      let first = child;
      for (let other = child + 1; other < end; other++)
        if (this.#isBefore(other, times[first]!, numbers[first]!)) first = other;
      if (!this.#isBefore(first, at, number)) break;
      this.#put(index, times[first]!, numbers[first]!, timers[first]!);
      index = first;
    }
    this.#put(index, at, number, timer);
  }

  #isBefore(index: number, at: number, number: number): boolean {
    const time = this.#times[index]!;
    return time < at || (time === at && this.#numbers[index]! < number);
  }

  #put(index: number, at: number, number: number, timer: Timed): void {
    this.#times[index] = at;
    this.#numbers[index] = number;
    this.#timers[index] = timer;
  }

  #resize(room: number): void {
    const [times, numbers] = [this.#times, this.#numbers];
    const kept = Math.min(room, times.length);
    this.#times = new Float64Array(room);
    this.#times.set(times.subarray(0, kept));
    this.#numbers = new Float64Array(room);
    this.#numbers.set(numbers.subarray(0, kept));
  }
}

/** Calls `fire` at a time, unless it is stopped before. */
export class Alarm implements Timed {
  ticket = 0;
  readonly fire: () => void;

  constructor(fire: () => void) {
    this.fire = fire;
  }
}
