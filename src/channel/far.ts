// Those who use a channel from elsewhere: another place has its half of the channel (wire/peer), and
// acts here through this file. A value is theirs once they have committed, and not before, so that
// none is received twice, and none is lost with a place that dies.
//
//   a receiver elsewhere        here
//     stands in line  ------->  among the other receivers, first come first served
//     is offered a value  <---  which is taken out of the channel, but not yet given away
//     commits, or declines -->  it is his, and its sender goes on; or it is first in the channel again
//
//   a sender elsewhere, where there is no buffer
//     waits  ---------------->  in a line of their own
//     is asked for it  <------  when a receiver waits
//     gives it, or has left ->  it is the receiver's; or the next one is asked
//
// With a buffer a sender elsewhere has credit for some values, and needs nothing of this.

import { FAILED, Wait, WAITING, type Waiter, way } from '../kernel/index.ts';
import { OpenChannel } from './channel.ts';

/** Who is told what becomes of a reservation. */
export interface Reserver {
  /** It is offered a value. */
  offered(value: unknown): void;
  /** There will be none: the channel is closed and drained. `error` is undefined for a plain close. */
  ended(error: unknown): void;
}

/** Somebody elsewhere who wants to send. */
export interface FarSender {
  /** A receiver waits: will he give it? He answers with `given` or `refused`. */
  asked(): void;
}

/** The far side of this channel; undefined if it is no channel of ours. */
export function farSideOf(channel: unknown): Far | undefined {
  if (!(channel instanceof OpenChannel)) return undefined;
  return ((channel as OpenChannel<unknown>).far ??= new Far(channel)) as Far;
}

/** All who use one channel from elsewhere. */
export class Far {
  readonly channel: OpenChannel<unknown>;
  readonly #senders: FarSender[] = [];
  /** Senders who were asked and have not answered. */
  #asked = 0;

  constructor(channel: OpenChannel<unknown>) {
    this.channel = channel;
  }

  // ---- receivers elsewhere

  /** Stands in line for a value, on behalf of somebody elsewhere. He is told, now or later. */
  reserve(reserver: Reserver): Reservation {
    return new Reservation(this.channel, reserver);
  }

  // ---- senders elsewhere

  /** Stands in the senders' line. */
  join(sender: FarSender): void {
    this.#senders.push(sender);
    this.receiverWaits();
  }

  /** Leaves it, asked or not. */
  leave(sender: FarSender): void {
    const at = this.#senders.indexOf(sender);
    if (at >= 0) this.#senders.splice(at, 1);
  }

  /** One who was asked gives this value. */
  given(value: unknown): void {
    this.#asked--;
    this.channel.putBack(value, this.channel.nextTurn());
  }

  /** One who was asked does not wait any more, or is lost: the next one is asked. */
  refused(): void {
    this.#asked--;
    this.receiverWaits();
  }

  // ---- for the channel

  has(wait: Wait<unknown> | null): boolean {
    return wait?.way === reserving;
  }

  /** It is offered to the receiver elsewhere who is first in line. */
  senderWaits(): void {
    const { senders, receivers } = this.channel;
    while (this.has(receivers.head) && !senders.empty) {
      const sender = senders.take()!;
      receivers.take()!.complete(new Held(sender));
    }
  }

  receiverWaits(): void {
    const { receivers } = this.channel;
    let wanted = receivers.empty ? 0 : receivers.count() - this.#asked;
    for (; wanted > 0 && this.#senders.length > 0; wanted--) {
      this.#asked++;
      this.#senders.shift()!.asked();
    }
  }
}

let holds = 0;

/** A sender who waits here, while his value is offered elsewhere. He may leave meanwhile. */
class Held {
  readonly sender: Wait<unknown>;
  readonly #hold = --holds;

  constructor(sender: Wait<unknown>) {
    this.sender = sender;
    sender.ticket = this.#hold;
  }

  /** He waits again, or goes on; false if he has left. */
  release(): boolean {
    const { sender } = this;
    if (sender.phase !== WAITING || sender.ticket !== this.#hold) return false;
    sender.ticket = 0;
    return true;
  }
}

/** One receive on behalf of somebody elsewhere. */
export class Reservation implements Waiter {
  readonly #channel: OpenChannel<unknown>;
  readonly #reserver: Reserver;
  /** Made when it has to stand in line. */
  #wait: Wait<unknown, OpenChannel<unknown>> | null = null;
  /** What is offered. */
  #offered: { value: unknown; turn: number } | Held | null = null;

  constructor(channel: OpenChannel<unknown>, reserver: Reserver) {
    this.#channel = channel;
    this.#reserver = reserver;
    this.#stand(false);
  }

  /** Takes what is offered, for good. False if its sender has left meanwhile: it stands in line again, as the first. */
  commit(): boolean {
    const offered = this.#offered!;
    this.#offered = null;
    if (!(offered instanceof Held)) return true;
    if (offered.release()) {
      offered.sender.complete(undefined);
      return true;
    }
    this.#stand(true);
    return false;
  }

  /** Leaves the line; what is offered is the next one's. */
  cancel(): void {
    const offered = this.#offered;
    this.#offered = null;
    this.#wait?.release();
    if (offered === null) return;
    if (!(offered instanceof Held)) this.#channel.putBack(offered.value, offered.turn);
    else if (offered.release()) this.#channel.sendAgain(offered.sender);
  }

  #stand(first: boolean): void {
    const channel = this.#channel;
    if (channel.length > 0) {
      const value = channel.get();
      this.#offer({ value, turn: channel.nextTurn() }, value);
    } else if (!channel.senders.empty) {
      const held = new Held(channel.senders.take()!);
      this.#offer(held, held.sender.message);
    } else if (channel.end !== null) this.#reserver.ended(channel.end.error);
    else {
      const wait = (this.#wait ??= new Wait(reserving, channel));
      wait.begin(this);
      if (!first) return;
      channel.receivers.remove(wait);
      channel.receivers.addFirst(wait);
    }
  }

  #offer(offered: { value: unknown; turn: number } | Held, value: unknown): void {
    this.#offered = offered;
    this.#reserver.offered(value);
  }

  /** A value was handed to it, or the channel was closed. */
  woken(wait: Wait<unknown>): void {
    const { phase, value, ticket } = wait;
    wait.reset();
    if (phase === FAILED) this.#reserver.ended(this.#channel.end!.error);
    else if (value instanceof Held) this.#offer(value, value.sender.message);
    else this.#offer({ value, turn: ticket }, value);
  }
}

const reserving = way<OpenChannel<unknown>>({
  attempt: () => false,
  enlist: (wait) => {
    wait.subject.receivers.add(wait);
    wait.subject.far!.receiverWaits();
  },
  withdraw: (wait) => wait.subject.receivers.remove(wait),
  describe: ({ subject }) => `receive on channel "${subject.name}" from elsewhere`,
});
