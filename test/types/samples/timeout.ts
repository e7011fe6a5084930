import { run, channel, TimeoutError } from 'offshoot';
await run(function* () {
  const c = channel<number>();
  try {
    return (yield* c.receive().timeout(100)).toFixed();
  } catch (e) {
    if (e instanceof TimeoutError) return `late by ${e.ms} (${e.code})`;
    throw e;
  }
});
