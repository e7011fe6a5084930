// Receives messages, and tells how long they were together when the end comes.
import { parentPort } from 'node:worker_threads';

let length = 0;
parentPort.on('message', (message) => {
  if (message !== null) length += message.length;
  else {
    parentPort.postMessage(length);
    length = 0;
  }
});
