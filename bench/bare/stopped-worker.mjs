// Reads nothing until it is told to go on; then as stream-worker.mjs.
import { workerData } from 'node:worker_threads';

const { goOn, messages, answers } = workerData;
let length = 0;

goOn.once('message', () => {
  messages.on('message', (message) => {
    if (message !== null) length += message.length;
    else answers.postMessage(length);
  });
});
