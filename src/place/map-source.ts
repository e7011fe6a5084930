// Where the items of `pool.map` come from: drawn one by one, from what may be endless, or take its time.

import { Future, type Operation, until } from '../kernel/index.ts';

export type Items = Iterable<unknown> | AsyncIterable<unknown>;

export function isIterable(items: unknown): items is Items {
  const some = items as Partial<AsyncIterable<unknown> & Iterable<unknown>> | null | undefined;
  return (
    typeof some?.[Symbol.asyncIterator] === 'function' ||
    typeof some?.[Symbol.iterator] === 'function'
  );
}

/** Where the items come from. */
export interface Source {
  /** How many items there are, if that is known. */
  readonly total: number | undefined;
  readonly drawn: number;
  readonly ended: boolean;
  /** Is an item there to be drawn? Only asked while it has not ended. */
  readonly ready: boolean;
  draw(): unknown;
  /** Waits until it is ready, or has ended. */
  wait(): Operation<void>;
  /** Tells the source that no more will be drawn. */
  leave(): Promise<void>;
}

export function sourceOf(items: Items): Source {
  return Symbol.asyncIterator in items ? new AsyncSource(items) : new SyncSource(items);
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
    this.#iterator = items[Symbol.iterator]();
  }

  get ended(): boolean {
    if (this.#next === null && !this.#over) {
      this.#over = true;
      this.#next = this.#iterator.next();
      this.#over = this.#next.done === true;
    }
    return this.#over;
  }

  draw(): unknown {
    const { value } = this.#next as IteratorYieldResult<unknown>;
    this.#next = null;
    this.drawn++;
    return value;
  }

  wait(): Operation<void> {
    return until(Promise.resolve());
  }

  async leave(): Promise<void> {
    if (!this.#over) this.#iterator.return?.();
    this.#over = true;
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
    this.#iterator = items[Symbol.asyncIterator]();
  }

  get ready(): boolean {
    return this.#next !== null;
  }

  draw(): unknown {
    const { value } = this.#next!;
    this.#next = null;
    this.drawn++;
    return value;
  }

  wait(): Operation<void> {
    if (this.#asked === null) this.#ask((this.#asked = new Future<void>()));
    return this.#asked.get();
  }

  #ask(asked: Future<void>): void {
    const answered = (how: () => void): void => {
      this.#asked = null;
      how();
    };
    Promise.resolve(this.#iterator.next()).then(
      ({ done, value }) =>
        answered(() => {
          if (done === true) this.ended = true;
          else this.#next = { value };
          asked.set(undefined);
        }),
      (error: unknown) =>
        answered(() => {
          this.ended = true;
          asked.setError(error);
        }),
    );
  }

  async leave(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    await this.#iterator.return?.();
  }
}
