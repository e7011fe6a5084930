// How a queue keeps what nobody has got yet: three orders, one shape.
//
// Each entry has the number of its turn, in order of coming. One that comes back from a task that was
// killed before it could take it goes to where its turn would have it.

import { Buffer, Returned } from './buffer.ts';

/** A value and the number of its turn. */
export interface Entry<T> {
  value: T;
  turn: number;
}

/** Entries, in an order. */
export interface Shelf<T> {
  readonly length: number;
  put(entry: Entry<T>): void;
  /** Puts back one that was taken. */
  putBack(entry: Entry<T>): void;
  /** The next in order. Only if there is one. */
  take(): Entry<T>;
}

/** First in, first out. */
export class Fifo<T> implements Shelf<T> {
  readonly #entries = new Buffer<Entry<T>>();
  /** Older than all others: they had been taken. */
  readonly #returned = new Returned<Entry<T>>();

  get length(): number {
    return this.#entries.length + this.#returned.length;
  }

  put(entry: Entry<T>): void {
    this.#entries.push(entry);
  }

  putBack(entry: Entry<T>): void {
    this.#returned.add(entry.turn, entry);
  }

  take(): Entry<T> {
    return this.#returned.length > 0 ? this.#returned.shift() : this.#entries.shift();
  }
}

/** Last in, first out. */
export class Lifo<T> implements Shelf<T> {
  readonly #entries: Entry<T>[] = [];

  get length(): number {
    return this.#entries.length;
  }

  put(entry: Entry<T>): void {
    this.#entries.push(entry);
  }

  putBack(entry: Entry<T>): void {
    const older = this.#entries.findLastIndex(({ turn }) => turn < entry.turn);
    this.#entries.splice(older + 1, 0, entry);
  }

  take(): Entry<T> {
    return this.#entries.pop()!;
  }
}

/**
 * The smallest first, by `compare`; among equals first in, first out. A binary heap. `compare` is asked
 * before anything moves: if it throws, nothing has happened.
 */
export class Priority<T> implements Shelf<T> {
  readonly #heap: Entry<T>[] = [];
  readonly #compare: (a: T, b: T) => number;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get length(): number {
    return this.#heap.length;
  }

  /** Up from the end: the parents that come after it move down. */
  put(entry: Entry<T>): void {
    const heap = this.#heap;
    const path = [heap.length];
    for (let at = heap.length; at > 0;) {
      at = (at - 1) >> 1;
      if (!this.#before(entry, heap[at]!)) break;
      path.push(at);
    }
    this.#shift(path, entry);
  }

  putBack(entry: Entry<T>): void {
    this.put(entry);
  }

  /** Down from the top: the children that come before the last one move up. */
  take(): Entry<T> {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.at(-1)!;
    const size = heap.length - 1;
    const path = [0];
    for (let child = 1; child < size; child = 2 * child + 1) {
      if (child + 1 < size && this.#before(heap[child + 1]!, heap[child]!)) child++;
      if (!this.#before(heap[child]!, last)) break;
      path.push(child);
    }
    heap.pop();
    if (size > 0) this.#shift(path, last);
    return first;
  }

  /** Moves what stands along the path one step towards its beginning, and puts `entry` at its end. */
  #shift(path: number[], entry: Entry<T>): void {
    const heap = this.#heap;
    for (let i = 1; i < path.length; i++) heap[path[i - 1]!] = heap[path[i]!]!;
    heap[path.at(-1)!] = entry;
  }

  #before(a: Entry<T>, b: Entry<T>): boolean {
    const order = this.#compare(a.value, b.value);
    return order === 0 ? a.turn < b.turn : order < 0;
  }
}
