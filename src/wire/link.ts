// A link carries messages between two ends, in order: a message port, a process's pipe, memory.
//
//   open --close()--> closed          both ends; what was sent before arrives first
//      \---------cut-------> closed   with what cut it
//
// It can be used in two ways, one at a time. Tasks `send` and `receive`, and wait: a slow receiver
// slows its sender down. A peer `post`s without waiting and is called with what arrives; it bounds
// what is under way by itself (peer.ts).

import type { Operation } from '../kernel/index.ts';
import type { Form } from './codec/packed.ts';

/** What a link carries: bytes, or data that can be copied. */
export type Message = Uint8Array | object;

/** Carries messages to another end and back, in order. Anybody may write one. */
export interface Link {
  /** Waits until the link takes the message: while the other end is slow, it does not. Primitive. ClosedError once closed. */
  send(message: Message): Operation<void>;
  /** Waits for the next message. Primitive. Once closed and drained: ClosedError, or what it was closed with. */
  receive(): Operation<Message>;
  /** Closes both ends, with `error` if there is one; what was sent before still arrives. Acts at once. */
  close(error?: unknown): void;
  readonly closed: boolean;
}

/** Who is called with what arrives. */
export interface LinkListener {
  received(message: Message): void;
  /** Nothing more arrives. `error` is undefined for a plain close. Called once. */
  closed(error: unknown): void;
}

/** A link that a peer can use. */
export interface PeerLink extends Link {
  /** How it copies: as the host does between threads, or as bytes. */
  readonly form: Form;
  /**
   * Sends without waiting; of `transfer` the memory moves, where the link can do that. Ignored once
   * closed. Throws what cannot be copied.
   */
  post(message: Message, transfer?: readonly ArrayBuffer[]): void;
  /** From now on `listener` is called, and nobody receives. */
  listen(listener: LinkListener): void;
  /** Should this link keep the event loop alive? It does not, unless it is held. */
  hold(alive: boolean): void;
}
