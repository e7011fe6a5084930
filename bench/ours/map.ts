// `pool.map` over numbers, which is told nothing about chunks.
import { run } from 'offshoot';
import { createPool, type Pool } from 'offshoot/place';
import { check, count, nsEach, print, sumTo } from '../measure.ts';
import { increment } from './increment.mjs';

const numbers = Array.from({ length: count }, (_, i) => i);

function* map(pool: Pool) {
  const start = performance.now();
  const results = yield* pool.map(increment, numbers);
  const took = performance.now() - start;
  check(
    'sum',
    results.reduce((a, b) => a + b, 0),
    sumTo(count) + count,
  );
  return nsEach(took, count);
}

await run(function* () {
  const pool = yield* createPool({ size: 2 });
  yield* map(pool);
  print('item', yield* map(pool), 'ns');
});
