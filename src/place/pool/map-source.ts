// Where the items of `pool.map` come from: drawn as they are needed, from what may be endless, or take its time.

import {
  type Coroutine,
  describeValue,
  Future,
  type Operation,
  report,
  until,
} from '../../kernel/index.ts';

export type Items = Iterable<unknown> | AsyncIterable<unknown>;

export function isIterable(items: unknown): items is Items {
  return isAsync(items) || typeof methodOf(items, Symbol.iterator) === 'function';
}

function isAsync(items: unknown): items is AsyncIterable<unknown> {
  return typeof methodOf(items, Symbol.asyncIterator) === 'function';
}

function methodOf(items: unknown, name: symbol): unknown {
  return (items as Record<symbol, unknown> | null | undefined)?.[name];
}

/** Where the items come from. */
export interface Source {
  /** How many items there are, if that is known. */
  readonly total: number | undefined;
  readonly drawn: number;
  readonly ended: boolean;
  /** Is an item there to be drawn? Only asked while it has not ended. */
  readonly ready: boolean;
  /** Draws what is there, one item at least, until `chunk` has `wanted`. */
  drawInto(chunk: unknown[], wanted: number): void;
  /** Waits until it is ready, or has ended. */
  wait(): Operation<void>;
  /** Tells the source that no more will be drawn, and waits for it; but not if it still owes an item. */
  leave(): Coroutine<void>;
}

export function sourceOf(items: Items): Source {
  if (isAsync(items)) return new AsyncSource(items);
  return isPlainArray(items) ? new ArraySource(items) : new SyncSource(items);
}

/** It is iterated as all arrays are. */
function isPlainArray(items: Iterable<unknown>): items is unknown[] {
  return Array.isArray(items) && items[Symbol.iterator] === Array.prototype[Symbol.iterator];
}

/** Without an iterator, which costs 20 ns an item. As for that one, an array that grows meanwhile is longer. */
class ArraySource implements Source {
  readonly total: number;
  readonly ready = true;
  drawn = 0;
  readonly #items: readonly unknown[];
  #over = false;

  constructor(items: readonly unknown[]) {
    this.#items = items;
    this.total = items.length;
  }

  get ended(): boolean {
    return (this.#over ||= this.drawn >= this.#items.length);
  }

  drawInto(chunk: unknown[], wanted: number): void {
    const items = this.#items;
    const end = Math.min(items.length, this.drawn + wanted - chunk.length);
    for (let at = this.drawn; at < end; at++) chunk.push(items[at]);
    this.drawn = end;
  }

  wait(): Operation<void> {
    return until(Promise.resolve());
  }

  // oxlint-disable-next-line require-yield -- nobody is to be told.
  *leave(): Coroutine<void> {
    this.#over = true;
  }
}

/** What `next` gave, or the iterator itself: the language insists on an object, too. */
function objectOf<T>(what: string, value: T): T {
  if (typeof value === 'function' || (typeof value === 'object' && value !== null)) return value;
  throw new TypeError(`${what} of the items must give an object, not ${describeValue(value)}`);
}

/** Holds one item more than was drawn, so as to know whether it has ended. */
class SyncSource implements Source {
  readonly total: number | undefined;
  drawn = 0;
  readonly ready = true;
  readonly #iterator: Iterator<unknown>;
  #next: IteratorResult<unknown> | null = null;
  #over = false;

  constructor(items: Iterable<unknown>) {
    const { length, size } = items as { length?: unknown; size?: unknown };
    const total = length ?? size;
    this.total = typeof total === 'number' ? total : undefined;
    this.#iterator = objectOf('[Symbol.iterator]()', items[Symbol.iterator]());
  }

  get ended(): boolean {
    if (this.#next === null && !this.#over) {
      // One whose `next` throws has ended.
      this.#over = true;
      this.#next = objectOf('next()', this.#iterator.next());
      this.#over = Boolean(this.#next.done);
    }
    return this.#over;
  }

  drawInto(chunk: unknown[], wanted: number): void {
    while (chunk.length < wanted && !this.ended) {
      chunk.push((this.#next as IteratorYieldResult<unknown>).value);
      this.#next = null;
      this.drawn++;
    }
  }

  wait(): Operation<void> {
    return until(Promise.resolve());
  }

  // oxlint-disable-next-line require-yield -- it never has to wait.
  *leave(): Coroutine<void> {
    const isOver = this.#over;
    this.#over = true;
    if (!isOver) this.#iterator.return?.();
  }
}

class AsyncSource implements Source {
  readonly total = undefined;
  drawn = 0;
  ended = false;
  readonly #iterator: AsyncIterator<unknown>;
  #next: { value: unknown } | null = null;
  /** Set while the iterator is asked; it ends when the answer is there. */
  #asked: Future<void> | null = null;

  constructor(items: AsyncIterable<unknown>) {
    this.#iterator = objectOf('[Symbol.asyncIterator]()', items[Symbol.asyncIterator]());
  }

  get ready(): boolean {
    return this.#next !== null;
  }

  drawInto(chunk: unknown[]): void {
    chunk.push(this.#next!.value);
    this.#next = null;
    this.drawn++;
  }

  wait(): Operation<void> {
    if (this.#asked === null) this.#ask((this.#asked = new Future<void>()));
    return this.#asked.get();
  }

  #ask(asked: Future<void>): void {
    this.#answer().then(
      (next) => {
        this.#asked = null;
        this.#next = next;
        this.ended ||= next === null;
        asked.set(undefined);
      },
      (error: unknown) => {
        this.#asked = null;
        // Nobody listens to a source that was left.
        if (this.ended) reportLeft(error);
        this.ended = true;
        asked.setError(error);
      },
    );
  }

  /** The next item, or null if there is none. */
  async #answer(): Promise<{ value: unknown } | null> {
    const { done, value } = objectOf('next()', await this.#iterator.next());
    return done ? null : { value };
  }

  *leave(): Coroutine<void> {
    if (this.ended) return;
    this.ended = true;
    const left = Promise.resolve(this.#iterator.return?.());
    // A source that still owes us an item may never answer: an async generator first waits for what
    // it awaits. It is told, and not waited for.
    if (this.#asked === null) yield* until(left);
    else left.catch(reportLeft);
  }
}

function reportLeft(error: unknown): void {
  report({ kind: 'callback', message: 'map: a source failed when it was left:', error });
}
