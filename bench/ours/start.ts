// A thread from its start to its first answer, and to its end.
import { run } from 'offshoot';
import { thread } from 'offshoot/place';
import { count } from '../measure.ts';
import { printStarts } from '../places.ts';
import { increment } from './increment.mjs';

await run(() =>
  printStarts(async () => {
    const place = await thread();
    return { call: async (x) => place.call(increment, x), end: async () => place.close() };
  }, count),
);
