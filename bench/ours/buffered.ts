// One task to another, through a buffer of 100.
import { type Channel, channel, go, run } from 'offshoot';
import { check, count, now, nsEach, print, sumTo, variant } from '../measure.ts';
import { receiveBeside, silence, Victims } from './disturbance.ts';

function* produce(n: number, queue: Channel<number>) {
  for (let i = 0; i < n; i++) yield* queue.send(i);
}

function* consume(n: number, queue: Channel<number>) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield* queue.receive();
  return sum;
}

function* disturbedConsume(n: number, queue: Channel<number>) {
  const silent = silence();
  const victims = new Victims(silent);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    victims.visit(i);
    sum += yield* receiveBeside(queue.receive(), silent);
  }
  return sum;
}

function* messages(n: number) {
  const queue = channel<number>(100);
  const start = now();
  go(produce, n, queue);
  const sum = yield* go(variant === 'disturbed' ? disturbedConsume : consume, n, queue);
  const took = now() - start;
  check('sum', sum, sumTo(n));
  return nsEach(took, n);
}

await run(() => messages(Math.ceil(count / 4)));
print('message', await run(() => messages(count)), 'ns');
