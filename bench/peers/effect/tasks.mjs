// Fibers of one effect that are all alive at once behind a gate, then joined.
import { Deferred, Effect, Fiber } from 'effect';
import { check, count, now, printTasks } from '../../measure.ts';

const batch = (n, alive) =>
  Effect.gen(function* () {
    const gate = yield* Deferred.make();
    let waiting = 0;
    let passed = 0;
    const waitAt = Effect.gen(function* () {
      waiting++;
      yield* Deferred.await(gate);
      passed++;
    });
    const start = now();
    const fibers = [];
    for (let i = 0; i < n; i++) fibers.push(yield* Effect.forkChild(waitAt));
    while (waiting < n) yield* Effect.yieldNow;
    const started = now() - start;
    alive();
    const again = now();
    yield* Deferred.succeed(gate, undefined);
    for (const fiber of fibers) yield* Fiber.join(fiber);
    const took = started + now() - again;
    check('tasks', passed, n);
    return took;
  });

await printTasks((n, alive) => Effect.runPromise(batch(n, alive)), count);
