// One task receives from the first of four unbuffered channels, with a sender at each.
import { type Channel, channel, go, run, select } from 'offshoot';
import { check, count, now, nsEach, print, sumTo, variant } from '../measure.ts';
import { silence, Victims } from './disturbance.ts';

type Four = readonly [Channel<number>, Channel<number>, Channel<number>, Channel<number>];

function* produce(n: number, to: Channel<number>) {
  for (let i = 0; i < n; i++) yield* to.send(i);
}

function* consume(n: number, [a, b, c, d]: Four) {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const got = yield* select([a.receive(), b.receive(), c.receive(), d.receive()]);
    sum += got.value;
  }
  return sum;
}

function* consumeByName(n: number, [a, b, c, d]: Four) {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const cases = { a: a.receive(), b: b.receive(), c: c.receive(), d: d.receive() };
    const got = yield* select(cases);
    sum += got.value;
  }
  return sum;
}

function* disturbedConsume(n: number, [a, b, c, d]: Four) {
  const silent = silence();
  const victims = new Victims(silent);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    victims.visit(i);
    const cases = [a.receive(), b.receive(), c.receive(), d.receive(), silent.receive()];
    const got = yield* select(cases);
    sum += got.value;
  }
  return sum;
}

const consumers: Record<string, typeof consume> = {
  plain: consume,
  'by name': consumeByName,
  disturbed: disturbedConsume,
};

function* messages(n: number) {
  const four: Four = [channel<number>(), channel<number>(), channel<number>(), channel<number>()];
  const start = now();
  for (const each of four) go(produce, n / 4, each);
  const sum = yield* go(consumers[variant]!, n, four);
  const took = now() - start;
  check('sum', sum, 4 * sumTo(n / 4));
  return nsEach(took, n);
}

await run(() => messages(count / 4));
print('message', await run(() => messages(count)), 'ns');
