// One fiber to another, through a queue of 100.
import { Effect, Fiber, Queue } from 'effect';
import { check, count, now, nsEach, print, sumTo } from '../../measure.ts';

const produce = (n, queue) =>
  Effect.gen(function* () {
    for (let i = 0; i < n; i++) yield* Queue.offer(queue, i);
  });

const consume = (n, queue) =>
  Effect.gen(function* () {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += yield* Queue.take(queue);
    return sum;
  });

const messages = (n) =>
  Effect.gen(function* () {
    const queue = yield* Queue.bounded(100);
    const start = now();
    yield* Effect.forkChild(produce(n, queue));
    const sum = yield* Fiber.join(yield* Effect.forkChild(consume(n, queue)));
    const took = now() - start;
    check('sum', sum, sumTo(n));
    return nsEach(took, n);
  });

await Effect.runPromise(messages(count / 4));
print('message', await Effect.runPromise(messages(count)), 'ns');
