// A program whose only way on is a signal that does not hold the event loop; prints how it ended.
// Run by adverse-ends.test.ts.
import { call, channel, run } from 'offshoot';

const silent = channel<string>();
const signal = AbortSignal.timeout(20);

const programs: Record<string, () => Promise<unknown>> = {
  primitive: () =>
    run(function* () {
      yield* silent.receive().abortOn(signal);
    }),
  composite: () =>
    run(function* () {
      yield* call(function* () {
        yield* silent.receive();
      }).abortOn(signal);
    }),
  program: () =>
    run(
      function* () {
        yield* silent.receive();
      },
      { signal },
    ),
};

try {
  await programs[process.argv[2]!]!();
} catch (error) {
  const { name, reason } = error as { name: string; reason?: { name: string } };
  console.log(reason?.name ?? name);
}
