// What a thread does that is a worker.

import { type MessagePort, workerData } from 'node:worker_threads';
import { sharedClaims } from './claims.ts';
import { Outbox } from './outbox.ts';
import type { Start, ToWorker } from '../protocol.ts';
import { hear } from '../carrier/hear.ts';
import { serve } from './serve.ts';

/** Works until it is told to close. It was started with a Start and a port. */
export function workInThread(): void {
  const { offshoot: start, port } = workerData as { offshoot: Start; port: MessagePort };
  const outbox = new Outbox('clone', (message, transfer = []) =>
    port.postMessage(message, transfer),
  );
  // What the jobs have left running does not keep the worker.
  const workbench = serve(start, outbox, sharedClaims(start.cells!), (code) => process.exit(code));
  hear<ToWorker>(
    port,
    (message) => workbench.received(message),
    (error) => {
      // Nobody may wait for what is lost: this ends the thread, and says why.
      throw error;
    },
  );
}
