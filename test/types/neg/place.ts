// What must not compile: places and pools.
import { run, sleep } from 'offshoot';
import { createPool, portable, thread } from 'offshoot/place';

const plain = (n: number) => n;
const hash = portable(import.meta, function hash(text: string, salt = 0) {
  return text.length + salt;
});

await run(function* () {
  const place = yield* thread();
  // @ts-expect-error not portable: found by the compiler, not at run time
  yield* place.call(plain, 1);
  // @ts-expect-error an inline closure is not portable
  yield* place.call(function* () {
    yield* sleep(1);
  });
  // @ts-expect-error a wrong argument
  yield* place.call(hash, 1);

  const pool = yield* createPool();
  // @ts-expect-error wrong items
  yield* pool.map(hash, [1, 2]);
  // @ts-expect-error an unknown option
  yield* createPool({ threads: 4 });
});

// @ts-expect-error the argument's type is not inferred from anywhere
portable(import.meta, function guess(x) {
  return x;
});
