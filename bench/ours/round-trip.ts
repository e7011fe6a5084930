// Two tasks over two unbuffered channels.
import { type Channel, channel, go, run } from 'offshoot';
import { check, count, now, nsEach, print, sumTo, variant } from '../measure.ts';
import { receiveBeside, silence, Victims } from './disturbance.ts';
import { trace } from './trace.ts';

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

function* disturbedEcho(n: number, there: Channel<number>, back: Channel<number>) {
  const silent = silence();
  for (let i = 0; i < n; i++) yield* back.send(yield* receiveBeside(there.receive(), silent));
}

function* disturbedAsk(n: number, there: Channel<number>, back: Channel<number>) {
  const silent = silence();
  const victims = new Victims(silent);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    victims.visit(i);
    yield* there.send(i);
    sum += yield* receiveBeside(back.receive(), silent);
  }
  return sum;
}

function* trips(n: number) {
  const there = channel<number>();
  const back = channel<number>();
  const disturbed = variant === 'disturbed';
  const start = now();
  go(disturbed ? disturbedEcho : echo, n, there, back);
  const sum = yield* go(disturbed ? disturbedAsk : ask, n, there, back);
  const took = now() - start;
  check('sum', sum, sumTo(n));
  return nsEach(took, n);
}

if (variant === 'traced') trace();
await run(() => trips(Math.ceil(count / 4)));
print('round trip', await run(() => trips(count)), 'ns');
