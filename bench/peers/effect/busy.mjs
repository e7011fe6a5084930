// Fibers that only yield to each other, while a timer and a socket of Node's want to work.
import { Effect, Fiber } from 'effect';
import { printDelays } from '../../delays.ts';
import { count } from '../../measure.ts';

let working = true;
const turns = Effect.gen(function* () {
  while (working) yield* Effect.yieldNow;
});
const fibers = [];

await printDelays(() => {
  for (let i = 0; i < count; i++) fibers.push(Effect.runFork(turns));
});
working = false;
for (const fiber of fibers) await Effect.runPromise(Fiber.join(fiber));
