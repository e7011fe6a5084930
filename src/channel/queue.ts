// A queue hands values from those who put to those who get, in an order of its own, and knows when all
// that was put has been dealt with.
//
// Invariants
//   A waiting getter means the queue is empty; a waiting putter means it is full.
//   unfinished counts what was put (not what waits to be) until taskDone is called for it.
//   Once closed, no putter waits; once closed and empty, no getter waits.

import {
  checkCount,
  checkFunction,
  checkNames,
  ClosedError,
  describeValue,
  type Operation,
  Wait,
  WaitList,
  way,
  whoIsRunning,
  wrongType,
} from '../kernel/index.ts';
import { type Entry, Fifo, Lifo, Priority, type Shelf } from './shelf.ts';

/** How a queue is made. */
export interface QueueOptions<T> {
  /** How many values it holds before `put` waits; Infinity must be written out. Default: 1000. */
  maxSize?: number;
  /** Who is got first: the oldest, the newest, or the smallest by `compare`. Default: `fifo`. */
  order?: 'fifo' | 'lifo' | 'priority';
  /** For `priority`: below 0 if `a` comes first. Default: by `<`. Equals come in order of age. Must not throw. */
  compare?: (a: T, b: T) => number;
}

/** What a queue says of itself. */
export interface QueueStatistics {
  name: string;
  order: 'fifo' | 'lifo' | 'priority';
  maxSize: number;
  length: number;
  /** What was put and not reported by `taskDone`. */
  unfinished: number;
  putters: number;
  getters: number;
  joiners: number;
  closed: boolean;
}

const DEFAULT_SIZE = 1000;

/**
 * A bounded queue for producers and consumers. `put` waits while it is full, `get` while it is empty;
 * both serve in order of arrival. `join` waits until `taskDone` was called for all that was put.
 *
 * Use a channel where values flow in order and the end is a value; a queue for another order, or to
 * know when the work is done.
 *
 * @throws RangeError or TypeError for wrong options.
 * @example
 * import { Queue, run } from 'offshoot';
 *
 * await run(function* () {
 *   const jobs = new Queue<number>({ order: 'priority' });
 *   for (const n of [3, 1, 2]) yield* jobs.put(n);
 *   return [yield* jobs.get(), yield* jobs.get(), yield* jobs.get()];
 * }) // => [1, 2, 3]
 */
export class Queue<T> {
  /** What it is called in messages. */
  name = 'queue';
  #stock: Stock;

  constructor(options: QueueOptions<T> = {}) {
    checkNames('Queue', options, ['maxSize', 'order', 'compare']);
    const { maxSize = DEFAULT_SIZE, order = 'fifo', compare } = options;
    checkCount('maxSize', maxSize, 1, true);
    const shelf = shelfFor(order, compare as Compare | undefined);
    this.#stock = new Store(this, order, maxSize, shelf);
  }

  /** A queue whose values are elsewhere: for whoever brings them here. */
  static over<T>(stock: Stock, name: string): Queue<T> {
    const queue = new Queue<T>();
    queue.#stock = stock;
    queue.name = name;
    return queue;
  }

  /** What stands behind this queue. */
  static stockOf(queue: Queue<unknown>): Stock {
    return queue.#stock;
  }

  /** Waits until there is room, and puts the value in. Primitive. ClosedError once closed. */
  put(value: T): Operation<void> {
    return this.#stock.put(value);
  }

  /** Waits for a value. Primitive. Once closed and empty: ClosedError, or what it was closed with. */
  get(): Operation<T> {
    return this.#stock.get() as Operation<T>;
  }

  /** Puts if that needs no waiting, and tells whether it did. ClosedError once closed. */
  tryPut(value: T): boolean {
    return this.#stock.tryPut(value);
  }

  /** Gets if that needs no waiting. Once closed and empty: as `get`. */
  tryGet(): { value: T } | undefined {
    const got = this.#stock.tryGet();
    return got === undefined ? undefined : { value: got.value as T };
  }

  /** A value that was got has been dealt with. Acts at once. @throws RangeError if all have been that were got. */
  taskDone(): void {
    this.#stock.taskDone();
  }

