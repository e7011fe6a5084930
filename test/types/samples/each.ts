import { run, channel, each } from 'offshoot';
await run(function* () {
  const c = channel<number>();
  yield* each(c, function* (n) {
    n.toFixed();
  });
  yield* each([1, 2], function* (n) {
    n.toFixed();
  });
});
