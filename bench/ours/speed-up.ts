// Two jobs that only count, on a pool of two threads: one after the other, and at once.
import { run } from 'offshoot';
import { createPool } from 'offshoot/place';
import { check, count } from '../measure.ts';
import { printSpeedUp, steps } from '../places.ts';
import { busy } from './steps.ts';

const last = steps(count);

await run(async () => {
  await using pool = await createPool({ size: 2 });
  await printSpeedUp(
    async () => {
      for (let i = 0; i < 2; i++) check('last', await pool.apply(busy, count), last);
    },
    async () => {
      for (const got of await pool.map(busy, [count, count])) check('last', got, last);
    },
  );
});
