import { run } from 'offshoot';
import { portable, thread, createPool } from 'offshoot/place';
import { sleep } from 'offshoot';
import { is, type Equal } from '../equal.ts';
export const hash = portable(import.meta, function hash(s: string, salt = 0) {
  return s.length + salt;
});
export const slow = portable(import.meta, function* slow(ms: number) {
  yield* sleep(ms);
  return 'x';
});
export const later = portable(import.meta, async function later(n: number) {
  return n * 2;
});
await run(function* () {
  hash('x');
  const p = yield* thread();
  const a = yield* p.call(hash, 'x'),
    b = yield* p.call(slow, 3),
    t = p.go(later, 4),
    c = yield* t;
  is<Equal<[typeof a, typeof b, typeof c], [number, string, number]>>();
  const pool = yield* createPool({ size: 4 });
  const f = pool.submit(slow, 1),
    g = yield* f,
    h = yield* pool.map(hash, ['a', 'b'], { chunkSize: 10 }),
    i = yield* pool.map(later, new Set([1]));
  is<Equal<[typeof g, typeof h, typeof i], [string, number[], number[]]>>();
  for (const s of yield* pool.map(slow, [1])) s.toUpperCase();
  pool.statistics().busy.toFixed();
});
