import { Once, type Operation, run, singleFlight, sleep } from 'offshoot';
import { is, type Equal } from '../equal.ts';
await run(function* () {
  const settings = new Once<{ port: number }>();
  const { port } = yield* settings.run(() => ({ port: 80 }));
  is<Equal<typeof port, number>>();
  const started = new Once();
  const nothing = started.run(() => sleep(1));
  is<Equal<typeof nothing, Operation<void>>>();
  const page = yield* singleFlight('/a', async () => 'text');
  is<Equal<typeof page, string>>();
  const slow = yield* singleFlight('/b', () => sleep(1).map(() => 2));
  is<Equal<typeof slow, number>>();
  return yield* nothing;
});
