// `pool.imap`: results as they come, to be received one by one.
//
//   source --chunks--> workers --chunks--> (their turn) --> unread results --receive--> reader
//
// A task of its own draws, sends and delivers. It belongs to the scope, which does not wait for it: what
// nobody reads must hold up nobody. It ends when all is delivered, when the reader leaves, or with the scope.
//
// Invariants
//   Chunks under way, those whose turn has not come, and those that are not read to their end are no
//     more than HELD a worker (chunks.ts): a reader that is slow slows the source down.
//   Results in order: what came before the item that failed is given first, and then its error.

import { type Channel, channel, type Receiver } from '../../channel/index.ts';
import {
  type Coroutine,
  currentFiber,
  KilledError,
  type Operation,
  type Outcome,
  report,
  withCleanUp,
} from '../../kernel/index.ts';
import { checkMap, Chunks, type Ended, type MapOptions, type Workshop } from './chunks.ts';
import { leaving } from './map.ts';
import type { Items } from './map-source.ts';
import type { Answers } from '../protocol.ts';

/** The most items of a chunk: what one reader takes at a time is little. */
const MOST_ITEMS = 256;

/** The results of `imap`. Leaving a `for await` over them closes them. */
export interface Results<out T> extends Receiver<T>, AsyncDisposable {
  /** Wants no more: what is being worked on is killed, the source is told. Acts at once. */
  close(): void;
}

/** Starts at once, in the scope of the task that calls. */
export function streamOver(shop: Workshop, items: Items, options: MapOptions): Results<unknown> {
  checkMap('imap', items, options);
  const { nursery } = currentFiber('imap()');
  const leave = shop.enter('imap');
  const results = new OpenResults();
  const run = (): Coroutine<void> => {
    const chunks = new Chunks(shop, items, options, MOST_ITEMS);
    const delivery = new Delivery(chunks, results, options.ordered !== false);
    return withCleanUp(
      () => delivery.run(),
      (note) => leaving(chunks, note),
    );
  };
  const task = nursery.serve(run, []);
  task.name = 'imap';
  const disown = nursery.own(() => results.shutDown());
  results.stop = () => task.kill();
  task.whenEnded((outcome) => {
    leave();
    disown();
    results.end(outcome);
  });
  return results;
}

class OpenResults implements Results<unknown> {
  readonly #values: Channel<unknown> = channel(Infinity);
  /** Told when something has been read that was waited for. */
  readonly readOn: Channel<void> = channel(1);
  /** Of each delivered chunk that is not read to its end: how many of its results are unread. */
  readonly #unread: number[] = [];
  readonly #ended = channel<never>();
  stop: () => void = () => {};

  constructor() {
    this.#values.name = 'results of imap';
  }

  // ---- what the reader sees

  receive(): Operation<unknown> {
    return this.#values.receive().map((value) => this.#read(value));
  }

  next(): Operation<IteratorResult<unknown, undefined>> {
    return this.#values.next().map((next) => (next.done ? next : this.#read(next)));
  }

  tryReceive(): { value: unknown } | undefined {
    const got = this.#values.tryReceive();
    return got === undefined ? got : this.#read(got);
  }

  get closed(): boolean {
    return this.#values.closed;
  }

  get length(): number {
    return this.#values.length;
  }

  close(): void {
    this.stop();
    this.#values.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void, undefined> {
    try {
      for (let got = await this.next(); !got.done; got = await this.next()) yield got.value;
    } finally {
      this.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.#ended.next();
  }

  // ---- for the delivery

  /** At the end of its scope. */
  *shutDown(): Coroutine<void> {
    this.close();
    yield* this.#ended.next();
  }

  /** How many chunks the reader has not read to their end. */
  get held(): number {
    return this.#unread.length;
  }

  /** The results of a chunk. */
  deliver(values: readonly unknown[]): void {
    if (values.length === 0) return;
    this.#unread.push(values.length);
    for (const value of values) this.#values.trySend(value);
  }

  /** There will be no more. */
  end(outcome: Outcome<unknown>): void {
    this.#values.close(outcome.ok || outcome.killed ? undefined : outcome.error);
    this.#ended.close();
    // The reader has left, and nobody else asks how that went.
    if (!outcome.ok && outcome.killed && !(outcome.error instanceof KilledError))
      report({ kind: 'callback', message: 'imap: leaving it failed:', error: outcome.error });
  }

  /** Passes on what has been read. */
  #read<T>(value: T): T {
    if (this.#unread.length > 0 && --this.#unread[0]! === 0) {
      this.#unread.shift();
      if (this.readOn.length === 0 && !this.#values.closed) this.readOn.trySend();
    }
    return value;
  }
}

/** Brings results in order, if they are to be. */
class Delivery {
  readonly #chunks: Chunks;
  readonly #results: OpenResults;
  readonly #ordered: boolean;
  /** Chunks that have ended, and are not delivered. */
  readonly #ended = new Map<number, Ended>();
  #next = 0;

  constructor(chunks: Chunks, results: OpenResults, ordered: boolean) {
    this.#chunks = chunks;
    this.#results = results;
    this.#ordered = ordered;
  }

  *run(): Coroutine<void> {
    const { readOn } = this.#results;
    for (;;) {
      this.#chunks.fill(this.#held);
      if (this.#chunks.over && this.#ended.size === 0) return;
      for (const ended of yield* this.#chunks.wait(this.#held, readOn.receive())) this.#take(ended);
      this.#deliver();
    }
  }

  get #held(): number {
    return this.#ended.size + this.#results.held;
  }

  #take(ended: Ended): void {
    this.#ended.set(this.#ordered ? ended.index : this.#next + this.#ended.size, ended);
    // What comes after it will not be wanted.
    if (!ended.job.outcome!.ok) this.#chunks.stop();
  }

  /** Delivers those whose turn has come. */
  #deliver(): void {
    for (let ended = this.#ended.get(this.#next); ended; ended = this.#ended.get(this.#next)) {
      this.#ended.delete(this.#next++);
      const outcome = ended.job.outcome!;
      this.#results.deliver(
        outcome.ok ? (outcome.value as Answers).values : ended.job.extras.before,
      );
      if (!outcome.ok) throw outcome.error;
    }
  }
}
