// 503 tasks in a ring hand a number on, which each of them makes smaller by one.
import { type Channel, channel, go, run } from 'offshoot';
import { check, count, now, nsEach, print, sumTo, variant } from '../measure.ts';
import { receiveBeside, silence, Victims } from './disturbance.ts';

const size = 503;
let sum = 0;

function* member(i: number, from: Channel<number>, to: Channel<number>, end: Channel<number>) {
  for (;;) {
    const left = yield* from.receive();
    sum += left;
    if (left === 0) yield* end.send(i);
    else yield* to.send(left - 1);
  }
}

const silent = silence();

function* disturbedMember(
  i: number,
  from: Channel<number>,
  to: Channel<number>,
  end: Channel<number>,
) {
  const victims = new Victims(silent);
  for (let turn = i; ; turn++) {
    victims.visit(turn);
    const left = yield* receiveBeside(from.receive(), silent);
    sum += left;
    if (left === 0) yield* end.send(i);
    else yield* to.send(left - 1);
  }
}

function* hops(n: number) {
  const channels = Array.from({ length: size }, () => channel<number>());
  const end = channel<number>();
  sum = 0;
  const body = variant === 'disturbed' ? disturbedMember : member;
  for (let i = 0; i < size; i++) go(body, i, channels[i]!, channels[(i + 1) % size]!, end);
  const start = now();
  yield* channels[0]!.send(n);
  const last = yield* end.receive();
  const took = now() - start;
  check('last', last, n % size);
  check('sum', sum, sumTo(n + 1));
  return nsEach(took, n);
}

await run(() => hops(Math.ceil(count / 4)));
print('hop', await run(() => hops(count)), 'ns');
