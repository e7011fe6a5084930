// Messages that the other side may not be able to read.
//
// What could be written cannot always be read: reading what is nested deeply takes more of the stack.
// The reader learns that there was a message, and not which. So a message that is not small and plain
// travels alone, and before it goes another one that says what it is to mean otherwise.

import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';

/** Of so many parts a value may consist to be small. */
const MAX_PARTS = 100;

interface Otherwise<M> {
  is: 'otherwise';
  message: M;
}

/** Posts a message; if it cannot be read, `otherwise` arrives in its place. Throws if it cannot be copied. */
export function post<M>(port: MessagePort, message: M, otherwise?: M): void {
  if (otherwise !== undefined) port.postMessage({ is: 'otherwise', message: otherwise });
  port.postMessage(message);
}

/** Hands on what arrives. Gives a function that does so at once with what is there. */
export function hear<M extends object>(
  port: MessagePort,
  received: (message: M) => void,
): () => void {
  let otherwise: M | null = null;
  const heard = (message: M | Otherwise<M>): void => {
    if ('is' in message && message.is === 'otherwise') {
      otherwise = (message as Otherwise<M>).message;
      return;
    }
    otherwise = null;
    received(message as M);
  };
  const unreadable = (): void => {
    if (otherwise !== null) heard(otherwise);
  };
  port.on('message', heard);
  port.on('messageerror', unreadable);
  return () => {
    for (;;) {
      try {
        const got = receiveMessageOnPort(port);
        if (got === undefined) return;
        heard(got.message as M);
      } catch {
        unreadable();
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
