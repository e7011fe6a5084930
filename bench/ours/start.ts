// A thread, or a process, from its start to its first answer, and to its end.
import { run } from 'offshoot';
import { processPlace, thread } from 'offshoot/place';
import { count, variant } from '../measure.ts';
import { printStarts } from '../places.ts';
import { increment } from './increment.mjs';

await run(() =>
  printStarts(async () => {
    const place = await (variant === 'process' ? processPlace() : thread());
    return { call: async (x) => place.call(increment, x), end: async () => place.close() };
  }, count),
);
