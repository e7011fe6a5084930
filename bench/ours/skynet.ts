// A tree of tasks, ten to each; every leaf sends its number up, every node the sum.
import { type Channel, channel, go, run } from 'offshoot';
import { check, count, now, print, sumTo, variant } from '../measure.ts';
import { receiveBeside, silence } from './disturbance.ts';

function* node(up: Channel<number>, from: number, leaves: number) {
  if (leaves === 1) {
    yield* up.send(from);
    return;
  }
  const below = channel<number>();
  const share = leaves / 10;
  for (let i = 0; i < 10; i++) go(node, below, from + i * share, share);
  let sum = 0;
  for (let i = 0; i < 10; i++) sum += yield* below.receive();
  yield* up.send(sum);
}

const silent = silence();

function* victim() {
  yield* silent.receive();
}

/** A node of a hundred leaves has one more child, which it kills: about one in a hundred of all tasks. */
function* disturbedNode(up: Channel<number>, from: number, leaves: number) {
  if (leaves === 1) {
    yield* up.send(from);
    return;
  }
  const below = channel<number>();
  const share = leaves / 10;
  const killed = leaves === 100 ? go(victim) : null;
  for (let i = 0; i < 10; i++) go(disturbedNode, below, from + i * share, share);
  let sum = 0;
  for (let i = 0; i < 10; i++) sum += yield* receiveBeside(below.receive(), silent);
  killed?.kill();
  yield* up.send(sum);
}

function* tree(leaves: number) {
  const root = channel<number>();
  const start = now();
  go(variant === 'disturbed' ? disturbedNode : node, root, 0, leaves);
  const sum = yield* root.receive();
  const took = now() - start;
  check('sum', sum, sumTo(leaves));
  return took;
}

await run(() => tree(count / 10));
print('the tree', await run(() => tree(count)), 'ms');
