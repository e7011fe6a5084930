// Two async functions over two unbuffered channels.
import { check, count, now, nsEach, print, sumTo } from '../measure.ts';
import { BareChannel } from './rendezvous.ts';

async function trips(n: number): Promise<number> {
  const there = new BareChannel<number>();
  const back = new BareChannel<number>();
  let sum = 0;
  const echo = async (): Promise<void> => {
    for (let i = 0; i < n; i++) await back.send(await there.receive());
  };
  const ask = async (): Promise<void> => {
    for (let i = 0; i < n; i++) {
      await there.send(i);
      sum += await back.receive();
    }
  };
  const start = now();
  await Promise.all([echo(), ask()]);
  const took = now() - start;
  check('sum', sum, sumTo(n));
  return nsEach(took, n);
}

await trips(Math.ceil(count / 4));
print('round trip', await trips(count), 'ns');
