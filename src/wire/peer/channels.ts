// The channels and queues that a peer knows: those at home here that the other end uses, and the far ends of those
// that are at home there.

import { type Channel, type Door, doorOf, type Inlet, Queue } from '../../channel/index.ts';
import type { Reference } from '../codec/packed.ts';
import { type ChannelData, FarChannel } from './far-channel.ts';
import { farEndOf, openQueue, type QueueData } from './far-queue.ts';
import type { Inbox } from './far-receiving.ts';
import { Home } from './home.ts';
import { HomeQueue, inletOf, outletOf } from './home-queue.ts';
import * as say from './messages.ts';
import type { Message } from './messages.ts';
import type { Peer } from './peer.ts';
import { Relay } from './relay.ts';
import { refuseMore, YOURS } from './references.ts';

/** What the home says; all else is said to it. */
const forEnds = new Set<number>([
  say.OFFER,
  say.ACK,
  say.TORN,
  say.UNSENDABLE,
  say.END,
  say.STREAM,
  say.DATA,
  say.RECALL,
  say.CREDIT,
  say.ASK,
  say.CLOSED,
  say.JOINED,
]);

/** A far end, as long as somebody has it; what was sent ahead outlives it. */
interface Known {
  end: WeakRef<FarChannel<unknown>>;
  inbox: Inbox;
  /** How often a reference to it came. */
  shares: number;
}

export class Channels {
  readonly #peer: Peer;
  readonly #homes = new Map<number, Home>();
  readonly #homeOf = new Map<object, Home>();
  readonly #ends = new Map<number, Known>();
  readonly #collected = new FinalizationRegistry<number>((id) => this.#dropEnd(id));

  constructor(peer: Peer) {
    this.#peer = peer;
  }

  // ---- references

  refer(value: object): Reference | undefined {
    const end = value instanceof Queue ? farEndOf(value) : value;
    if (end instanceof FarChannel && end.peer === this.#peer) return [YOURS, end.id];
    const known = this.#homeOf.get(value);
    if (known !== undefined) return known.reference();
    if (value instanceof Queue) return this.#openQueue(value).reference();
    const door = value instanceof FarChannel ? new Relay(value) : doorOf(value);
    if (door === undefined) return undefined;
    return this.#open(value, value as Channel<unknown>, door).reference();
  }

  #open(thing: object, channel: Inlet, door: Door): Home {
    refuseMore(this.#homes.size, this.#peer.name);
    const home: Home = new Home(this.#peer, thing, channel, door, () => this.#drop(home));
    this.#peer.needed(1);
    this.#homes.set(home.id, home);
    this.#homeOf.set(thing, home);
    return home;
  }

  #openQueue(queue: Queue<unknown>): Home {
    const home = this.#open(queue, inletOf(queue), outletOf(queue));
    home.queue = new HomeQueue(this.#peer, home, queue);
    return home;
  }

  resolve([kind, ...data]: Reference): unknown {
    const id = data[0] as number;
    if (kind === YOURS) return this.#homes.get(id)?.thing;
    if (kind !== 'channel' && kind !== 'queue') return undefined;
    const known = this.#ends.get(id);
    const end = known?.end.deref();
    if (known === undefined || end === undefined) {
      this.#dropEnd(id);
      return asThing(this.#openEnd(id, kind, data.slice(1)));
    }
    known.shares++;
    return asThing(end);
  }

  #openEnd(id: number, kind: string, data: readonly unknown[]): FarChannel<unknown> {
    const end =
      kind === 'queue'
        ? openQueue(this.#peer, id, data as unknown as QueueData)
        : new FarChannel<unknown>(this.#peer, id, data as unknown as ChannelData);
    this.#ends.set(id, { end: new WeakRef(end), inbox: end.receiving.inbox, shares: 1 });
    this.#collected.register(end, id);
    return end;
  }

  // ---- messages

  received(message: Message): boolean {
    const [kind, id] = message;
    if (kind < say.WANT || kind > say.JOINED) return false;
    const whose = forEnds.has(kind) ? this.#ends.get(id)?.end.deref() : this.#homes.get(id);
    if (whose !== undefined) whose.received(message);
    else this.#forNobody(message);
    return true;
  }

  /** The far end is no more, which the home has not heard yet: a value goes back. */
  #forNobody(message: Message): void {
    const [kind, id, turn] = message as readonly [number, number, number];
    const peer = this.#peer;
    if (kind === say.RECALL) peer.post([say.RETURNED, id]);
    else if (kind === say.DATA)
      peer.postValue([say.RETURN, id, turn], peer.unpack(message, 3), 'value');
    else peer.unread(message);
  }

  /** Nobody has this far end any more: what was sent ahead to it goes back. */
  #dropEnd(id: number): void {
    const known = this.#ends.get(id);
    if (known === undefined || known.end.deref() !== undefined) return;
    this.#ends.delete(id);
    this.#returnAll(id, known.inbox);
    this.#peer.post([say.FORGET, id, known.shares]);
  }

  #returnAll(id: number, inbox: Inbox): void {
    for (const { value, turn } of inbox.drain())
      this.#peer.postValue([say.RETURN, id, turn], value, 'value');
  }

  forgotten(id: number, shares: number): boolean {
    const home = this.#homes.get(id);
    if (home === undefined) return false;
    home.shares -= shares;
    home.forgotten();
    return true;
  }

  takenBack(id: number): boolean {
    const home = this.#homes.get(id);
    if (home === undefined) return false;
    if (--home.shares <= 0) home.forgotten();
    return true;
  }

  givenUp(id: number): boolean {
    const known = this.#ends.get(id);
    if (known === undefined) return false;
    if (--known.shares === 0) this.#ends.delete(id);
    return true;
  }

  #drop(home: Home): void {
    this.#homes.delete(home.id);
    this.#homeOf.delete(home.thing);
    this.#peer.needed(-1);
    home.drop();
  }

  lost(error: unknown): void {
    for (const home of this.#homes.values()) this.#drop(home);
    for (const { end } of this.#ends.values()) end.deref()?.lost(error);
  }
}

/** What stands in front of a far end: the queue, if it is one. */
function asThing(end: FarChannel<unknown>): object {
  return end.queue?.queue ?? end;
}
