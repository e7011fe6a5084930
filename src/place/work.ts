// What a worker does: it runs the workbench, until it is told to close.

import { type MessagePort, workerData } from 'node:worker_threads';
import { run } from '../kernel/index.ts';
import { packError } from './error-pack.ts';
import { Outbox } from './outbox.ts';
import { PROTOCOL, type Start, type ToWorker } from './protocol.ts';
import { hear } from './readable.ts';
import { Workbench } from './workbench.ts';

/** Makes this thread a worker. It was started with a Start and a port. */
export function work(): void {
  const { offshoot: start, port } = workerData as { offshoot: Start; port: MessagePort };
  const outbox = new Outbox(port);
  // Says what ends this worker, before it does.
  const crashed = (error: unknown): void => {
    outbox.flush();
    outbox.post({ is: 'crashed', error: packError(error, start.init?.module) });
  };
  process.on('uncaughtExceptionMonitor', crashed);
  process.on('exit', () => outbox.flush());

  if (start.protocol !== PROTOCOL)
    throw new Error(`this worker speaks version ${PROTOCOL}, its caller ${start.protocol}`);

  const workbench = new Workbench(start, outbox);
  hear<ToWorker>(port, (message) => workbench.received(message));
  run(() => workbench.main(), { name: start.name }).then(
    // What the jobs have left running does not keep the worker.
    () => process.exit(0),
    (error: unknown) => {
      crashed(error);
      process.exit(1);
    },
  );
}
