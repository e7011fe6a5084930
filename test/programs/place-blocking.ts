// Helpers that would be idle for an hour: the program ends all the same, when its work is done.
import { run } from 'offshoot';
import { blocking, blockingPool, portable } from 'offshoot/place';

export const slow = portable(import.meta, function slow() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  return 'done';
});

if (import.meta.main) {
  blockingPool.limit({ idleMs: 3_600_000 });
  console.log(await run(() => blocking(slow)));
}
