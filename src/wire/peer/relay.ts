// The door of a far end, for a third place that uses the channel through this one.
//
// A value is this place's own by the time that the third one is offered it; if it is declined, it goes
// back. So nothing is received twice; what is under way when this place dies is lost with it. A send
// without a buffer ends when this place has it. Nothing is sent ahead through a relay.

import type { Door, FarSender, Reservation, Reserver, Visitor } from '../../channel/index.ts';
import { FAILED, type Wait, type Waiter } from '../../kernel/index.ts';
import type { FarChannel } from './far-channel.ts';

export class Relay implements Door {
  readonly #end: FarChannel<unknown>;

  constructor(end: FarChannel<unknown>) {
    this.#end = end;
  }

  accept(value: unknown): void {
    this.given(value);
  }

  enter(visitor: Visitor): void {
    this.#end.visitors.add(visitor);
  }

  exit(visitor: Visitor): void {
    this.#end.visitors.delete(visitor);
  }

  alone(): boolean {
    return false;
  }

  wanted(): void {
    // The home sees to that: this place stands in its line.
  }

  reserve(reserver: Reserver): Reservation {
    return new Relayed(this.#end, reserver);
  }

  reserveAhead(reserver: Reserver): Reservation {
    return this.reserve(reserver);
  }

  hasMore(): boolean {
    return this.#end.length > 0;
  }

  release(): void {
    // Nothing is sent ahead through a relay.
  }

  putBack(value: unknown, turn: number): void {
    this.#end.receiving.giveBack(value, turn);
  }

  join(sender: FarSender): void {
    sender.asked();
  }

  leave(): void {
    // All have been asked.
  }

  given(value: unknown): void {
    const wait = this.#end.send(value) as unknown as Wait<void>;
    try {
      if (!wait.attempt()) wait.begin(nobody);
    } catch {
      // It is closed, which the third place hears by itself.
    }
  }

  refused(): void {
    // Nobody waits for it.
  }
}

const nobody: Waiter = { woken: (wait) => wait.reset() };

class Relayed implements Reservation, Waiter {
  readonly #end: FarChannel<unknown>;
  readonly #reserver: Reserver;
  readonly #wait: Wait<unknown>;
  #held: { value: unknown; turn: number } | null = null;

  constructor(end: FarChannel<unknown>, reserver: Reserver) {
    this.#end = end;
    this.#reserver = reserver;
    this.#wait = end.next() as Wait<unknown>;
    try {
      if (this.#wait.attempt()) this.woken(this.#wait);
      else this.#wait.begin(this);
    } catch (error) {
      reserver.ended(error);
    }
  }

  commit(): boolean {
    this.#held = null;
    return true;
  }

  again(): void {
    // What is offered here is always there to be taken.
  }

  cancel(): void {
    const held = this.#held;
    this.#held = null;
    if (held === null) this.#wait.release();
    else this.#end.receiving.giveBack(held.value, held.turn);
  }

  woken(wait: Wait<unknown>): void {
    const { phase, value, ticket: turn } = wait;
    if (phase === FAILED) {
      wait.reset();
      this.#reserver.ended(value);
      return;
    }
    const got = wait.take() as IteratorResult<unknown>;
    if (got.done === true) {
      this.#reserver.ended(undefined);
      return;
    }
    this.#held = { value: got.value, turn };
    this.#reserver.offered(got.value, turn);
  }
}
