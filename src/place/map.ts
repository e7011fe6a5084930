// `pool.map`: the items go in chunks, a few more than there are workers, and no item is drawn from
// the source before one of these has ended. So an endless source does not fill the memory.
//
// Invariants
//   At most AHEAD chunks a worker are under way.
//   When it ends, however it ends, no chunk of it is left, and the source has been told.

import {
  checkCount,
  checkFunction,
  checkNames,
  composite,
  type Coroutine,
  type Operation,
  select,
  withCleanUp,
  wrongType,
} from '../kernel/index.ts';
import { type Channel, channel } from '../channel/index.ts';
import type { Job } from './job.ts';
import { killing } from './perform.ts';
import type { Answers } from './protocol.ts';
import { isIterable, type Items, type Source, sourceOf } from './map-source.ts';

/** How `map` goes about it. */
export interface MapOptions {
  /** How many items go to a worker at once. Default: so many that they take some milliseconds. */
  chunkSize?: number;
  /** Results in the order of the items (the default), or in the order in which they came. */
  ordered?: boolean;
  /** Called after each chunk: items done, and items known so far (all of an array). */
  onProgress?: (done: number, total: number) => void;
}

/** Chunks under way, for each worker: one is worked on, one is on its way. */
const AHEAD = 2;
/** How long a chunk should take, in milliseconds: long beside a message, short beside a wait. */
const CHUNK_MS = 5;
const MAX_CHUNK = 10_000;

/** Starts a chunk. */
type StartChunk = (items: unknown[]) => Job;

/** Composite. */
export function mapOver(
  start: StartChunk,
  workers: number,
  items: Items,
  options: MapOptions,
): Operation<unknown[]> {
  checkNames('map', options, ['chunkSize', 'ordered', 'onProgress']);
  if (options.chunkSize !== undefined) checkCount('chunkSize', options.chunkSize, 1);
  if (options.onProgress !== undefined) checkFunction('onProgress', options.onProgress);
  if (options.ordered !== undefined && typeof options.ordered !== 'boolean')
    throw wrongType('ordered', 'true or false', options.ordered);
  if (!isIterable(items)) throw wrongType('items', 'iterable', items);
  return composite(map, [start, workers, items, options], { name: 'map' });
}

function* map(
  start: StartChunk,
  workers: number,
  items: Items,
  options: MapOptions,
): Coroutine<unknown[]> {
  const mapping = new Mapping(start, workers, items, options);
  return yield* withCleanUp(
    () => mapping.run(),
    function* (note) {
      try {
        yield* killing(mapping.underWay);
      } catch (error) {
        note(error);
      }
      yield* mapping.source.leave();
    },
  );
}

class Mapping {
  readonly source: Source;
  readonly #start: StartChunk;
  readonly #workers: number;
  readonly #options: MapOptions;
  readonly #underWay = new Map<Job, number>();
  readonly #ended: Channel<Job> = channel<Job>(Infinity);
  readonly #parts: unknown[][] = [];
  #chunks = 0;
  #done = 0;
  #chunk: unknown[] = [];
  /** How long an item takes, in milliseconds, as far as is known. */
  #msPerItem = Infinity;

  constructor(start: StartChunk, workers: number, items: Items, options: MapOptions) {
    this.#start = start;
    this.#workers = workers;
    this.#options = options;
    this.source = sourceOf(items);
  }

  get underWay(): Job[] {
    return [...this.#underWay.keys()];
  }

  *run(): Coroutine<unknown[]> {
    const { source } = this;
    for (;;) {
      while (this.#hasRoom && !source.ended && source.ready) this.#add(source.draw());
      this.#sendIfDue();
      if (source.ended && this.#chunk.length === 0 && this.#underWay.size === 0) break;
      yield* this.#waitForMore();
    }
    return this.#parts.flat();
  }

  get #hasRoom(): boolean {
    return this.#underWay.size < this.#workers * AHEAD;
  }

  #add(item: unknown): void {
    this.#chunk.push(item);
    if (this.#chunk.length >= this.#chunkSize()) this.#send();
  }

  /** A chunk that is not full goes when there is nothing to fill it with, and somebody idle. */
  #sendIfDue(): void {
    if (this.#chunk.length === 0) return;
    const isSparse = this.#options.chunkSize === undefined && this.#underWay.size < this.#workers;
    if (this.source.ended || isSparse) this.#send();
  }

  #chunkSize(): number {
    if (this.#options.chunkSize !== undefined) return this.#options.chunkSize;
    const size = Math.max(1, Math.floor(CHUNK_MS / this.#msPerItem));
    const { total } = this.source;
    const left = total === undefined ? Infinity : total - this.source.drawn + this.#chunk.length;
    const share = Math.ceil(left / (this.#workers * AHEAD));
    return Math.min(size, MAX_CHUNK, Math.max(1, share));
  }

  #send(): void {
    const items = this.#chunk;
    this.#chunk = [];
    const job = this.#start(items);
    this.#underWay.set(job, this.#chunks++);
    if (job.outcome !== null) this.#ended.trySend(job);
    else job.onEnd = () => void this.#ended.trySend(job);
  }

  *#waitForMore(): Coroutine<void> {
    const { source } = this;
    const drawing = this.#hasRoom && !source.ended && !source.ready;
    const next = yield* select({
      ended: this.#underWay.size > 0 && this.#ended.receive(),
      drawn: drawing && source.wait(),
    });
    if (next.key === 'ended') this.#took(next.value);
    for (let job = this.#ended.tryReceive(); job !== undefined; job = this.#ended.tryReceive())
      this.#took(job.value);
  }

  #took(job: Job): void {
    const index = this.#underWay.get(job)!;
    this.#underWay.delete(job);
    const outcome = job.outcome!;
    if (!outcome.ok) throw outcome.error;
    const { values, ms } = outcome.value as Answers;
    this.#parts[this.#options.ordered === false ? this.#parts.length : index] = values;
    this.#done += values.length;
    this.#msPerItem = ms / values.length;
    this.#options.onProgress?.(this.#done, this.source.total ?? this.source.drawn);
  }
}
