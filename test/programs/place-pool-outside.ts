// As place-unguarded.ts, but what stands outside of a guard is a pool of its own.
import { run } from 'offshoot';
import { createPool, portable } from 'offshoot/place';

export const work = portable(import.meta, function work() {
  return 1;
});
export const early = createPool({ size: 1 });

if (import.meta.main) {
  await run(function* () {
    const pool = yield* createPool({ size: 1 });
    try {
      console.log('returned', yield* pool.apply(work));
    } catch (error) {
      const { name, message } = error as Error;
      console.log(`${name}: ${message.replace(/file:\S*\//g, '')}`);
    }
  });
}
