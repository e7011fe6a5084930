// A select in a loop over a promise that lasts; prints how often it was subscribed to, and how many
// of the rounds are kept when they are over. Run by adverse-values.test.ts with --expose-gc.
import { channel, run, select, sleep, until } from 'offshoot';

let subscriptions = 0;
const lasting = new Promise<void>(() => {});
const then = lasting.then.bind(lasting);
lasting.then = (...listeners) => {
  subscriptions++;
  return then(...listeners) as never;
};

const rounds: WeakRef<object>[] = [];

await run(function* () {
  const jobs = channel<number>();
  for (let i = 0; i < 100; i++) {
    const round = select({ job: jobs.receive(), stop: until(lasting), late: sleep(0) });
    rounds.push(new WeakRef(round));
    yield* round;
  }
});
for (let i = 0; i < 3; i++) {
  await new Promise((resolve) => setImmediate(resolve));
  globalThis.gc!();
}
const kept = rounds.filter((round) => round.deref() !== undefined).length;
process.stdout.write(JSON.stringify({ subscriptions, kept }));
