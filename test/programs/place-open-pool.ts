// A busy pool and place keep their program alive; when the jobs are done and only idle ones are left, with
// somebody who waits for what never comes, it does not.
import { Future, run, sleep } from 'offshoot';
import { createPool, portable, processPlace, thread } from 'offshoot/place';

export const slow = portable(import.meta, function* slow() {
  yield* sleep(50);
  return 'done';
});

if (import.meta.main) {
  process.on('exit', (code) => console.log('exit', code));
  await run(function* () {
    const on = process.argv[2] === 'process' ? 'process' : 'thread';
    const place = yield* on === 'process' ? processPlace() : thread();
    const pool = yield* createPool({ on, size: 2 });
    console.log(yield* place.call(slow), yield* pool.apply(slow));
    yield* new Future<void>();
  });
}
