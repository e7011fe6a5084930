// Sending at the far end of a channel (messages.ts draws what is said): into a buffer by credit, without
// one by standing in line.

import { Wait, WaitList, way } from '../../kernel/index.ts';
import type { FarChannel } from './far-channel.ts';
import * as say from './messages.ts';
import type { Message } from './messages.ts';

type End = FarChannel<unknown>;

/** The senders of one far end. */
export class Sending {
  readonly #of: End;
  #credit: number;
  /** They wait for credit. */
  readonly #senders = new WaitList();
  /** They wait for a receiver. */
  readonly #standing = new Map<number, Wait<void>>();

  constructor(of: End, credit: number) {
    this.#of = of;
    this.#credit = credit;
  }

  count(): number {
    return this.#senders.count() + this.#standing.size;
  }

  /** Is there credit, and does nobody stand before? */
  get mayPut(): boolean {
    return this.#credit > 0 && this.#senders.empty;
  }

  // ---- for the waits

  /** Sends it, if there is credit and nobody stands before. */
  put(value: unknown): boolean {
    if (!this.mayPut) return false;
    this.#post(value);
    return true;
  }

  #post(value: unknown): void {
    this.#of.peer.postValue([say.PUT, this.#of.id], value, 'value');
    this.#credit--;
  }

  waitsForCredit(wait: Wait<void>): void {
    this.#senders.add(wait);
    this.#of.peer.needed(1);
  }

  needsNoCredit(wait: Wait<void>): void {
    this.#senders.remove(wait);
    this.#of.peer.needed(-1);
  }

  stands(wait: Wait<void>): void {
    wait.ticket = this.#of.peer.nextId();
    this.#standing.set(wait.ticket, wait);
    this.#of.peer.needed(1);
    this.#of.peer.post([say.STAND, this.#of.id, wait.ticket]);
  }

  standsNoMore(wait: Wait<void>): void {
    this.#standing.delete(wait.ticket);
    this.#of.peer.needed(-1);
    this.#of.peer.post([say.LEAVE, this.#of.id, wait.ticket]);
  }

  // ---- what the home says

  received([kind, , number]: Message): boolean {
    if (kind === say.CREDIT) this.#credited(number as number);
    else if (kind === say.ASK) this.#asked(number as number);
    else return false;
    return true;
  }

  #credited(n: number): void {
    this.#credit += n;
    while (this.#credit > 0 && !this.#senders.empty) {
      const wait = this.#senders.take()!;
      this.#of.peer.needed(-1);
      try {
        this.#post(wait.message);
        wait.complete(undefined);
      } catch (error) {
        wait.fail(error);
      }
    }
  }

  #asked(ticket: number): void {
    const wait = this.#standing.get(ticket);
    if (wait === undefined) {
      this.#of.peer.post([say.REFUSED, this.#of.id, ticket]);
      return;
    }
    this.#standing.delete(ticket);
    this.#of.peer.needed(-1);
    try {
      this.#of.peer.postValue([say.GIVEN, this.#of.id, ticket], wait.message, 'value');
      wait.complete(undefined);
    } catch (error) {
      this.#of.peer.post([say.REFUSED, this.#of.id, ticket]);
      wait.fail(error);
    }
  }

  /** No more values: it was closed, or the link is lost. */
  fail(error: () => unknown): void {
    for (let wait = this.#senders.take(); wait !== null; wait = this.#senders.take()) {
      this.#of.peer.needed(-1);
      wait.fail(error());
    }
    for (const wait of this.#standing.values()) {
      this.#of.peer.needed(-1);
      wait.fail(error());
    }
    this.#standing.clear();
  }
}

function describe({ subject }: Wait<void, End>): string {
  return `${subject.words.send} "${subject.name}" of ${subject.peer.name}`;
}

/** Into the home's buffer. */
export const sending = way<End, void>({
  attempt: ({ subject, message }) => {
    subject.checkOpen();
    return subject.sending.put(message);
  },
  enlist: (wait) => wait.subject.sending.waitsForCredit(wait),
  withdraw: (wait) => wait.subject.sending.needsNoCredit(wait),
  describe,
  external: ({ subject }) => subject.peer.external,
});

/** To a receiver, wherever he is. */
export const standing = way<End, void>({
  attempt: (wait) => {
    wait.subject.checkOpen();
    // What cannot travel is refused here. It is packed when somebody wants it: what is said of what it
    // refers to comes after that.
    wait.subject.peer.check(wait.message, 'value');
    return false;
  },
  enlist: (wait) => wait.subject.sending.stands(wait),
  withdraw: (wait) => wait.subject.sending.standsNoMore(wait),
  describe,
  external: ({ subject }) => subject.peer.external,
});
