// Two tasks over two queues. They have no bound, and adding never waits: half of the waits of the others.
import { createQueue, run, spawn } from 'effection';
import { check, count, now, nsEach, print, sumTo } from '../../measure.ts';

function* echo(n, there, back) {
  for (let i = 0; i < n; i++) back.add((yield* there.next()).value);
}

function* ask(n, there, back) {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    there.add(i);
    sum += (yield* back.next()).value;
  }
  return sum;
}

function* trips(n) {
  const there = createQueue();
  const back = createQueue();
  const start = now();
  yield* spawn(() => echo(n, there, back));
  const sum = yield* yield* spawn(() => ask(n, there, back));
  const took = now() - start;
  check('sum', sum, sumTo(n));
  return nsEach(took, n);
}

await run(() => trips(count / 4));
print('round trip', await run(() => trips(count)), 'ns');
