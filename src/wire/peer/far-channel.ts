// The far end of a channel: its home is in the place at the other end of a peer. It has the methods of
// any channel, and no values of its own but those that were sent ahead.

import type { Channel, ChannelStatistics, Queue, Visitor } from '../../channel/index.ts';
import { ClosedError, type Operation, Wait } from '../../kernel/index.ts';
import type { FarStock } from './far-queue.ts';
import { Receiving, receiving, stepping } from './far-receiving.ts';
import { Sending, sending, standing } from './far-sending.ts';
import { CLOSE, CLOSED, JOINED, type Message } from './messages.ts';
import type { Peer } from './peer.ts';

/** What a reference to a channel says, after its id. */
export type ChannelData = readonly [
  name: string,
  capacity: number,
  credit: number,
  closed: boolean,
  /** Values are ahead, with an earlier far end that is no more: they are still to be called back. */
  ahead: boolean,
];

/** What is done with it, in messages. */
interface Words {
  readonly send: string;
  readonly receive: string;
}

const words: Words = { send: 'send on channel', receive: 'receive on channel' };

export class FarChannel<T> implements Channel<T> {
  readonly peer: Peer;
  readonly id: number;
  name: string;
  readonly capacity: number;
  readonly receiving: Receiving;
  readonly sending: Sending;
  readonly words: Words;
  /** The queue whose values these are, if it is no channel. */
  queue: { readonly queue: Queue<unknown>; readonly stock: FarStock } | null = null;
  /** Other places that use it through this one. */
  readonly visitors = new Set<Visitor>();
  /** Closed for senders. */
  #shut = false;

  constructor(peer: Peer, id: number, data: ChannelData, own: Words = words) {
    const [name, capacity, credit, closed, ahead] = data;
    this.words = own;
    this.peer = peer;
    this.id = id;
    this.name = name;
    this.capacity = capacity;
    this.receiving = new Receiving(this as FarChannel<unknown>, ahead);
    this.sending = new Sending(this as FarChannel<unknown>, credit);
    this.#shut = closed;
  }

  get [Symbol.toStringTag](): string {
    return 'Channel';
  }

  get closed(): boolean {
    return this.#shut || this.peer.over !== null;
  }

  /** The values that were sent ahead; of the others this end knows nothing. */
  get length(): number {
    return this.receiving.inbox.length;
  }

  send(value: T): Operation<void> {
    return new Wait(this.capacity > 0 ? sending : standing, this as FarChannel<unknown>, value);
  }

  receive(): Operation<T> {
    return new Wait(receiving, this as FarChannel<unknown>) as Operation<unknown> as Operation<T>;
  }

  next(): Operation<IteratorResult<T, undefined>> {
    const next: Operation<unknown> = new Wait(stepping, this as FarChannel<unknown>);
    return next as Operation<IteratorResult<T, undefined>>;
  }

  /** True: accepted for sending. Without a buffer nothing is. */
  trySend(value: T): boolean {
    this.checkOpen();
    return this.capacity > 0 && this.sending.put(value);
  }

  tryReceive(): { value: T } | undefined {
    const { inbox, end } = this.receiving;
    if (inbox.length > 0) return { value: this.receiving.take().value as T };
    if (end !== null) throw this.receiving.ending();
    if (this.peer.over !== null) throw this.peer.over.error;
    return undefined;
  }

  close(error?: unknown): void {
    if (this.closed) return;
    this.peer.postError([CLOSE, this.id], error);
    this.shutWith(error);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (let got = await this.next(); !got.done; got = await this.next()) yield got.value;
  }

  statistics(): ChannelStatistics {
    const { name, capacity, length, closed } = this;
    const senders = this.sending.count();
    return { name, capacity, length, closed, senders, receivers: this.receiving.waiting };
  }

  // ---- for its halves

  checkOpen(): void {
    if (this.#shut) throw this.refusal('send');
    if (this.peer.over !== null) throw this.peer.over.error;
  }

  refusal(what: keyof Words): ClosedError {
    return new ClosedError(
      `cannot ${this.words[what]} "${this.name}" of ${this.peer.name}: it was closed`,
    );
  }

  shutWith(error: unknown): void {
    if (this.#shut) return;
    this.#shut = true;
    this.sending.fail(() => this.refusal('send'));
    for (const visitor of this.visitors) visitor.closed(error);
  }

  // ---- for the peer

  received(message: Message): void {
    if (message[0] === CLOSED) this.shutWith(this.peer.unpackError(message, 2));
    else if (message[0] === JOINED) this.queue?.stock.joined(message[2] as number);
    else if (!this.receiving.received(message)) this.sending.received(message);
  }

  lost(error: unknown): void {
    this.sending.fail(() => error);
    this.receiving.lost(error);
    this.queue?.stock.lost(error);
    for (const visitor of this.visitors) visitor.closed(error);
  }
}