  /** Waits until `taskDone` was called for all that was put. Primitive. */
  join(): Operation<void> {
    return this.#stock.join();
  }

  get length(): number {
    return this.#stock.length;
  }

  get full(): boolean {
    return this.#stock.full;
  }

  get empty(): boolean {
    return this.length === 0;
  }

  get closed(): boolean {
    return this.#stock.closed;
  }

  /**
   * No more values: what is in it can still be got, then `get` ends, with `error` if there is one. Puts
   * that wait fail with ClosedError. Acts at once; the second time it does nothing.
   */
  close(error?: unknown): void {
    this.#stock.close(error);
  }

  /**
   * Closes without draining: gives back what nobody has got, and counts it as done. Acts at once, also on a
   * queue that was closed before.
   */
  closeNow(error?: unknown): T[] {
    this.#stock.close(error);
    return this.#stock.clear() as T[];
  }

  statistics(): QueueStatistics {
    return { name: this.name, ...this.#stock.statistics() };
  }
}

/** What stands behind a queue: its values, in this place (a Store) or in another one. */
export interface Stock {
  readonly order: Order;
  readonly maxSize: number;
  readonly length: number;
  readonly full: boolean;
  readonly closed: boolean;
  put(value: unknown): Operation<void>;
  get(): Operation<unknown>;
  tryPut(value: unknown): boolean;
  tryGet(): { value: unknown } | undefined;
  taskDone(): void;
  join(): Operation<void>;
  close(error: unknown): void;
  /** Takes out what nobody has got. */
  clear(): unknown[];
  statistics(): Omit<QueueStatistics, 'name'>;
}

type Order = QueueStatistics['order'];
type Compare = (a: unknown, b: unknown) => number;

function shelfFor(order: Order, compare: Compare | undefined): Shelf<unknown> {
  if (compare !== undefined) {
    checkFunction('compare', compare);
    if (order !== 'priority')
      throw new TypeError(`compare is for order 'priority', not ${describeValue(order)}`);
  }
  if (order === 'fifo') return new Fifo();
  if (order === 'lifo') return new Lifo();
  if (order === 'priority') return new Priority(compare ?? natural);
  throw wrongType('order', "'fifo', 'lifo' or 'priority'", order);
}

function natural(a: unknown, b: unknown): number {
  if ((a as number) < (b as number)) return -1;
  return (a as number) > (b as number) ? 1 : 0;
}

/** The values of a queue of this place. */
export class Store implements Stock {
  readonly of: { name: string };
  readonly order: Order;
  readonly maxSize: number;
  readonly shelf: Shelf<unknown>;
  readonly putters = new WaitList();
  readonly getters = new WaitList();
  readonly joiners = new WaitList();
  unfinished = 0;
  end: { by: string | undefined; error: unknown } | null = null;
  /** Those who use it from elsewhere, and are told when it is closed (far-queue.ts). */
  readonly visitors = new Set<{ closed(error: unknown): void }>();
  /** It was closed without draining: what comes back is not kept. */
  #cleared = false;
  #turns = 0;

  constructor(of: { name: string }, order: Order, maxSize: number, shelf: Shelf<unknown>) {
    this.of = of;
    this.order = order;
    this.maxSize = maxSize;
    this.shelf = shelf;
  }

  get length(): number {
    return this.shelf.length;
  }

  get full(): boolean {
    return this.length >= this.maxSize;
  }

  get closed(): boolean {
    return this.end !== null;
  }

  put(value: unknown): Wait<void> {
    return new Wait(putting, this as Store, value) as Wait<unknown> as Wait<void>;
  }

  get(): Wait<unknown> {
    return new Wait(getting, this as Store) as Wait<unknown>;
  }

  join(): Wait<void> {
    return new Wait(joining, this as Store) as Wait<unknown> as Wait<void>;
  }

  taskDone(): void {
    if (this.unfinished <= this.length)
      throw new RangeError(`taskDone of queue "${this.of.name}" was called more often than get`);
    this.finish(1);
  }

