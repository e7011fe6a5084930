// Messages of 100 bytes through a channel, one way, to a task on a thread.
import { channel, type Coroutine, run } from 'offshoot';
import { type Place, processPlace, thread } from 'offshoot/place';
import { check, count, variant } from '../measure.ts';
import { Stopwatch } from '../places.ts';
import { drain } from './drain.mjs';

const message = 'x'.repeat(100);

function* stream(place: Place, n: number): Coroutine<void> {
  const messages = channel<string>(100);
  const drained = place.go(drain, messages);
  for (let i = 0; i < n; i++) yield* messages.send(message);
  messages.close();
  check('bytes', yield* drained, 100 * n);
}

await run(function* () {
  const place = yield* variant === 'process' ? processPlace() : thread();
  yield* stream(place, Math.ceil(count / 4));
  const watch = new Stopwatch();
  yield* stream(place, count);
  watch.printEach('message', count);
});
