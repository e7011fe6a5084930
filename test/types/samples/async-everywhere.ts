import { run, channel, go, sleep } from 'offshoot';
import { is, type Equal } from '../equal.ts';
await run(async (scope) => {
  const c = channel<number>();
  scope.go(async () => {
    await c.send(1);
  });
  const n = await c.receive().timeout(50).abortOn(scope.signal);
  is<Equal<typeof n, number>>();
  await sleep(1);
  const t = go(async () => 1);
  return (await t) + n;
});
