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

import { FAILED, type Operation, Wait, WAITING, type Waiter, way } from '../kernel/index.ts';
import { OpenChannel } from './channel.ts';

/** Who is told what becomes of a reservation. */
export interface Reserver {
  /** It is offered a value; `turn` is its place in the channel's order. */
  offered(value: unknown, turn: number): void;
  /** There will be none: the channel is closed and drained. `error` is undefined for a plain close. */
  ended(error: unknown): void;
}

/** Somebody elsewhere who wants to send. */
export interface FarSender {
  /** A receiver waits: will he give it? He answers with `given` or `refused`. */
  asked(): void;
}

/** Acts for all in one other place; is told what they may have to know. */
export interface Visitor {
  /** Does anybody there receive? */
  readonly receives: boolean;
  /** Somebody who is not there waits to receive. */
  othersWait(): void;
  /** The channel was closed; `error` is undefined for a plain close. */
  closed(error: unknown): void;
}

/** A receive on behalf of somebody elsewhere. */
export interface Reservation {
  /** Takes what is offered, for good. False if its sender has left meanwhile: there is nothing to take. */
  commit(): boolean;
  /** After that: stands in line again, as the first. */
  again(): void;
  /** Leaves the line; what is offered is the next one's. */
  cancel(): void;
}

/** What those elsewhere put into, and close: a channel, or what stands behind a queue. */
export interface Inlet {
  readonly name: string;
  readonly capacity: number;
  readonly closed: boolean;
  send(value: unknown): Operation<void>;
  close(error: unknown): void;
}

/** The door of a channel, for those elsewhere. */
export interface Door {
  /** Comes to stay; told at once if the channel is closed. */
  enter(visitor: Visitor): void;
  exit(visitor: Visitor): void;
  /** Does nobody else receive? */
  alone(visitor: Visitor): boolean;
  /** Somebody there wants to receive: the others are told. */
  wanted(visitor: Visitor): void;
  /** Stands in line for a value, on behalf of somebody elsewhere. He is told, now or later. */
  reserve(reserver: Reserver): Reservation;
  /** The same, for the only receivers there are: values are sent ahead to them, and nobody may overtake these. */
  reserveAhead(reserver: Reserver): Reservation;
  /** Is there another value, besides what was offered? */
  hasMore(): boolean;
  /** Nothing is ahead any more. */
  release(): void;
  /** Nobody wants this any more: it stands in the channel again, at its turn. */
  putBack(value: unknown, turn: number): void;
  /** The channel was closed while this was on its way: it is the last value, if there is still anybody to hear of one. */
  accept(value: unknown): void;
  /** Stands in the senders' line. */
  join(sender: FarSender): void;
  /** Leaves it; not, if he was asked. */
  leave(sender: FarSender): void;
  /** One who was asked gives this value. */
  given(value: unknown): void;
  /** One who was asked does not wait any more, or is lost: the next one is asked. */
  refused(): void;
}

/** Is it a channel of this place? */
export function isChannel(value: unknown): boolean {
  return value instanceof OpenChannel;
}

/** The door of this channel; undefined if it is no channel of this place. */
export function doorOf(channel: unknown): Door | undefined {
  if (!(channel instanceof OpenChannel)) return undefined;
  return ((channel as OpenChannel<unknown>).far ??= new Far(channel)) as Far;
}

/** All who use one channel from elsewhere. */
class Far implements Door {
  readonly channel: OpenChannel<unknown>;
  readonly #visitors = new Set<Visitor>();
  readonly #senders: FarSender[] = [];
  /** Senders who were asked and have not answered. */
  #asked = 0;
  /** The receiver to whom values are sent ahead. */
  #ahead: Reserved | null = null;

  constructor(channel: OpenChannel<unknown>) {
    this.channel = channel;
  }

  enter(visitor: Visitor): void {
    this.#visitors.add(visitor);
    const { end } = this.channel;
    if (end !== null) visitor.closed(end.error);
  }

  exit(visitor: Visitor): void {
    this.#visitors.delete(visitor);
  }

  // ---- receivers elsewhere

  alone(visitor: Visitor): boolean {
    const { head } = this.channel.receivers;
    if (head !== null && head.way !== reserving) return false;
    return this.#othersThan(visitor).every(({ receives }) => !receives);
  }

