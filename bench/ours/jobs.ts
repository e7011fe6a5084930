// Tiny jobs on a pool of two threads.
import { run } from 'offshoot';
import { createPool, type Pool } from 'offshoot/place';
import { check, count, print, sumTo } from '../measure.ts';
import { increment } from './increment.ts';

function* inFlight(pool: Pool, n: number) {
  const start = performance.now();
  const futures = Array.from({ length: n }, (_, i) => pool.submit(increment, i));
  let sum = 0;
  for (const future of futures) sum += yield* future;
  const took = performance.now() - start;
  check('sum', sum, sumTo(n) + n);
  return n / (took / 1e3);
}

function* inTurn(pool: Pool, n: number) {
  const start = performance.now();
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield* pool.apply(increment, i);
  check('sum', sum, sumTo(n) + n);
  return n / ((performance.now() - start) / 1e3);
}

await run(function* () {
  const pool = yield* createPool({ size: 2 });
  yield* inFlight(pool, count);
  print('in flight', yield* inFlight(pool, count), 'jobs/s');
  print('in turn', yield* inTurn(pool, Math.ceil(count / 10)), 'jobs/s');
});
