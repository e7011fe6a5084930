// What was opened in a scope and is closed with it, newest first: servers, pools, tickers.
// A list whose members know their neighbours, so that leaving costs O(1) in any order.

import type { Coroutine } from './operation.ts';

/** Closes a thing; may wait. */
export type Closer = () => Coroutine<void> | Promise<void> | void;

interface Thing {
  readonly close: Closer;
  older: Thing | null;
  younger: Thing | null;
}

export class Things {
  #newest: Thing | null = null;

  /** Adds a thing; the function that comes back takes it off the list, once. */
  add(close: Closer): () => void {
    const thing: Thing = { close, older: this.#newest, younger: null };
    if (this.#newest !== null) this.#newest.younger = thing;
    this.#newest = thing;
    let listed = true;
    return () => {
      if (listed) this.#remove(thing);
      listed = false;
    };
  }

  /** Takes the newest off the list. */
  take(): Closer | undefined {
    const thing = this.#newest;
    if (thing === null) return undefined;
    this.#remove(thing);
    return thing.close;
  }

  #remove(thing: Thing): void {
    const { older, younger } = thing;
    if (younger !== null) younger.older = older;
    else if (this.#newest === thing) this.#newest = older;
    if (older !== null) older.younger = younger;
    thing.older = thing.younger = null;
  }
}
