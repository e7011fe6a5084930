import { run, channel, race, all, sleep } from 'offshoot';
import { is, type Equal } from '../equal.ts';
await run(function* () {
  const a = channel<number>(),
    b = channel<string>();
  const [x, y] = yield* all([a.receive(), b.receive()]);
  is<Equal<[typeof x, typeof y], [number, string]>>();
  const r = yield* race([a.receive(), b.receive(), sleep(5)]);
  is<Equal<typeof r, string | number | void>>();
  const many = yield* all([1, 2, 3].map((ms) => sleep(ms).map(() => ms)));
  is<Equal<typeof many, number[]>>();
});