  statistics(): Omit<QueueStatistics, 'name'> {
    const { order, maxSize, length, unfinished, putters, getters, joiners, closed } = this;
    return {
      order,
      maxSize,
      length,
      unfinished,
      putters: putters.count(),
      getters: getters.count(),
      joiners: joiners.count(),
      closed,
    };
  }

  tryPut(value: unknown): boolean {
    if (this.end !== null) throw this.refusal('put into');
    if (this.shelf.length >= this.maxSize) return false;
    this.#letIn(value);
    return true;
  }

  tryGet(): Entry<unknown> | undefined {
    if (this.shelf.length === 0) {
      if (this.end === null) return undefined;
      throw this.ending();
    }
    const entry = this.shelf.take();
    if (this.shelf.length < this.maxSize) this.#letInNext();
    return entry;
  }

  #letIn(value: unknown): void {
    const entry = { value, turn: ++this.#turns };
    const getter = this.getters.take();
    if (getter === null) this.shelf.put(entry);
    this.unfinished++;
    if (getter !== null) hand(entry, getter);
  }

  #letInNext(): void {
    const putter = this.putters.take();
    if (putter === null) return;
    this.#letIn(putter.message);
    putter.complete(undefined);
  }

  /** A value was handed to a task that was killed before it could take it. */
  putBack(entry: Entry<unknown>): void {
    const getter = this.getters.take();
    if (getter !== null) hand(entry, getter);
    else if (this.#cleared) this.finish(1);
    else this.shelf.putBack(entry);
  }

  finish(count: number): void {
    // A value may have been called done that then came back from a task that was killed.
    this.unfinished = Math.max(0, this.unfinished - count);
    if (this.unfinished === 0) this.joiners.completeAll();
  }

  close(error: unknown): void {
    if (this.end !== null) return;
    this.end = { by: whoIsRunning()?.name, error };
    for (let put = this.putters.take(); put !== null; put = this.putters.take())
      put.fail(this.refusal('put into'));
    for (let get = this.getters.take(); get !== null; get = this.getters.take())
      get.fail(this.ending());
    for (const visitor of this.visitors) visitor.closed(error);
  }

  /** It was closed while this was on its way here: it is the last value, if there is still anybody to hear of one. */
  accept(value: unknown): void {
    if (this.length > 0) this.#letIn(value);
  }

  clear(): unknown[] {
    this.#cleared = true;
    const left: unknown[] = [];
    while (this.shelf.length > 0) left.push(this.shelf.take().value);
    this.finish(left.length);
    return left;
  }

  /** What a getter is told at the end. */
  ending(): unknown {
    const { error } = this.end!;
    return error === undefined ? this.refusal('get from') : error;
  }

  refusal(what: string): ClosedError {
    const by = this.end?.by;
    return new ClosedError(
      `cannot ${what} queue "${this.of.name}": it was closed${by === undefined ? '' : ` by task "${by}"`}`,
    );
  }
}

function hand({ value, turn }: Entry<unknown>, getter: Wait<unknown>): void {
  getter.ticket = turn;
  getter.complete(value);
}

const putting = way<Store, void>({
  attempt: (wait) => wait.subject.tryPut(wait.message),
  enlist: (wait) => wait.subject.putters.add(wait),
  withdraw: (wait) => wait.subject.putters.remove(wait),
  describe: ({ subject }) => `put into queue "${subject.of.name}"`,
});

const getting = way<Store>({
  attempt: (wait) => {
    const entry = wait.subject.tryGet();
    if (entry === undefined) return false;
    wait.ticket = entry.turn;
    wait.value = entry.value;
    return true;
  },
  enlist: (wait) => wait.subject.getters.add(wait),
  withdraw: (wait) => wait.subject.getters.remove(wait),
  discard: (wait) => wait.subject.putBack({ value: wait.value, turn: wait.ticket }),
  describe: ({ subject }) => `get from queue "${subject.of.name}"`,
});

const joining = way<Store, void>({
  attempt: ({ subject }) => subject.unfinished === 0,
  enlist: (wait) => wait.subject.joiners.add(wait),
  withdraw: (wait) => wait.subject.joiners.remove(wait),
  describe: ({ subject }) => `join of queue "${subject.of.name}"`,
});
