import { run, go } from 'offshoot';
await run(function* () {
  const t = go(function* (): Generator<never, number> {
    throw new Error('x');
  });
  const o = yield* t.outcome();
  if (o.ok) return o.value;
  if (o.killed) return -1;
  throw o.error;
});
