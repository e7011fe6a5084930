// The threads of this process, whoever started them. One that is in a native call cannot be ended
// before the call is, and process.exit() would wait for it.

import { setTimeout as wait } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';

const threads = new Set<Worker>();

/** How long to wait for threads that are being ended. */
const patienceMs = 300;

/** Keeps count from now on. */
export function watchThreads(): void {
  process.on('worker', (worker) => {
    threads.add(worker);
    worker.once('exit', () => threads.delete(worker));
  });
}

/** Ends all threads; false if one cannot be ended. */
export async function endThreads(): Promise<boolean> {
  const ends = Promise.all([...threads].map((worker) => worker.terminate()));
  await Promise.race([ends, wait(patienceMs)]);
  return threads.size === 0;
}
