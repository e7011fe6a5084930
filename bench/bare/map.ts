// A map over numbers by hand: chunks of a thousand, by turns to two bare workers, all at once.
import { check, count, nsEach, print, sumTo } from '../measure.ts';
import { BareThread } from './thread.ts';

const threads = [0, 1].map(() => new BareThread<number[], number[]>('./map-worker.ts'));
const numbers = Array.from({ length: count }, (_, i) => i);
const chunkSize = 1000;

async function map(): Promise<number> {
  const start = performance.now();
  const parts: Promise<number[]>[] = [];
  for (let i = 0; i < numbers.length; i += chunkSize)
    parts.push(threads[parts.length % 2]!.call(numbers.slice(i, i + chunkSize)));
  const results = (await Promise.all(parts)).flat();
  const took = performance.now() - start;
  check(
    'sum',
    results.reduce((a, b) => a + b, 0),
    sumTo(count) + count,
  );
  return nsEach(took, count);
}

await map();
print('item', await map(), 'ns');
await Promise.all(threads.map((thread) => thread.end()));
