// A bare child process from its start to its first answer, and to its end.
import { count } from '../measure.ts';
import { printStarts } from '../places.ts';
import { BareProcess } from './process.ts';

await printStarts(async () => {
  const child = new BareProcess('./increment-process.mjs');
  return { call: (x) => child.call(x), end: () => child.end() };
}, count);
