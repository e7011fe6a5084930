// The home side of a channel that the other end of a peer uses (messages.ts draws what is said).
//
// Its receivers there stand in the channel's own line, each by a reservation. If they are the only
// ones, values are sent ahead to them; as soon as anybody else wants to receive, the rest is called back.

import type { Door, Inlet, Reservation, Reserver, Visitor } from '../../channel/index.ts';
import { FAILED, type Wait, type Waiter } from '../../kernel/index.ts';
import type { Reference } from '../codec/packed.ts';
import type { HomeQueue } from './home-queue.ts';
import * as say from './messages.ts';
import type { Message } from './messages.ts';
import { Sending } from './home-sending.ts';
import type { Peer } from './peer.ts';

/** For so many values a sender elsewhere has credit, at most. */
const MAX_CREDIT = 64;

export class Home implements Visitor, Waiter {
  readonly id: number;
  /** What is at home here. */
  readonly thing: object;
  /** What those there put into and close: the channel itself, if it is one. */
  readonly channel: Inlet;
  readonly #peer: Peer;
  readonly #door: Door;
  /** If it is a queue. */
  queue: HomeQueue | null = null;
  /** How often it was sent to the other end. */
  shares = 0;
  receives = false;
  /** Receivers who stand in line, by ticket. */
  readonly #reserved = new Map<number, Reserving>();
  /** Senders who stand in line, or were asked. */
  readonly #senders = new Map<number, Sending>();
  /** Values are sent ahead. */
  #stream: Streaming | null = null;
  /** Somebody else receives, too: nothing is sent ahead any more. */
  #wasRecalled = false;
  /** The far end to which values are ahead is no more. */
  #isForgotten = false;
  /** Sends into the channel that wait for room. */
  readonly #puts = new Set<Wait<unknown>>();
  /** It is to be closed when there are none. */
  #closing: { error: unknown } | null = null;
  /** Credit that is to be given back. */
  #due = 0;
  readonly #credit: number;

  /** Nobody there has it any more. */
  readonly #unused: () => void;

  constructor(peer: Peer, thing: object, channel: Inlet, door: Door, unused: () => void) {
    this.#unused = unused;
    this.id = peer.nextId();
    this.thing = thing;
    this.channel = channel;
    this.#peer = peer;
    this.#door = door;
    this.#credit = Math.min(channel.capacity, MAX_CREDIT);
    door.enter(this);
  }

