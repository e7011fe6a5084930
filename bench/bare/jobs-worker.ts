import { parentPort } from 'node:worker_threads';

parentPort!.on('message', (x: number) => parentPort!.postMessage(x + 1));
