// A sender has messages of 100 bytes for a task on a thread that has stopped: how memory grows, until
// the receiver goes on and gets all that was sent.
import { channel, type Coroutine, go, run, type Sender } from 'offshoot';
import { thread } from 'offshoot/place';
import { check, count } from '../measure.ts';
import { moments, printGrowth } from '../memory.ts';
import { drainAfter } from './drain.mjs';

let isOver = false;

/** Sends as many as it may, until it is over; gives how many that were. */
function* feed(messages: Sender<string>): Coroutine<number> {
  const shares = moments.length;
  let sent = 0;
  for (; !isOver && sent < shares * Math.ceil(count / shares); sent++)
    yield* messages.send(String(sent).padStart(100, '.'));
  messages.close();
  return sent;
}

await run(function* () {
  const place = yield* thread();
  const messages = channel<string>(100);
  const goOn = channel<null>();
  const drained = place.go(drainAfter, goOn, messages);
  const fed = go(feed, messages);
  yield* go(() => printGrowth(() => {}));
  isOver = true;
  yield* goOn.send(null);
  check('bytes', yield* drained, 100 * (yield* fed));
});