  reference(): Reference {
    this.shares++;
    const { name, capacity } = this.channel;
    const ahead = this.#stream !== null && !this.#wasRecalled;
    const data = [name, capacity, this.#credit, this.channel.closed, ahead];
    if (this.queue === null) return ['channel', this.id, ...data];
    return ['queue', this.id, this.queue.order, ...data];
  }

  received(message: Message): void {
    const [kind, , ticket] = message as readonly [number, number, number];
    if (kind === say.WANT) this.#want(ticket);
    else if (kind === say.COMMIT) this.#reserved.get(ticket)?.commit();
    else if (kind === say.PASS) this.#pass(ticket);
    else if (kind === say.RETURN) this.#read(message, 3, (value) => this.#putBack(value, ticket));
    else if (kind === say.READ) this.#stream?.grant(ticket);
    else if (kind === say.RETURNED) this.#returned();
    else if (kind === say.PUT) this.#read(message, 2, (value) => this.#put(value));
    else if (kind === say.STAND) this.#stand(ticket);
    else if (kind === say.LEAVE) this.#leave(ticket);
    else if (kind === say.GIVEN) this.#given(ticket, message);
    else if (kind === say.REFUSED) this.#refused(ticket);
    else if (kind === say.CLOSE) this.#close(this.#peer.unpackError(message, 2));
    else this.queue?.received(message);
  }

  // ---- its receivers

  #want(ticket: number): void {
    this.receives = true;
    // It was sent before the other end knew that values come ahead; once they are back it asks anew.
    if (this.#stream !== null) return;
    if (!this.#wasRecalled && this.#reserved.size === 0 && this.#door.alone(this)) {
      this.#peer.post([say.STREAM, this.id]);
      this.#stream = new Streaming(this.#peer, this, this.#door);
      return;
    }
    this.#door.wanted(this);
    const reserving = new Reserving(this.#peer, this, ticket);
    this.#reserved.set(ticket, reserving);
    reserving.begin(this.#door);
  }

  #pass(ticket: number): void {
    const reserving = this.#reserved.get(ticket);
    this.#reserved.delete(ticket);
    reserving?.cancel();
  }

  #putBack(value: unknown, turn: number): void {
    this.queue?.count(-1);
    this.#door.putBack(value, turn);
  }

  /** It has been through. */
  settled(ticket: number): void {
    this.#reserved.delete(ticket);
  }

  othersWait(): void {
    if (this.#stream === null || this.#wasRecalled) return;
    this.#wasRecalled = true;
    this.#stream.stop();
    this.#peer.post([say.RECALL, this.id]);
  }

  /** All that was sent ahead and not taken is back. */
  #returned(): void {
    if (this.#stream === null) return;
    this.#stream.stop();
    this.#stream = null;
    this.#door.release();
    if (this.#isForgotten) this.forgotten();
  }

  /** There is nothing more to receive. */
  ended(error: unknown): void {
    this.#peer.postError([say.END, this.id], error);
  }

  // ---- its senders

  /** Has something that was sent not found room yet? */
  get hasPuts(): boolean {
    return this.#puts.size > 0;
  }

  #put(value: unknown): void {
    const wait = this.channel.send(value) as unknown as Wait<unknown>;
    try {
      if (wait.attempt()) this.#giveCredit();
      else {
        this.#puts.add(wait);
        wait.begin(this);
      }
    } catch {
      // It was closed here while this was on its way.
      this.#door.accept(value);
    }
  }

  /** There was room for a value, or the channel was closed. */
  woken(wait: Wait<unknown>): void {
    this.#puts.delete(wait);
    if (wait.phase === FAILED) this.#door.accept(wait.message);
    wait.reset();
    this.#giveCredit();
    if (this.hasPuts) return;
    this.queue?.flushed();
    if (this.#closing !== null) this.channel.close(this.#closing.error);
  }

  /** After what was sent before. */
  #close(error: unknown): void {
    if (this.#puts.size === 0) this.channel.close(error);
    else this.#closing = { error };
  }

  /** Not each by itself, but before the other end runs dry. */
  #giveCredit(): void {
    this.#due++;
    if (2 * this.#due < this.#credit && this.#puts.size > 0) return;
    this.#peer.post([say.CREDIT, this.id, this.#due]);
    this.#due = 0;
  }

  #stand(ticket: number): void {
    const sending = new Sending(() => this.#peer.post([say.ASK, this.id, ticket]));
    this.#senders.set(ticket, sending);
    this.#door.join(sending);
  }

  /** If he was asked, his refusal is on its way. */
  #leave(ticket: number): void {
    const sending = this.#senders.get(ticket);
    if (sending === undefined || sending.wasAsked) return;
    this.#senders.delete(ticket);
    this.#door.leave(sending);
  }

  #given(ticket: number, message: Message): void {
    this.#senders.delete(ticket);
    if (!this.#read(message, 3, (value) => this.#door.given(value))) this.#door.refused();
  }

  /** What was sent. If it cannot be had here, for a module that it needs failed to load, receivers hear why. */
  #read(message: Message, at: number, use: (value: unknown) => void): boolean {
    let value: unknown;
    try {
      value = this.#peer.unpack(message, at);
    } catch (error) {
      this.channel.close(error);
      return false;
    }
    use(value);
    return true;
  }

  #refused(ticket: number): void {
    this.#senders.delete(ticket);
    this.#door.refused();
  }

  closed(error: unknown): void {
    this.#peer.postError([say.CLOSED, this.id], error);
  }

  // ---- its end

