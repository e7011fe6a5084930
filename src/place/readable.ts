// Messages that the other side may not be able to read.
//
// What could be written cannot always be read: reading what is nested deeply takes more of the stack.
// The reader learns that there was a message, and not which. So a message that is not small and plain
// travels alone, and before it goes another one that says what it is to mean otherwise.

import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { cloneFromBytes, type PipeLink, cloneToBytes } from '../wire/index.ts';

/** Of so many parts a value may consist to be small. */
const MAX_PARTS = 100;

interface Otherwise<M> {
  is: 'otherwise';
  message: M;
}

/** The largest message to or from a process, in bytes. */
export const MAX_FRAME = 256 * 1024 * 1024;

/** Writes a message; if it cannot be read, `otherwise` arrives in its place. Throws if it cannot be copied. */
export function post<M>(
  write: (message: M | Otherwise<M>) => void,
  message: M,
  otherwise?: M,
): void {
  if (otherwise !== undefined) write({ is: 'otherwise', message: otherwise });
  write(message);
}

/** The same, to or from a process: at once, for who posts may be about to compute for long. */
export function postBytes<M>(link: PipeLink, message: M, otherwise?: M): void {
  post((one) => link.post(cloneToBytes(one)), message, otherwise);
  link.flush();
}

/** What arrives: messages, and now and then what a message is to mean that cannot be read. */
class Reading<M extends object> {
  readonly #received: (message: M) => void;
  #otherwise: M | null = null;

  constructor(received: (message: M) => void) {
    this.#received = received;
  }

  heard(message: M | Otherwise<M>): void {
    if ('is' in message && message.is === 'otherwise') {
      this.#otherwise = (message as Otherwise<M>).message;
      return;
    }
    this.#otherwise = null;
    this.#received(message as M);
  }

  unreadable(): void {
    if (this.#otherwise !== null) this.heard(this.#otherwise);
  }
}

/** Hands on what arrives as bytes. */
export function hearBytes<M extends object>(
  received: (message: M) => void,
): (bytes: object) => void {
  const reading = new Reading(received);
  return (bytes) => {
    let message: M | Otherwise<M>;
    try {
      message = cloneFromBytes(bytes as Uint8Array) as M | Otherwise<M>;
    } catch {
      reading.unreadable();
      return;
    }
    reading.heard(message);
  };
}

/** Hands on what arrives at a port. Gives a function that does so at once with what is there. */
export function hear<M extends object>(
  port: MessagePort,
  received: (message: M) => void,
): () => void {
  const reading = new Reading(received);
  port.on('message', (message: M) => reading.heard(message));
  port.on('messageerror', () => reading.unreadable());
  return () => {
    for (;;) {
      try {
        const got = receiveMessageOnPort(port);
        if (got === undefined) return;
        reading.heard(got.message as M);
      } catch {
        reading.unreadable();
      }
    }
  };
}

/** Is it surely readable on the other side? If in doubt, not. */
export function isSmall(value: unknown): boolean {
  try {
    return partsLeft(value, MAX_PARTS) >= 0;
  } catch {
    // A getter.
    return false;
  }
}

/** How many of `parts` are left when `value` is through; below 0 if it has more, or is not plain. */
function partsLeft(value: unknown, parts: number): number {
  let left = parts - 1;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return left;
  if (Array.isArray(value)) {
    // To go through a long one with `in` makes a list of its keys first.
    if (value.length > left) return -1;
  } else if (Object.getPrototypeOf(value) !== Object.prototype) return -1;
  const inside = value as Record<string, unknown>;
  for (const key in inside) {
    left = partsLeft(inside[key], left);
    if (left < 0) return -1;
  }
  return left;
}
