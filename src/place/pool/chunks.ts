// The chunks of a `map` or an `imap`: the items go to the workers in chunks, a few more than there are
// workers, and no item is drawn from the source before there is room for it. So an endless source does
// not fill the memory.
//
// Invariants
//   At most AHEAD chunks a worker are under way; with those that whoever draws holds, HELD.
//   An item is drawn once, and is in one chunk.

import {
  checkCount,
  checkFunction,
  checkNames,
  type Coroutine,
  type Operation,
  select,
  wrongType,
} from '../../kernel/index.ts';
import { type Channel, channel } from '../../channel/index.ts';
import type { Job } from '../caller/job.ts';
import { isIterable, type Items, type Source, sourceOf } from './map-source.ts';
import type { Answers } from '../protocol.ts';

/** How `map` and `imap` go about it. */
export interface MapOptions {
  /** How many items go to a worker at once. Default: so many that they take some milliseconds. */
  chunkSize?: number;
  /** Results in the order of the items (the default), or in the order in which they came. */
  ordered?: boolean;
  /** Called after each chunk: items done, and items known so far (all of an array). */
  onProgress?: (done: number, total: number) => void;
}

/** Throws if the arguments of `what` are wrong. */
export function checkMap(what: string, items: Items, options: MapOptions): void {
  checkNames(what, options, ['chunkSize', 'ordered', 'onProgress']);
  const { chunkSize, ordered, onProgress } = options;
  if (chunkSize !== undefined) checkCount('chunkSize', chunkSize, 1);
  if (onProgress !== undefined) checkFunction('onProgress', onProgress);
  if (ordered !== undefined && typeof ordered !== 'boolean')
    throw wrongType('ordered', 'true or false', ordered);
  if (!isIterable(items)) throw wrongType('items', 'iterable', items);
}

/** Chunks under way, for each worker: one is worked on, one is on its way. */
const AHEAD = 2;
/** Chunks under way or held, for each worker. */
const HELD = 4;
/** How long a chunk should take, in milliseconds: long beside a message, short beside a wait. */
const CHUNK_MS = 5;

/** Who has the chunks worked on. */
export interface Workshop {
  /** How many are worked on at once. */
  readonly width: number;
  /** Lets a whole map in; the function that comes back says that it has ended. */
  enter(what: string): () => void;
  /** Starts a chunk. */
  start(items: unknown[]): Job;
}

/** A chunk that has ended: which one it was, counted from 0. */
export interface Ended {
  index: number;
  job: Job;
}

export class Chunks {
  readonly source: Source;
  readonly #workshop: Workshop;
  readonly #options: MapOptions;
  /** The most items in a chunk, if nobody says how many. */
  readonly #most: number;
  readonly #underWay = new Map<Job, number>();
  readonly #ended: Channel<Job> = channel<Job>(Infinity);
  #count = 0;
  #done = 0;
  #chunk: unknown[] = [];
  /** How many items the chunk is to have. */
  #wanted = 1;
  #stopped = false;
  /** How long an item takes, in milliseconds, as far as is known. */
  #msPerItem = Infinity;

  constructor(workshop: Workshop, items: Items, options: MapOptions, most: number) {
    this.#workshop = workshop;
    this.#options = options;
    this.#most = most;
    this.source = sourceOf(items);
  }

  get underWay(): Job[] {
    return [...this.#underWay.keys()];
  }

  /** All items have been worked on, as far as they are to be. */
  get over(): boolean {
    const isDrawn = this.#stopped || (this.source.ended && this.#chunk.length === 0);
    return isDrawn && this.#underWay.size === 0;
  }

  /** Draws no more. */
  stop(): void {
    this.#stopped = true;
  }

  /** Draws and sends what there is room for; `held` is how many chunks are kept that have ended. */
  fill(held: number): void {
    const { source } = this;
    if (this.#stopped) return;
    while (this.#hasRoom(held) && !source.ended && source.ready) this.#draw();
    this.#sendIfDue();
  }

  /** Waits until a chunk has ended, or an item can be drawn, or for `other`. */
  *wait(held: number, other: Operation<unknown> | null): Coroutine<Ended[]> {
    const next = yield* select({
      ended: this.#underWay.size > 0 && this.#ended.receive(),
      drawn: this.#mayDraw(held) && this.source.wait(),
      other,
    });
    const jobs = next.key === 'ended' ? [next.value] : [];
    for (let job = this.#ended.tryReceive(); job !== undefined; job = this.#ended.tryReceive())
      jobs.push(job.value);
    return jobs.map((job) => this.#took(job));
  }

  #mayDraw(held: number): boolean {
    return !this.#stopped && this.#hasRoom(held) && !this.source.ended && !this.source.ready;
  }

  #hasRoom(held: number): boolean {
    const { width } = this.#workshop;
    const underWay = this.#underWay.size;
    return underWay < width * AHEAD && underWay + held < width * HELD;
  }

  #draw(): void {
    if (this.#chunk.length === 0) this.#wanted = this.#chunkSize();
    this.source.drawInto(this.#chunk, this.#wanted);
    if (this.#chunk.length >= this.#wanted) this.#send();
  }

  /** A chunk that is not full goes when there is nothing to fill it with, and somebody idle. */
  #sendIfDue(): void {
    if (this.#chunk.length === 0) return;
    const isSparse =
      this.#options.chunkSize === undefined && this.#underWay.size < this.#workshop.width;
    if (this.source.ended || isSparse) this.#send();
  }

  /** Asked for before the first item of a chunk is drawn. */
  #chunkSize(): number {
    if (this.#options.chunkSize !== undefined) return this.#options.chunkSize;
    const size = Math.max(1, Math.floor(CHUNK_MS / this.#msPerItem));
    const { total } = this.source;
    const left = total === undefined ? Infinity : total - this.source.drawn;
    const share = Math.ceil(left / (this.#workshop.width * AHEAD));
    return Math.min(size, this.#most, Math.max(1, share));
  }

  #send(): void {
    const items = this.#chunk;
    this.#chunk = [];
    const job = this.#workshop.start(items);
    this.#underWay.set(job, this.#count++);
    if (job.outcome !== null) this.#ended.trySend(job);
    else job.onEnd = () => void this.#ended.trySend(job);
  }

  #took(job: Job): Ended {
    const index = this.#underWay.get(job)!;
    this.#underWay.delete(job);
    const outcome = job.outcome!;
    if (outcome.ok) {
      const { values, ms } = outcome.value as Answers;
      this.#done += values.length;
      this.#msPerItem = ms / values.length;
      this.#options.onProgress?.(this.#done, this.source.total ?? this.source.drawn);
    }
    return { index, job };
  }
}
