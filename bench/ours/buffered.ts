// One task to another, through a buffer of 100.
import { type Channel, channel, go, run } from 'offshoot';
import { check, print, sumTo, times } from '../measure.ts';

function* produce(n: number, queue: Channel<number>) {
  for (let i = 0; i < n; i++) yield* queue.send(i);
}

function* consume(n: number, queue: Channel<number>) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield* queue.receive();
  return sum;
}

function* messages(n: number) {
  const queue = channel<number>(100);
  const start = performance.now();
  go(produce, n, queue);
  const sum = yield* go(consume, n, queue);
  const took = performance.now() - start;
  check('sum', sum, sumTo(n));
  return (took * 1e6) / n;
}

const n = times(5_000_000);
await run(() => messages(Math.ceil(n / 4)));
print('buffered', await run(() => messages(n)), 'ns');
