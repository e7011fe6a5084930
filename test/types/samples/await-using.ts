import { run } from 'offshoot';
import { createPool } from 'offshoot/place';
await run(async () => {
  await using pool = await createPool({ size: 2 });
  return pool.statistics().workers;
});
