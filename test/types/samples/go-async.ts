import { run, go } from 'offshoot';
import { is, type Equal } from '../equal.ts';
await run(function* () {
  const t = go(async (url: string) => (await fetch(url)).status, 'http://x');
  is<
    Equal<
      ReturnType<typeof t.join> extends import('offshoot').Operation<infer T> ? T : never,
      number
    >
  >();
  const s = yield* t;
  is<Equal<typeof s, number>>();
  const p = go(() => 'plain');
  const q = yield* p;
  is<Equal<typeof q, string>>();
});
