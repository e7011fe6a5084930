// The door of a queue, for those who use it from elsewhere (wire/peer). It is a channel's door (far.ts),
// and simpler: nothing is sent ahead, so that its order holds for all who get; and since a queue has room
// for one value at least, those elsewhere put by credit, and nobody stands in line to do so.

import { FAILED, type Wait, type Waiter } from '../kernel/index.ts';
import type { Door, Reservation, Reserver, Visitor } from './far.ts';
import { Queue, Store } from './queue.ts';

/** The door of this queue; undefined if its values are in another place. */
export function doorOfQueue(queue: Queue<unknown>): Door | undefined {
  const stock = Queue.stockOf(queue);
  return stock instanceof Store ? new QueueDoor(stock) : undefined;
}

class QueueDoor implements Door {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  enter(visitor: Visitor): void {
    this.#store.visitors.add(visitor);
    const { end } = this.#store;
    if (end !== null) visitor.closed(end.error);
  }

  exit(visitor: Visitor): void {
    this.#store.visitors.delete(visitor);
  }

  alone(): boolean {
    return false;
  }

  wanted(): void {
    // Nobody has anything ahead.
  }

  reserve(reserver: Reserver): Reservation {
    return new Reserved(this.#store, reserver);
  }

  reserveAhead(reserver: Reserver): Reservation {
    return this.reserve(reserver);
  }

  hasMore(): boolean {
    return this.#store.length > 0;
  }

  release(): void {
    // Nothing is sent ahead.
  }

  putBack(value: unknown, turn: number): void {
    this.#store.putBack({ value, turn });
  }

  accept(value: unknown): void {
    this.#store.accept(value);
  }

  join(): void {
    // Nobody stands in line to put.
  }

  leave(): void {
    // Nobody stands in line to put.
  }

  given(value: unknown): void {
    this.accept(value);
  }

  refused(): void {
    // Nobody was asked.
  }
}

/** A `get` on behalf of somebody elsewhere. */
class Reserved implements Reservation, Waiter {
  readonly #store: Store;
  readonly #reserver: Reserver;
  readonly #wait: Wait<unknown>;
  /** What is offered. */
  #offered: { value: unknown; turn: number } | null = null;

  constructor(store: Store, reserver: Reserver) {
    this.#store = store;
    this.#reserver = reserver;
    this.#wait = store.get();
    this.#stand();
  }

  #stand(): void {
    const wait = this.#wait;
    if (this.#store.length === 0 && this.#store.end !== null)
      this.#reserver.ended(this.#store.end.error);
    else if (wait.attempt()) this.woken(wait);
    else wait.begin(this);
  }

  commit(): boolean {
    this.#offered = null;
    return true;
  }

  again(): void {
    // What is offered here is always there to be taken.
  }

  cancel(): void {
    const offered = this.#offered;
    this.#offered = null;
    if (offered === null) this.#wait.release();
    else this.#store.putBack(offered);
  }

  /** A value was handed to it, or the queue was closed. */
  woken(wait: Wait<unknown>): void {
    const { phase, value, ticket: turn } = wait;
    wait.reset();
    if (phase === FAILED) {
      this.#reserver.ended(this.#store.end!.error);
      return;
    }
    this.#offered = { value, turn };
    this.#reserver.offered(value, turn);
  }
}
