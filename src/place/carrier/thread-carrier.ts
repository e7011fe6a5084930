// Starts threads, and carries messages over a port.

import { MessageChannel, Worker } from 'node:worker_threads';
import type { Carrier, Listener, StartOptions } from './carrier.ts';
import { entry } from '../home.ts';
import { environment, loadingFlags } from './loading.ts';
import type { FromWorker, Start } from '../protocol.ts';
import { hear } from './hear.ts';

/** Starts a thread. */
export function startThread(start: Start, options: StartOptions, listener: Listener): Carrier {
  const { port1: port, port2 } = new MessageChannel();
  const worker = new Worker(entry(), {
    name: start.name,
    workerData: { offshoot: start, port: port2 },
    transferList: [port2],
    ...inherited(options),
  });
  let error: unknown;
  const terminate = (): void => {
    drain();
    port.close();
    worker.removeAllListeners();
    worker.on('error', () => {});
    worker.once('exit', () => makeRoom(-1));
    worker.terminate().catch(() => {});
    listener.ended({ code: 1, signal: null, error });
  };
  const drain = hear<FromWorker>(
    port,
    (message) => listener.received(message),
    (unreadable) => {
      // Nobody may wait for an answer that is lost.
      error = unreadable;
      terminate();
    },
  );
  makeRoom(1);
  // The worker alone holds the event loop, or not.
  port.unref();
  worker.unref();
  worker.once('error', (thrown: unknown) => (error = thrown));
  worker.once('exit', (code) => {
    makeRoom(-1);
    drain();
    port.close();
    listener.ended({ code, signal: null, error });
  });
  return {
    form: 'clone',
    post: (message, transfer = []) => port.postMessage(message, transfer),
    hold: (alive) => (alive ? worker.ref() : worker.unref()),
    terminate,
  };
}

/**
 * Node pipes what a thread prints into our streams, and each pipe listens there: with many threads the
 * next listener of anybody would be warned of as a leak. These do not count.
 */
function makeRoom(by: 1 | -1): void {
  for (const stream of [process.stdout, process.stderr]) {
    const most = stream.getMaxListeners();
    // 0 is no limit at all.
    if (most > 0) stream.setMaxListeners(Math.max(1, most + by));
  }
}

/** Without options of its own a thread has ours; otherwise only those that say how modules are found. */
function inherited({ execArgv, env, memoryMb }: StartOptions): object {
  // A program from the command line has this flag; a worker, which is a file, must not have it.
  const isFromCommandLine = process.execArgv.some((flag) => flag.startsWith('--input-type'));
  const own = execArgv ?? (isFromCommandLine ? [] : undefined);
  return {
    ...(own !== undefined && { execArgv: [...loadingFlags(process.execArgv), ...own] }),
    ...(env !== undefined && { env: environment(env) }),
    ...(memoryMb !== undefined && { resourceLimits: { maxOldGenerationSizeMb: memoryMb } }),
  };
}
