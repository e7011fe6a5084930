// Calls of a function in a thread, one after the other.
import { run } from 'offshoot';
import { type Place, thread } from 'offshoot/place';
import { check, count, sumTo } from '../measure.ts';
import { Stopwatch } from '../places.ts';
import { increment } from './increment.mjs';

function* calls(place: Place, n: number) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield* place.call(increment, i);
  check('sum', sum, sumTo(n) + n);
}

await run(function* () {
  const place = yield* thread();
  yield* calls(place, Math.ceil(count / 4));
  const watch = new Stopwatch();
  yield* calls(place, count);
  watch.printEach('call', count);
});
