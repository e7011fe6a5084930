// The far end of a queue, whose home is in the place at the other end of a peer (messages.ts draws what is
// said). Values are put and got as they are sent and received at the far end of a channel; here is what a
// queue has besides: an order, and the knowledge when all that was put has been dealt with.

import { Queue, type QueueStatistics, type Stock } from '../../channel/index.ts';
import { type Operation, Wait, way } from '../../kernel/index.ts';
import { type ChannelData, FarChannel } from './far-channel.ts';
import * as say from './messages.ts';
import type { Peer } from './peer.ts';

/** What a reference to a queue says, after its id: its order, and then what a channel's says. */
export type QueueData = readonly [order: Stock['order'], ...values: ChannelData];

/** The far end, and the queue that is in front of it. */
export function openQueue(
  peer: Peer,
  id: number,
  [order, ...values]: QueueData,
): FarChannel<unknown> {
  const end = new FarChannel<unknown>(peer, id, values, {
    send: 'put into queue',
    receive: 'get from queue',
  });
  const stock = new FarStock(end, order);
  end.queue = { queue: Queue.over(stock, end.name), stock };
  return end;
}

/** The far end behind this queue, if it is one of another place. */
export function farEndOf(queue: Queue<unknown>): FarChannel<unknown> | undefined {
  const stock = Queue.stockOf(queue);
  return stock instanceof FarStock ? stock.end : undefined;
}

export class FarStock implements Stock {
  readonly end: FarChannel<unknown>;
  readonly order: Stock['order'];
  /** They wait until all is done, by ticket. */
  readonly #joiners = new Map<number, Wait<void>>();

  constructor(end: FarChannel<unknown>, order: Stock['order']) {
    this.end = end;
    this.order = order;
  }

  get maxSize(): number {
    return this.end.capacity;
  }

  /** What is in the queue only its home knows; nothing of it is here. */
  get length(): number {
    return this.end.length;
  }

  /** Would a `put` have to wait? */
  get full(): boolean {
    return !this.end.sending.mayPut;
  }

  get closed(): boolean {
    return this.end.closed;
  }

  put(value: unknown): Operation<void> {
    return this.end.send(value);
  }

  get(): Operation<unknown> {
    return this.end.receive();
  }

  /** True: accepted for sending. */
  tryPut(value: unknown): boolean {
    return this.end.trySend(value);
  }

  tryGet(): { value: unknown } | undefined {
    return this.end.tryReceive();
  }

  /** The home counts, and reports one that is too many. */
  taskDone(): void {
    this.end.peer.post([say.DONE, this.end.id]);
  }

  join(): Operation<void> {
    return new Wait(joining, this as FarStock) as Wait<unknown> as Wait<void>;
  }

  close(error: unknown): void {
    this.end.close(error);
  }

  clear(): never {
    throw new TypeError(
      `closeNow of queue "${this.end.name}" would give back what is in it, which is in another place: ` +
        'call it there, or close() here',
    );
  }

  statistics(): Omit<QueueStatistics, 'name'> {
    const { order, maxSize, length, closed, end } = this;
    return {
      order,
      maxSize,
      length,
      unfinished: 0,
      putters: end.sending.count(),
      getters: end.receiving.waiting,
      joiners: this.#joiners.size,
      closed,
    };
  }

  // ---- for the waits

  waits(wait: Wait<void>): void {
    const { peer, id } = this.end;
    wait.ticket = peer.nextId();
    this.#joiners.set(wait.ticket, wait);
    peer.needed(1);
    peer.post([say.JOIN, id, wait.ticket]);
  }

  waitsNoMore(wait: Wait<void>): void {
    const { peer, id } = this.end;
    this.#joiners.delete(wait.ticket);
    peer.needed(-1);
    peer.post([say.UNJOIN, id, wait.ticket]);
  }

  // ---- for the peer

  joined(ticket: number): void {
    const wait = this.#joiners.get(ticket);
    if (wait === undefined) return;
    this.#joiners.delete(ticket);
    this.end.peer.needed(-1);
    wait.complete(undefined);
  }

  lost(error: unknown): void {
    for (const wait of this.#joiners.values()) {
      this.end.peer.needed(-1);
      wait.fail(error);
    }
    this.#joiners.clear();
  }
}

const joining = way<FarStock, void>({
  attempt: ({ subject }) => {
    const { over } = subject.end.peer;
    if (over !== null) throw over.error;
    return false;
  },
  enlist: (wait) => wait.subject.waits(wait),
  withdraw: (wait) => wait.subject.waitsNoMore(wait),
  describe: ({ subject: { end } }) => `join of queue "${end.name}" of ${end.peer.name}`,
  external: ({ subject }) => subject.end.peer.external,
});
