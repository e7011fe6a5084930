// What has arrived over a link and was not received yet, and who waits for it.
//
// Invariants
//   `#claimed` of the messages belong to receivers that were let through and have not had their turn.
//     They stay where they are until then; so one that is killed before gives up its claim, and the
//     order is as it was.
//   A waiting receiver means that every message is claimed.
//   When it has ended, it is drained first.

import { ClosedError, type Operation, Wait, WaitList, way } from '../kernel/index.ts';
import type { LinkListener, Message } from './link.ts';

/** What an inbox tells its link. */
export interface InboxOwner {
  readonly name: string;
  /** A message is out of the inbox. */
  taken(message: Message): void;
  /** Somebody began to wait, or left. */
  waitersChanged(): void;
}

export class Inbox {
  readonly owner: InboxOwner;
  readonly #receivers = new WaitList();
  #messages: Message[] = [];
  /** How many of `#messages` were taken from its front. */
  #gone = 0;
  #claimed = 0;
  #end: { error: unknown } | null = null;
  #listener: LinkListener | null = null;

  constructor(owner: InboxOwner) {
    this.owner = owner;
  }

  get length(): number {
    return this.#messages.length - this.#gone;
  }

  get awaited(): boolean {
    return !this.#receivers.empty;
  }

  /** Is there a listener? Then nothing stays here. */
  get heard(): boolean {
    return this.#listener !== null;
  }

  // ---- what the link puts in

  push(message: Message): void {
    if (this.#end !== null) return;
    if (this.#listener === null) {
      this.#messages.push(message);
      this.#letThrough();
    } else {
      this.owner.taken(message);
      this.#listener.received(message);
    }
  }

  /** Nothing more comes. With an error, receivers are told that one. */
  end(error: unknown): void {
    if (this.#end !== null) return;
    this.#end = { error };
    if (this.#listener !== null) this.#listener.closed(error);
    else this.#letThrough();
  }

  // ---- how it gets out

  /** Waits for the next message. Primitive. */
  receive(): Operation<Message> {
    return new Wait(receiving, this as Inbox) as Wait<unknown> as Operation<Message>;
  }

  /** From now on `listener` is called, first with what is here. */
  listen(listener: LinkListener): void {
    this.#listener = listener;
    while (this.length > 0) {
      const message = this.#shift();
      this.owner.taken(message);
      listener.received(message);
    }
    if (this.#end !== null) listener.closed(this.#end.error);
  }

  // ---- for receivers

  claim(): boolean {
    if (this.length > this.#claimed) {
      this.#claimed++;
      return true;
    }
    if (this.#end !== null && this.length === 0) throw this.#endError();
    return false;
  }

  claimed(): Message {
    this.#claimed--;
    const message = this.#shift();
    this.owner.taken(message);
    this.#letThrough();
    return message;
  }

  unclaim(): void {
    this.#claimed--;
    this.#letThrough();
  }

  join(wait: Wait<unknown>): void {
    this.#receivers.add(wait);
    this.owner.waitersChanged();
  }

  leave(wait: Wait<unknown>): void {
    this.#receivers.remove(wait);
    this.owner.waitersChanged();
  }

  #letThrough(): void {
    if (this.#receivers.empty) return;
    while (!this.#receivers.empty && this.length > this.#claimed) {
      this.#claimed++;
      this.#receivers.take()!.wake();
    }
    if (this.#end !== null && this.length === 0)
      while (!this.#receivers.empty) this.#receivers.take()!.fail(this.#endError());
    this.owner.waitersChanged();
  }

  #endError(): unknown {
    const { error } = this.#end!;
    return error ?? new ClosedError(`cannot receive from ${this.owner.name}: it is closed`);
  }

  /** Taken from the front in steps, so that a long inbox is not moved for each message. */
  #shift(): Message {
    const message = this.#messages[this.#gone]!;
    this.#messages[this.#gone++] = undefined as never;
    if (this.#gone >= 64 && this.#gone * 2 >= this.#messages.length) {
      this.#messages = this.#messages.slice(this.#gone);
      this.#gone = 0;
    }
    return message;
  }
}

const receiving = way<Inbox>({
  attempt: ({ subject }) => subject.claim(),
  enlist: (wait) => wait.subject.join(wait),
  withdraw: (wait) => wait.subject.leave(wait),
  take: ({ subject }) => subject.claimed(),
  discard: ({ subject }) => subject.unclaim(),
  describe: ({ subject }) => `receive from ${subject.owner.name}`,
  external: () => true,
});
