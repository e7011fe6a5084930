import { parentPort } from 'node:worker_threads';
import { steps } from '../places.ts';

parentPort!.on('message', (n: number) => parentPort!.postMessage(steps(n)));
