// Messages of 100 bytes to a bare worker, one way: all of them are in its queue before it reads the first.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { check, count } from '../measure.ts';
import { Stopwatch } from '../places.ts';

const worker = new Worker(new URL('./stream-worker.mjs', import.meta.url));
const message = 'x'.repeat(100);

async function stream(n: number): Promise<void> {
  for (let i = 0; i < n; i++) worker.postMessage(message);
  const drained = once(worker, 'message');
  worker.postMessage(null);
  const [length] = (await drained) as [number];
  check('bytes', length, 100 * n);
}

await stream(Math.ceil(count / 4));
const watch = new Stopwatch();
await stream(count);
watch.printEach('message', count);
await worker.terminate();
