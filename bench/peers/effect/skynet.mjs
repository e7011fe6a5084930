// A tree of fibers, ten to each; every leaf offers its number to a queue of ten places, every node the sum.
import { Effect, Queue } from 'effect';
import { check, count, now, print, sumTo } from '../../measure.ts';

const node = (up, from, leaves) => (leaves === 1 ? Queue.offer(up, from) : inner(up, from, leaves));

const inner = (up, from, leaves) =>
  Effect.gen(function* () {
    const below = yield* Queue.bounded(10);
    const share = leaves / 10;
    for (let i = 0; i < 10; i++) yield* Effect.forkChild(node(below, from + i * share, share));
    let sum = 0;
    for (let i = 0; i < 10; i++) sum += yield* Queue.take(below);
    yield* Queue.offer(up, sum);
  });

const tree = (leaves) =>
  Effect.gen(function* () {
    const root = yield* Queue.bounded(1);
    const start = now();
    yield* Effect.forkChild(node(root, 0, leaves));
    const sum = yield* Queue.take(root);
    const took = now() - start;
    check('sum', sum, sumTo(leaves));
    return took;
  });

await Effect.runPromise(tree(count / 10));
print('the tree', await Effect.runPromise(tree(count)), 'ms');
