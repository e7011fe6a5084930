// A busy pool keeps its program alive; when the jobs are done and only an idle pool is left, with
// somebody who waits for what never comes, it does not.
import { Future, run, sleep } from 'offshoot';
import { createPool, portable } from 'offshoot/place';

export const slow = portable(import.meta, function* slow() {
  yield* sleep(50);
  return 'done';
});

if (import.meta.main) {
  process.on('exit', (code) => console.log('exit', code));
  await run(function* () {
    const pool = yield* createPool({ size: 2 });
    console.log(yield* pool.apply(slow));
    yield* new Future<void>();
  });
}
