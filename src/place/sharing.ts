// What travels to a worker, or from it, and goes on living: channels, queues, futures, tasks, signals. A
// peer at each end keeps them; it is made when the first of them travels, so that others pay nothing.
//
// The peers' batches and the jobs share one link, and their order holds: what was said before a job is
// sent, or before it ends, arrives before that; and a reference arrives before what is said of it.

import type { Scheduler } from '../kernel/index.ts';
import {
  type Extra,
  type Form,
  FUNCTION,
  type Functions,
  isShareable,
  type LinkListener,
  Peer,
  type PeerLink,
  preparations,
  type Reference,
  type References,
} from '../wire/index.ts';
import { found, load } from './portable/follow.ts';
import { type Address, knownAddress, registeredAt } from './portable/portable.ts';

/** Portable functions and classes travel by their address. */
const functions: Functions = {
  refer(value) {
    const address = knownAddress(value);
    return address === undefined ? undefined : [FUNCTION, { ...address }];
  },
  prepare([, address]) {
    const { module } = address as Address;
    return registeredAt(address as Address) === undefined ? load(module).then(() => {}) : undefined;
  },
  find([, address]) {
    return found(address as Address);
  },
};

/** What is needed of whoever has the link. */
export interface Shared {
  /** What the other end is called in messages. */
  readonly name: string;
  readonly form: Form;
  readonly scheduler: Scheduler;
  post(batch: readonly unknown[], transfer: readonly ArrayBuffer[]): void;
  /** Whether it is needed (`isNeeded`) has changed. */
  hold(): void;
}

export class Sharing implements References {
  readonly #shared: Shared;
  #listener: LinkListener | null = null;
  #peer: Peer | null = null;
  #lost: { error: unknown } | null = null;

  constructor(shared: Shared) {
    this.#shared = shared;
  }

  // ---- references

  refer(value: object): Reference | undefined {
    return functions.refer(value) ?? (isShareable(value) ? this.#open().refer(value) : undefined);
  }

  resolve(reference: Reference): unknown {
    return reference[0] === FUNCTION ? functions.find(reference) : this.#open().resolve(reference);
  }

  /** Imports the modules of functions that are referred to; a promise if that takes time. */
  prepare(extra: Extra | null): Promise<unknown> | undefined {
    if (extra === null) return undefined;
    const ready = preparations(functions, extra);
    return ready.length === 0 ? undefined : Promise.all(ready);
  }

  // ---- the peer

  #open(): Peer {
    if (this.#peer !== null) return this.#peer;
    const { name, scheduler } = this.#shared;
    const peer = new Peer(this.#link(), {
      name,
      scheduler,
      functions,
      lossOf: () => this.#lost?.error,
    });
    this.#peer = peer;
    if (this.#lost !== null) this.#listener!.closed(this.#lost.error);
    return peer;
  }

  /** As the peer sees the link: messages among others. */
  #link(): PeerLink {
    const shared = this.#shared;
    const refuse = (): never => {
      throw new TypeError('this link is shared: nobody else may use it');
    };
    return {
      form: shared.form,
      closed: false,
      post: (batch, transfer = []) => shared.post(batch as readonly unknown[], transfer),
      listen: (listener) => void (this.#listener = listener),
      hold: () => shared.hold(),
      close: () => {},
      send: refuse,
      receive: refuse,
    };
  }

  get isNeeded(): boolean {
    return this.#peer?.isNeeded ?? false;
  }

  /** Says now what is to be said. */
  flush(): void {
    this.#peer?.flush();
  }

  received(batch: readonly unknown[]): void {
    this.#open();
    this.#listener!.received(batch as unknown[]);
  }

  /** The other end is gone: every wait for it ends with this error. */
  lost(error: unknown): void {
    this.#lost ??= { error };
    this.#listener?.closed(error);
  }
}
