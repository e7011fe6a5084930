import { parentPort } from 'node:worker_threads';

parentPort!.on('message', (items: number[]) => parentPort!.postMessage(items.map((x) => x + 1)));