  /**
   * The far end is no more. What is ahead of it comes back first; then the channel is of no use there, or,
   * if it was sent again meanwhile, of use to a new far end.
   */
  forgotten(): void {
    this.#isForgotten = this.#stream !== null;
    if (this.#isForgotten) this.othersWait();
    else if (this.shares <= 0) this.#unused();
    else this.#wasRecalled = false;
  }

  /** The other end is lost, or has no use for it any more. */
  drop(): void {
    this.#door.exit(this);
    this.queue?.drop();
    if (this.#stream !== null) {
      this.#stream.stop();
      this.#door.release();
    }
    for (const reserving of this.#reserved.values()) reserving.cancel();
    for (const sending of this.#senders.values()) {
      if (sending.wasAsked) this.#door.refused();
      else this.#door.leave(sending);
    }
    this.#reserved.clear();
    this.#senders.clear();
    this.#stream = null;
  }
}

/** One receiver in line. */
class Reserving implements Reserver {
  readonly #peer: Peer;
  readonly #home: Home;
  readonly #ticket: number;
  #reservation: Reservation | null = null;
  /** What is offered cannot travel. */
  #isUnsendable = false;

  constructor(peer: Peer, home: Home, ticket: number) {
    this.#peer = peer;
    this.#home = home;
    this.#ticket = ticket;
  }

  begin(door: Door): void {
    this.#reservation = door.reserve(this);
  }

  offered(value: unknown, turn: number): void {
    const { id } = this.#home;
    try {
      this.#isUnsendable = false;
      this.#peer.postValue([say.OFFER, id, this.#ticket, turn], value, 'value');
    } catch (error) {
      // It is offered all the same: who commits to it hears why he cannot have it.
      this.#isUnsendable = true;
      this.#peer.postError([say.UNSENDABLE, id, this.#ticket], error);
    }
  }

  ended(error: unknown): void {
    this.#home.settled(this.#ticket);
    this.#home.ended(error);
  }

  commit(): void {
    if (this.#reservation!.commit()) {
      this.#home.settled(this.#ticket);
      if (this.#isUnsendable) this.#home.queue?.finish();
      else this.#home.queue?.count(1);
      this.#peer.post([say.ACK, this.#home.id, this.#ticket]);
    } else {
      this.#peer.post([say.TORN, this.#home.id, this.#ticket]);
      this.#reservation!.again();
    }
  }

  cancel(): void {
    this.#reservation?.cancel();
  }
}

/** Values are sent ahead, as far as the other end has committed to take them. */
class Streaming implements Reserver {
  readonly #peer: Peer;
  readonly #home: Home;
  readonly #door: Door;
  isOpen = true;
  #credit = 0;
  #reservation: Reservation | null = null;
  #offered: { value: unknown; turn: number } | null = null;
  #pumping = false;

  constructor(peer: Peer, home: Home, door: Door) {
    this.#peer = peer;
    this.#home = home;
    this.#door = door;
  }

  grant(n: number): void {
    this.#credit += n;
    this.#pump();
  }

  /** As many values as there are, and credit for. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    while (this.#credit > 0 && this.isOpen) {
      this.#reservation ??= this.#door.reserveAhead(this);
      if (this.#offered === null) break;
      this.#give(this.#offered);
    }
    this.#pumping = false;
  }

  #give({ value, turn }: { value: unknown; turn: number }): void {
    this.#offered = null;
    if (!this.#reservation!.commit()) {
      this.#reservation!.again();
      return;
    }
    this.#reservation = null;
    this.#credit--;
    const { id } = this.#home;
    try {
      const isMore = this.#credit === 0 && this.#door.hasMore();
      this.#peer.postValue([say.DATA, id, turn], value, 'value', isMore);
    } catch (error) {
      this.#peer.postError([say.UNSENDABLE, id, 0], error);
    }
  }

  offered(value: unknown, turn: number): void {
    this.#offered = { value, turn };
    this.#pump();
  }

  ended(error: unknown): void {
    this.isOpen = false;
    this.#home.ended(error);
  }

  /** Sends no more. What was sent is still to come back. */
  stop(): void {
    this.isOpen = false;
    this.#reservation?.cancel();
    this.#reservation = null;
  }
}
