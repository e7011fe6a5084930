// What a thread does that is a worker.

import { type MessagePort, workerData } from 'node:worker_threads';
import { sharedClaims } from './claims.ts';
import { Outbox } from './outbox.ts';
import type { FromWorker, Start, ToWorker } from './protocol.ts';
import { hear, post } from './readable.ts';
import { serve } from './serve.ts';

/** Works until it is told to close. It was started with a Start and a port. */
export function workInThread(): void {
  const { offshoot: start, port } = workerData as { offshoot: Start; port: MessagePort };
  const outbox = new Outbox(
    (message, otherwise) => post<FromWorker>((one) => port.postMessage(one), message, otherwise),
    structuredClone,
  );
  // What the jobs have left running does not keep the worker.
  const workbench = serve(start, outbox, sharedClaims(start.cells!), (code) => process.exit(code));
  hear<ToWorker>(port, (message) => workbench.received(message));
}
