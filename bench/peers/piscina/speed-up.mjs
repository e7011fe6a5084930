// piscina: two jobs that only count, on two threads: one after the other, and at once.
import Piscina from 'piscina';
import { check, count } from '../../measure.ts';
import { printSpeedUp, steps } from '../../places.ts';

const last = steps(count);
const filename = new URL('./steps.mjs', import.meta.url).href;
const pool = new Piscina({ filename, minThreads: 2, maxThreads: 2 });
const job = async () => check('last', await pool.run(count), last);
await printSpeedUp(
  async () => {
    for (let i = 0; i < 2; i++) await job();
  },
  () => Promise.all([job(), job()]),
);
await pool.destroy();
