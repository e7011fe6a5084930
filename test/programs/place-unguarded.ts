// A program without a main guard: each worker that imports it for `work` would start it again.
import { run } from 'offshoot';
import { createPool, portable } from 'offshoot/place';

const on = process.argv[2] === 'process' ? 'process' : 'thread';

export const work = portable(import.meta, function work() {
  return 1;
});

await run(function* () {
  const pool = yield* createPool({ on, size: 1 });
  try {
    console.log('returned', yield* pool.apply(work));
  } catch (error) {
    const { name, message } = error as Error;
    console.log(`${name}: ${message.replace(/file:\S*\//g, '')}`);
  }
});