  wanted(visitor: Visitor): void {
    for (const other of this.#othersThan(visitor)) other.othersWait();
  }

  #othersThan(visitor: Visitor): Visitor[] {
    return [...this.#visitors].filter((other) => other !== visitor);
  }

  reserve(reserver: Reserver): Reservation {
    return new Reserved(this, reserver, false);
  }

  reserveAhead(reserver: Reserver): Reservation {
    this.channel.held = true;
    this.#ahead = new Reserved(this, reserver, true);
    return this.#ahead;
  }

  hasMore(): boolean {
    return this.channel.length > 0 || !this.channel.senders.empty;
  }

  release(): void {
    this.#ahead = null;
    this.channel.release();
    this.askSenders();
  }

  putBack(value: unknown, turn: number): void {
    this.channel.putBack(value, turn);
  }

  accept(value: unknown): void {
    if (this.channel.length > 0) this.channel.buffer.push(value);
  }

  // ---- senders elsewhere

  join(sender: FarSender): void {
    this.#senders.push(sender);
    this.askSenders();
  }

  leave(sender: FarSender): void {
    const at = this.#senders.indexOf(sender);
    if (at >= 0) this.#senders.splice(at, 1);
  }

  given(value: unknown): void {
    this.#asked--;
    this.channel.putBack(value, this.channel.nextTurn());
  }

  refused(): void {
    this.#asked--;
    this.askSenders();
  }

  /** As many as there are receivers that wait. */
  askSenders(): void {
    const { receivers } = this.channel;
    let wanted = receivers.empty ? 0 : receivers.count() - this.#asked;
    for (; wanted > 0 && this.#senders.length > 0; wanted--) {
      this.#asked++;
      this.#senders.shift()!.asked();
    }
  }

  // ---- for the channel

  get isNext(): boolean {
    const { held, receivers } = this.channel;
    return held ? this.#ahead!.waits : receivers.head?.way === reserving;
  }

  takeAhead(): Wait<unknown> | null {
    return this.#ahead?.leaveLine() ?? null;
  }

  /** It is offered to the receiver elsewhere who comes next. */
  senderWaits(): void {
    const { senders, receivers, held } = this.channel;
    while (this.isNext && !senders.empty) {
      const sender = senders.take()!;
      const receiver = held ? this.takeAhead()! : receivers.take()!;
      receiver.complete(new Held(sender));
    }
  }

  /** One of this place. */
  receiverWaits(): void {
    for (const visitor of this.#visitors) visitor.othersWait();
    this.askSenders();
  }

  closed(error: unknown): void {
    for (const visitor of this.#visitors) visitor.closed(error);
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

class Reserved implements Reservation, Waiter {
  readonly #far: Far;
  readonly #channel: OpenChannel<unknown>;
  readonly #reserver: Reserver;
  /** It need not care whether the channel is held: it is for itself. */
  readonly #isAhead: boolean;
  /** Made when it has to stand in line. */
  #wait: Wait<unknown, OpenChannel<unknown>> | null = null;
  /** What is offered. */
  #offered: { value: unknown; turn: number } | Held | null = null;

  constructor(far: Far, reserver: Reserver, isAhead: boolean) {
    this.#far = far;
    this.#channel = far.channel;
    this.#reserver = reserver;
    this.#isAhead = isAhead;
    this.#stand(false);
  }

  get waits(): boolean {
    return this.#wait?.phase === WAITING;
  }

  leaveLine(): Wait<unknown> | null {
    if (!this.waits) return null;
    this.#channel.receivers.remove(this.#wait!);
    return this.#wait;
  }

  commit(): boolean {
    const offered = this.#offered!;
    this.#offered = null;
    if (!(offered instanceof Held)) return true;
    if (!offered.release()) return false;
    offered.sender.complete(undefined);
    return true;
  }

  again(): void {
    this.#stand(true);
  }

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
    const mayTake = this.#isAhead || !channel.held;
    if (mayTake && channel.length > 0)
      this.#offer({ value: channel.get(), turn: channel.nextTurn() });
    else if (mayTake && !channel.senders.empty) this.#offer(new Held(channel.senders.take()!));
    else if (mayTake && channel.end !== null) this.#reserver.ended(channel.end.error);
    else this.#standInLine(first);
  }

  #standInLine(first: boolean): void {
    const { receivers } = this.#channel;
    const wait = (this.#wait ??= new Wait(reserving, this.#channel));
    wait.begin(this);
    if (first) {
      receivers.remove(wait);
      receivers.addFirst(wait);
    }
    this.#far.askSenders();
  }

  #offer(offered: { value: unknown; turn: number } | Held): void {
    this.#offered = offered;
    if (offered instanceof Held)
      this.#reserver.offered(offered.sender.message, this.#channel.nextTurn());
    else this.#reserver.offered(offered.value, offered.turn);
  }

  /** A value was handed to it, or the channel was closed. */
  woken(wait: Wait<unknown>): void {
    const { phase, value, ticket: turn } = wait;
    wait.reset();
    if (phase === FAILED) this.#reserver.ended(this.#channel.end!.error);
    else this.#offer(value instanceof Held ? value : { value, turn });
  }
}

const reserving = way<OpenChannel<unknown>>({
  attempt: () => false,
  enlist: (wait) => wait.subject.receivers.add(wait),
  withdraw: (wait) => wait.subject.receivers.remove(wait),
  describe: ({ subject }) => `receive on channel "${subject.name}" from elsewhere`,
});
