import { run } from 'offshoot';
import { portable, here } from 'offshoot/place';
import { is, type Equal } from '../equal.ts';
export const first = portable(import.meta, function first<T>(xs: T[]): T | undefined {
  return xs[0];
});
const n = first([1, 2]);
is<Equal<typeof n, number | undefined>>();
await run(function* () {
  const m = yield* here.call(first<number>, [1, 2]);
  return m;
});
