import { run, go, channel, type Channel } from 'offshoot';
import { is, type Equal } from '../equal.ts';
await run(function* () {
  const c = channel<number>();
  go(function* (out) {
    is<Equal<typeof out, Channel<number>>>();
    yield* out.send(1);
  }, c);
  const t = go(
    function* (a, b) {
      is<Equal<typeof a, number>>();
      is<Equal<typeof b, string>>();
      return a + b.length;
    },
    1,
    'x',
  );
  const n = yield* t;
  is<Equal<typeof n, number>>();
  const x = yield* c.receive();
  is<Equal<typeof x, number>>();
});
