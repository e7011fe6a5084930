// Async functions that only let the event loop have its turn, while a timer and a socket want to work.
import { setImmediate } from 'node:timers/promises';
import { printDelays } from '../delays.ts';
import { check, count } from '../measure.ts';

let working = true;
const all: Promise<void>[] = [];

async function turns(): Promise<void> {
  while (working) await setImmediate();
}

await printDelays(() => {
  for (let i = 0; i < count; i++) all.push(turns());
});
working = false;
await Promise.all(all);
check('functions', all.length, count);
