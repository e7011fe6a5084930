import { run, channel } from 'offshoot';
import { is, type Equal } from '../equal.ts';
await run(function* () {
  const c = channel<number>();
  for (;;) {
    const r = yield* c.next();
    if (r.done) {
      is<Equal<typeof r.value, undefined>>();
      break;
    }
    is<Equal<typeof r.value, number>>();
  }
});
