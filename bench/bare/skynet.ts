// A tree of async functions, ten to each; every leaf sends its number up, every node the sum.
import { check, count, now, print, sumTo } from '../measure.ts';
import { BareChannel } from './rendezvous.ts';

async function node(up: BareChannel<number>, from: number, leaves: number): Promise<void> {
  if (leaves === 1) return up.send(from);
  const below = new BareChannel<number>();
  const share = leaves / 10;
  const children: Promise<void>[] = [];
  for (let i = 0; i < 10; i++) children.push(node(below, from + i * share, share));
  let sum = 0;
  for (let i = 0; i < 10; i++) sum += await below.receive();
  await Promise.all(children);
  await up.send(sum);
}

async function tree(leaves: number): Promise<number> {
  const root = new BareChannel<number>();
  const start = now();
  const whole = node(root, 0, leaves);
  const sum = await root.receive();
  const took = now() - start;
  await whole;
  check('sum', sum, sumTo(leaves));
  return took;
}

await tree(count / 10);
print('the tree', await tree(count), 'ms');
