// Hearing what arrives at a message port.

import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';

/**
 * Hands on what arrives. Gives a function that does so at once with what is there. A message that cannot
 * be read, which for packed values does not happen unless this thread has next to no stack, is lost;
 * `unreadable` is told.
 */
export function hear<M extends object>(
  port: MessagePort,
  received: (message: M) => void,
  unreadable: (error: unknown) => void,
): () => void {
  port.on('message', received);
  port.on('messageerror', unreadable);
  return () => {
    try {
      for (
        let got = receiveMessageOnPort(port);
        got !== undefined;
        got = receiveMessageOnPort(port)
      )
        received(got.message as M);
    } catch (error) {
      unreadable(error);
    }
  };
}
