// A bare worker from its start to its first answer, and to its end.
import { count } from '../measure.ts';
import { printStarts } from '../places.ts';
import { BareThread } from './thread.ts';

await printStarts(async () => {
  const thread = new BareThread<number, number>('./increment-worker.mjs');
  return { call: (x) => thread.call(x), end: () => thread.end() };
}, count);
