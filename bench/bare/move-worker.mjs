import { parentPort, workerData } from 'node:worker_threads';

const { copied } = workerData;
parentPort.on('message', (bytes) => parentPort.postMessage(bytes, copied ? [] : [bytes.buffer]));
