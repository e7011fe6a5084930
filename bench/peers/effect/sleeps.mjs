// Fibers that each sleep until a deadline of their own, between one and three seconds from the start.
import { Effect, Fiber } from 'effect';
import { count, printSleeps } from '../../measure.ts';

const batch = (delays) =>
  Effect.gen(function* () {
    let slept = 0;
    const sleeper = (ms) =>
      Effect.gen(function* () {
        yield* Effect.sleep(ms);
        slept++;
      });
    const fibers = [];
    for (const ms of delays) fibers.push(yield* Effect.forkChild(sleeper(ms)));
    for (const fiber of fibers) yield* Fiber.join(fiber);
    return slept;
  });

await printSleeps((delays) => Effect.runPromise(batch(delays)), count);
