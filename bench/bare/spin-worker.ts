import { parentPort } from 'node:worker_threads';

parentPort!.on('message', (ms: number) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
  parentPort!.postMessage(null);
});
