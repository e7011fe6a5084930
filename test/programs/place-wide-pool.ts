// Many threads, of which each one listens on our streams, and then a listener of the program's own.
import { run } from 'offshoot';
import { createPool, portable, thread } from 'offshoot/place';

export const work = portable(import.meta, function work() {
  return 1;
});

if (import.meta.main) {
  process.on('warning', ({ name }) => console.log(name));
  const before = process.stdout.getMaxListeners();
  await run(function* () {
    const pool = yield* createPool({ size: 11 });
    const place = yield* thread();
    yield* pool.apply(work);
    process.stdout.once('error', () => {});
    process.stderr.once('error', () => {});
    place.kill();
    pool.close();
    yield* pool.join();
  });
  // A thread that was killed takes its time.
  while (process.stdout.getMaxListeners() !== before) await new Promise(setImmediate);
  console.log('as before');
}
