// Tiny jobs on a pool of two threads, or of two processes, all submitted, then awaited.
import { run } from 'offshoot';
import { createPool, type Pool } from 'offshoot/place';
import { check, count, sumTo, variant } from '../measure.ts';
import { Stopwatch } from '../places.ts';
import { increment } from './increment.mjs';

function* jobs(pool: Pool, n: number) {
  const futures = Array.from({ length: n }, (_, i) => pool.submit(increment, i));
  let sum = 0;
  for (const future of futures) sum += yield* future;
  check('sum', sum, sumTo(n) + n);
}

await run(function* () {
  const pool = yield* createPool({ size: 2, on: variant === 'process' ? 'process' : 'thread' });
  yield* jobs(pool, count);
  const watch = new Stopwatch();
  yield* jobs(pool, count);
  watch.printEach('job', count);
});
