import { run, until, operation } from 'offshoot';
import { is, type Equal } from '../equal.ts';
await run(function* () {
  const r = yield* until((signal) => fetch('http://x', { signal }));
  is<Equal<typeof r, Response>>();
  const b = yield* until(r.text());
  is<Equal<typeof b, string>>();
  const t = yield* operation<number>((resume) => {
    const h = setTimeout(() => resume(1), 5);
    return () => clearTimeout(h);
  });
  is<Equal<typeof t, number>>();
});
