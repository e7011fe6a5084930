// Messages of 100 bytes for a bare worker that does not read: how memory grows, until it reads them.
import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { check, count } from '../measure.ts';
import { moments, printGrowth } from '../memory.ts';

const [goOn, messages, answers] = [
  new MessageChannel(),
  new MessageChannel(),
  new MessageChannel(),
];
const theirs = { goOn: goOn.port2, messages: messages.port2, answers: answers.port2 };
const worker = new Worker(new URL('./stopped-worker.mjs', import.meta.url), {
  workerData: theirs,
  transferList: Object.values(theirs),
});
await once(worker, 'online');

let sent = 0;

function offer(): void {
  const share = Math.ceil(count / moments.length);
  for (let i = 0; i < share; i++, sent++)
    messages.port1.postMessage(String(sent).padStart(100, '.'));
}

await printGrowth(offer);
const answered = once(answers.port1, 'message');
messages.port1.postMessage(null);
goOn.port1.postMessage(null);
const [length] = (await answered) as [number];
check('bytes', length, 100 * sent);
await worker.terminate();
