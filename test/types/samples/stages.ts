import { run } from 'offshoot';
import { consumer, type Sink } from 'offshoot/flow';
import { inProcess, onThread, overLink, portable } from 'offshoot/place';
import { type Link, memoryLinks } from 'offshoot/wire';
const count = consumer(function* (): Generator<void, void, number> {
  for (;;) (yield).toFixed();
});
export const counts = portable(import.meta, () => count());
await run(function* () {
  const a: Sink<number> = onThread(counts);
  const b: Sink<number> = inProcess(counts, { capacity: 10 });
  const link: Link = memoryLinks().ends[0];
  const c: Sink<number> = overLink(link, count());
  const d: Sink<string> = overLink<number, string>(link, count());
  yield* a.ready();
  b.send(1);
  c.close();
  d.send('x');
});
