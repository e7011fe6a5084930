// What a peer says, on its way into batches: several messages go as one, at the end of the slice in which
// they were said. Batches are numbered, so that the other end finds out if one is lost.

import type { Runnable, Scheduler } from '../../kernel/index.ts';
import { flatten } from '../flat.ts';
import type { PeerLink } from '../link.ts';
import type { Message } from './messages.ts';

export class Outbox implements Runnable {
  readonly #link: PeerLink;
  readonly #scheduler: Scheduler;
  readonly #failed: (cause: unknown) => void;
  #said: Message[] = [];
  #asked = false;
  /** The number of the last batch. */
  #sent = 0;

  /** `failed` hears if the link does not take what was said. */
  constructor(link: PeerLink, scheduler: Scheduler, failed: (cause: unknown) => void) {
    this.#link = link;
    this.#scheduler = scheduler;
    this.#failed = failed;
  }

  /** It goes in the next batch. */
  add(message: Message): void {
    this.#said.push(message);
    if (this.#asked) return;
    this.#asked = true;
    this.#scheduler.enqueue(this);
  }

  /** It goes at once, after all that was said before. If the link refuses it, throws why, and it alone does not go. */
  addLast(message: Message, transfer: readonly ArrayBuffer[]): void {
    const before = this.#said;
    this.#said = [];
    try {
      this.#send([...before, message], transfer);
    } catch {
      this.#said = before;
      this.flush();
      this.#send([message], transfer);
    }
  }

  step(): void {
    this.#asked = false;
    this.flush();
  }

  /** Sends what there is. */
  flush(): void {
    const batch = this.#said;
    if (batch.length === 0) return;
    this.#said = [];
    try {
      this.#send(batch, []);
    } catch (cause) {
      // Together they may be too large.
      if (batch.length === 1) this.#failed(cause);
      else for (const message of batch) this.#sendAlone(message);
    }
  }

  #sendAlone(message: Message): void {
    this.#said = [message];
    this.flush();
  }

  #send(batch: readonly Message[], transfer: readonly ArrayBuffer[]): void {
    this.#link.post([this.#sent + 1, ...flatten(batch)], transfer);
    this.#sent++;
  }
}
