import { run, scope, sleep } from 'offshoot';
import { is, type Equal } from '../equal.ts';
await run(function* () {
  const v = yield* scope(function* (s) {
    const t = s.go(function* () {
      yield* sleep(1);
      return 'a';
    });
    s.go(async (n) => n + 1, 3);
    return yield* t;
  });
  is<Equal<typeof v, string>>();
});
