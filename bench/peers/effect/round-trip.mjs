// Two fibers over two queues of one place, the least that Queue.bounded offers.
import { Effect, Fiber, Queue } from 'effect';
import { check, count, now, nsEach, print, sumTo } from '../../measure.ts';

const echo = (n, there, back) =>
  Effect.gen(function* () {
    for (let i = 0; i < n; i++) yield* Queue.offer(back, yield* Queue.take(there));
  });

const ask = (n, there, back) =>
  Effect.gen(function* () {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      yield* Queue.offer(there, i);
      sum += yield* Queue.take(back);
    }
    return sum;
  });

const trips = (n) =>
  Effect.gen(function* () {
    const there = yield* Queue.bounded(1);
    const back = yield* Queue.bounded(1);
    const start = now();
    yield* Effect.forkChild(echo(n, there, back));
    const sum = yield* Fiber.join(yield* Effect.forkChild(ask(n, there, back)));
    const took = now() - start;
    check('sum', sum, sumTo(n));
    return nsEach(took, n);
  });

await Effect.runPromise(trips(count / 4));
print('round trip', await Effect.runPromise(trips(count)), 'ns');
