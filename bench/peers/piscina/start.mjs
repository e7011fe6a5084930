// piscina: a pool of one thread from its start to its first answer, and to its end.
import Piscina from 'piscina';
import { count } from '../../measure.ts';
import { printStarts } from '../../places.ts';

const filename = new URL('./increment.mjs', import.meta.url).href;
await printStarts(async () => {
  const pool = new Piscina({ filename, minThreads: 1, maxThreads: 1 });
  return { call: (x) => pool.run(x), end: () => pool.destroy() };
}, count);
