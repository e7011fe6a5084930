import { RateLimiter, ResourcePool, retry, run, sleep, until } from 'offshoot';
import { is, type Equal } from '../equal.ts';
await run(async () => {
  const pool = new ResourcePool({
    open: () => sleep(1).map(() => ({ query: (text: string) => [text] })),
    *close(connection) {
      connection.query('bye');
      yield* sleep(1);
    },
    max: 4,
    idleMs: 60_000,
  });
  await using connection = await pool.lease();
  const rows = connection.query('select');
  is<Equal<typeof rows, string[]>>();
  const first = await pool.run((one) => one.query('x')[0]);
  is<Equal<typeof first, string | undefined>>();
});
await run(function* () {
  const calls = new RateLimiter({ count: 10, perMs: 1000, burst: 1 });
  const status = yield* retry(
    function* (attempt) {
      is<Equal<typeof attempt, number>>();
      yield* calls.acquire();
      return (yield* until((signal) => fetch('http://x', { signal }))).status;
    },
    {
      times: 3,
      backoff: { initial: 10, factor: 2, max: 100, jitter: true },
      when: (error) => error instanceof TypeError,
    },
  );
  is<Equal<typeof status, number>>();
  const other = yield* retry(() => sleep(1).map(() => 'x'), { times: Infinity });
  is<Equal<typeof other, string>>();
});
