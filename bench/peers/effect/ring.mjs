// 503 fibers in a ring, with a queue of one place between neighbours, hand a number on.
import { Deferred, Effect, Queue } from 'effect';
import { check, count, now, nsEach, print, sumTo } from '../../measure.ts';

const size = 503;
let sum = 0;

const member = (i, from, to, end) =>
  Effect.gen(function* () {
    for (;;) {
      const left = yield* Queue.take(from);
      sum += left;
      if (left === 0) return yield* Deferred.succeed(end, i);
      yield* Queue.offer(to, left - 1);
    }
  });

const hops = (n) =>
  Effect.gen(function* () {
    const queues = [];
    for (let i = 0; i < size; i++) queues.push(yield* Queue.bounded(1));
    const end = yield* Deferred.make();
    sum = 0;
    for (let i = 0; i < size; i++) {
      yield* Effect.forkChild(member(i, queues[i], queues[(i + 1) % size], end));
    }
    const start = now();
    yield* Queue.offer(queues[0], n);
    const last = yield* Deferred.await(end);
    const took = now() - start;
    check('last', last, n % size);
    check('sum', sum, sumTo(n + 1));
    return nsEach(took, n);
  });

await Effect.runPromise(hops(count / 4));
print('hop', await Effect.runPromise(hops(count)), 'ns');
