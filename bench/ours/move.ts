// 64 MB to a thread and back: moved, or copied.
import { run } from 'offshoot';
import { move, type Place, thread } from 'offshoot/place';
import { check, count, print, variant } from '../measure.ts';
import { back } from './back.ts';

const size = 64 << 20;
const copied = variant === 'copied';

function* trips(place: Place, n: number) {
  let bytes: Uint8Array = new Uint8Array(size).fill(1);
  const start = performance.now();
  for (let i = 0; i < n; i++) {
    const sent = bytes;
    bytes = yield* place.call(back, copied ? sent : move(sent), copied);
    check('bytes left here', sent.length, copied ? size : 0);
  }
  const took = performance.now() - start;
  check('bytes that came back', bytes.length, size);
  check('the last byte', bytes[size - 1]!, 1);
  return took / n;
}

await run(function* () {
  const place = yield* thread();
  yield* trips(place, Math.ceil(count / 4));
  print('there and back', yield* trips(place, count), 'ms');
});
