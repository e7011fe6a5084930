// What travels to a worker, or from it, and goes on living: channels, queues, futures, tasks, signals. A
// peer at each end keeps them; it is made when the first of them travels, so that others pay nothing.
//
// The peers' batches and the jobs share one link, and their order holds: what was said before a job is
// sent, or before it ends, arrives before that; and a reference arrives before what is said of it.

import { LinkLostError, type Scheduler } from '../kernel/index.ts';
import {
  type Extra,
  type Form,
  FUNCTION,
  type Functions,
  isShareable,
  type LinkListener,
  packThrown,
  Peer,
  type PeerLink,
  preparations,
  type Reference,
  type References,
  referencesIn,
  resolveAhead,
  unpack,
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

/** The kind of references to what has arrived. */
const HERE = 'here';

/** In place of a batch's number: there are no more, and why. */
const OVER = 0;

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
    const [kind, thing] = reference;
    if (kind === HERE) return thing;
    return kind === FUNCTION ? functions.find(reference) : this.#open().resolve(reference);
  }

  takeBack(reference: Reference): void {
    this.#peer?.takeBack(reference);
  }

  letGo(reference: Reference): void {
    const [kind, , ahead] = reference;
    if (kind === HERE) this.#peer?.giveUp(ahead as Reference);
    else this.#peer?.letGo(reference);
  }

  /** What belongs into a packed value is not sent after all. */
  readonly unsent = (extra: Extra): void => {
    for (const reference of referencesIn(extra)) this.takeBack(reference);
  };

  /**
   * What a packed value refers to is here from now on, though it may be unpacked later, or not at all: so
   * it hears what is said of it in the meantime, and counts as arrived.
   */
  readonly arrived = (extra: Extra): void => resolveAhead(extra, (one) => this.#ahead(one));

  /** What belongs into a packed value that has arrived, and is never unpacked. */
  readonly unread = (extra: Extra): void => {
    for (const reference of referencesIn(extra)) this.letGo(reference);
  };

  #ahead(reference: Reference): Reference {
    if (reference[0] === FUNCTION) return reference;
    try {
      return [HERE, this.resolve(reference), reference];
    } catch {
      // Whoever unpacks it hears why.
      return reference;
    }
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
      close: (error) => {
        const { value, extra } = packThrown(error, { form: shared.form });
        shared.post([OVER, value, extra], []);
      },
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
    if (batch[0] === OVER) this.#ended(batch);
    else this.#listener!.received(batch as unknown[]);
  }

  /** What was said to the peer at the other end made no sense to it. */
  #ended([, error, extra]: readonly unknown[]): void {
    const { name } = this.#shared;
    const cause = unpack(error, extra as Extra | null, { where: name });
    this.lost(new LinkLostError(`${name} has ended the link`, { cause }));
  }

  /** The other end is gone: every wait for it ends with this error. */
  lost(error: unknown): void {
    this.#lost ??= { error };
    this.#listener?.closed(error);
  }
}
