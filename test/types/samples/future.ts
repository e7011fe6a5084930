import { run, Future, future } from 'offshoot';
import { is, type Equal } from '../equal.ts';
await run(function* () {
  const f = new Future<number>();
  f.set(3);
  const n = yield* f;
  is<Equal<typeof n, number>>();
  const g = future(function* (a) {
    return a * 2;
  }, 4);
  return (yield* g.get()) + (yield* g);
});
