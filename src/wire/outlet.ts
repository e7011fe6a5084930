// Those who wait until a link takes their message, in order of arrival.
//
// A message is packed when its send is performed: what cannot travel, or is too large, fails there, and
// what the sender changes later does not change what is sent.

import { ClosedError, type Operation, Wait, WaitList, way } from '../kernel/index.ts';
import type { Message } from './link.ts';

/** The link, as seen from here. */
export interface Door<M> {
  readonly name: string;
  /** Takes it more? */
  readonly open: boolean;
  /** Makes of a message what is written. Throws if it cannot travel. */
  pack(message: Message): M;
  /** May throw, where that is how one learns that it cannot travel. */
  write(packed: M): void;
  /** Somebody began to wait, or left. */
  waitersChanged(): void;
}

/** One send, while it lasts. */
interface Sending<M> {
  outlet: Outlet<M>;
  packed: M | null;
}

export class Outlet<M> {
  readonly #door: Door<M>;
  readonly #senders = new WaitList();
  #closed: { error: unknown } | null = null;

  constructor(door: Door<M>) {
    this.#door = door;
  }

  get awaited(): boolean {
    return !this.#senders.empty;
  }

  get name(): string {
    return this.#door.name;
  }

  /** Waits until the message is taken. Primitive. */
  send(message: Message): Operation<void> {
    const sending: Sending<M> = { outlet: this, packed: null };
    return new Wait(
      sendingWay,
      sending as Sending<unknown>,
      message,
    ) as Wait<unknown> as Wait<void>;
  }

  /** The link takes more. */
  drain(): void {
    if (this.#senders.empty) return;
    while (!this.#senders.empty && this.#door.open) this.#write(this.#senders.take()!);
    this.#door.waitersChanged();
  }

  /** Nothing more is sent: all who wait fail. */
  close(error: unknown): void {
    if (this.#closed !== null) return;
    this.#closed = { error };
    if (this.#senders.empty) return;
    while (!this.#senders.empty) this.#senders.take()!.fail(this.#closedError());
    this.#door.waitersChanged();
  }

  // ---- for senders

  attempt(wait: Wait<unknown, Sending<unknown>>): boolean {
    if (this.#closed !== null) throw this.#closedError();
    const packed = this.#door.pack(wait.message as Message);
    const mustWait = !this.#senders.empty || !this.#door.open;
    if (mustWait) wait.subject.packed = packed;
    else this.#door.write(packed);
    return !mustWait;
  }

  join(wait: Wait<unknown, Sending<unknown>>): void {
    this.#senders.add(wait as Wait<unknown>);
    this.#door.waitersChanged();
  }

  leave(wait: Wait<unknown, Sending<unknown>>): void {
    wait.subject.packed = null;
    this.#senders.remove(wait as Wait<unknown>);
    this.#door.waitersChanged();
  }

  #write(wait: Wait<unknown>): void {
    const sending = wait.subject as Sending<M>;
    const packed = sending.packed!;
    sending.packed = null;
    try {
      this.#door.write(packed);
    } catch (error) {
      wait.fail(error);
      return;
    }
    wait.complete(undefined);
  }

  #closedError(): ClosedError {
    const { error } = this.#closed!;
    return new ClosedError(
      `cannot send over ${this.name}: it is closed`,
      error === undefined ? {} : { cause: error },
    );
  }
}

const sendingWay = way<Sending<unknown>>({
  attempt: (wait) => wait.subject.outlet.attempt(wait),
  enlist: (wait) => wait.subject.outlet.join(wait),
  withdraw: (wait) => wait.subject.outlet.leave(wait),
  describe: ({ subject }) => `send over ${subject.outlet.name}`,
  external: () => true,
  copy: ({ outlet }) => ({ outlet, packed: null }),
});
