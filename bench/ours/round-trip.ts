// Two tasks over two unbuffered channels.
import { type Channel, channel, go, run } from 'offshoot';
import { check, print, sumTo, times } from '../measure.ts';

function* echo(n: number, there: Channel<number>, back: Channel<number>) {
  for (let i = 0; i < n; i++) yield* back.send(yield* there.receive());
}

function* ask(n: number, there: Channel<number>, back: Channel<number>) {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    yield* there.send(i);
    sum += yield* back.receive();
  }
  return sum;
}

function* trips(n: number) {
  const there = channel<number>();
  const back = channel<number>();
  const start = performance.now();
  go(echo, n, there, back);
  const sum = yield* go(ask, n, there, back);
  const took = performance.now() - start;
  check('sum', sum, sumTo(n));
  return (took * 1e6) / n;
}

const n = times(2_000_000);
await run(() => trips(Math.ceil(n / 4)));
print('round trip', await run(() => trips(n)), 'ns');
