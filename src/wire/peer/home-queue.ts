// The home side of a queue that the other end of a peer uses: what was got there and is not done, and
// who waits there until all is.
//
// Whoever got a value and is lost with his place, or has no use for the queue any more, never says that it
// is done. Then it counts as done: his caller hears of the loss, and `join` waits for nobody who can never
// answer (docs/decisions/0026).

import { type Door, doorOfQueue, type Inlet, Queue } from '../../channel/index.ts';
import { FAILED, report, type Wait, type Waiter } from '../../kernel/index.ts';
import { farEndOf } from './far-queue.ts';
import type { Home } from './home.ts';
import * as say from './messages.ts';
import type { Message } from './messages.ts';
import type { Peer } from './peer.ts';
import { Relay } from './relay.ts';

/** What those elsewhere put into. */
export function inletOf(queue: Queue<unknown>): Inlet {
  const stock = Queue.stockOf(queue);
  return {
    get name() {
      return queue.name;
    },
    get closed() {
      return stock.closed;
    },
    capacity: stock.maxSize,
    send: (value) => stock.put(value),
    close: (error) => stock.close(error),
  };
}

/** Where those elsewhere get from: this place, or, through it, a third one. */
export function outletOf(queue: Queue<unknown>): Door {
  const end = farEndOf(queue);
  return end === undefined ? doorOfQueue(queue)! : new Relay(end);
}

/** The tasks of a queue, for those in one other place. */
export class HomeQueue {
  readonly queue: Queue<unknown>;
  readonly #peer: Peer;
  readonly #home: Home;
  /** Got over there, and not said to be done. */
  #unfinished = 0;
  readonly #joiners = new Map<number, Joining>();
  /** Said to be done behind a put that has not found room yet: what is done may have led to that. */
  #doneLater = 0;

  constructor(peer: Peer, home: Home, queue: Queue<unknown>) {
    this.#peer = peer;
    this.#home = home;
    this.queue = queue;
  }

  /** A value is theirs, or comes back. */
  count(by: 1 | -1): void {
    this.#unfinished = Math.max(0, this.#unfinished + by);
  }

  get order(): string {
    return Queue.stockOf(this.queue).order;
  }

  received([kind, , ticket]: Message): void {
    if (kind === say.DONE) this.#done();
    else if (kind === say.JOIN) this.#join(ticket as number);
    else if (kind === say.UNJOIN) this.#unjoin(ticket as number);
  }

  #done(): void {
    if (this.#home.hasPuts) this.#doneLater++;
    else this.#doneNow();
  }

  #doneNow(): void {
    this.count(-1);
    try {
      this.queue.taskDone();
    } catch (error) {
      // Who has said it goes on, and cannot be told.
      report({ kind: 'callback', message: `${this.#peer.name}:`, error });
    }
  }

  #join(ticket: number): void {
    const joining = new Joining(this.queue, () => {
      this.#joiners.delete(ticket);
      this.#peer.post([say.JOINED, this.#home.id, ticket]);
    });
    this.#joiners.set(ticket, joining);
    if (!this.#home.hasPuts) joining.begin();
  }

  /** All that was put over there is in the queue now. */
  flushed(): void {
    for (; this.#doneLater > 0; this.#doneLater--) this.#doneNow();
    for (const joining of this.#joiners.values()) joining.begin();
  }

  #unjoin(ticket: number): void {
    this.#joiners.get(ticket)?.cancel();
    this.#joiners.delete(ticket);
  }

  /** Nobody there can say anything more. */
  drop(): void {
    for (const joining of this.#joiners.values()) joining.cancel();
    this.#joiners.clear();
    for (; this.#doneLater > 0; this.#doneLater--) this.#doneNow();
    for (; this.#unfinished > 0; this.#unfinished--) this.finish();
  }

  /** One that nobody will say anything about any more. */
  finish(): void {
    try {
      this.queue.taskDone();
    } catch {
      // It was said to be done by somebody else.
    }
  }
}

/** A `join` on behalf of somebody elsewhere. */
class Joining implements Waiter {
  readonly #wait: Wait<void>;
  readonly #joined: () => void;
  #hasBegun = false;

  constructor(queue: Queue<unknown>, joined: () => void) {
    this.#wait = queue.join() as Wait<void>;
    this.#joined = joined;
  }

  begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    try {
      if (this.#wait.attempt()) this.#joined();
      else this.#wait.begin(this);
    } catch {
      // Of a third place that is lost, which is told to this one, too.
    }
  }

  cancel(): void {
    this.#wait.release();
  }

  woken(wait: Wait<unknown>): void {
    const isJoined = wait.phase !== FAILED;
    wait.reset();
    if (isJoined) this.#joined();
  }
}
