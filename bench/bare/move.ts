// 64 MB to a bare worker and back: transferred, or copied.
import { check, count, print, variant } from '../measure.ts';
import { BareThread } from './thread.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const size = 64 << 20;
const copied = variant === 'copied';
const thread = new BareThread<Bytes, Bytes>('./move-worker.mjs', { copied });

async function trips(n: number): Promise<number> {
  let bytes = new Uint8Array(size).fill(1);
  const start = performance.now();
  for (let i = 0; i < n; i++) bytes = await thread.call(bytes, copied ? [] : [bytes.buffer]);
  const took = performance.now() - start;
  check('bytes that came back', bytes.length, size);
  check('the last byte', bytes[size - 1]!, 1);
  return took / n;
}

await trips(Math.ceil(count / 4));
print('there and back', await trips(count), 'ms');
await thread.end();
