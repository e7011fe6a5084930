// 503 async functions in a ring hand a number on, which each of them makes smaller by one.
import { check, count, now, nsEach, print, sumTo } from '../measure.ts';
import { BareChannel } from './rendezvous.ts';

const size = 503;

async function hops(n: number): Promise<number> {
  const channels = Array.from({ length: size }, () => new BareChannel<number>());
  let sum = 0;
  const end = Promise.withResolvers<number>();
  const member = async (i: number): Promise<never> => {
    const from = channels[i]!;
    const to = channels[(i + 1) % size]!;
    for (;;) {
      const left = await from.receive();
      sum += left;
      if (left === 0) end.resolve(i);
      else await to.send(left - 1);
    }
  };
  // They wait for ever: nobody can end them.
  const members = channels.map((_, i) => member(i));
  const start = now();
  await channels[0]!.send(n);
  const last = await Promise.race([end.promise, ...members]);
  const took = now() - start;
  check('last', last, n % size);
  check('sum', sum, sumTo(n + 1));
  return nsEach(took, n);
}

await hops(Math.ceil(count / 4));
print('hop', await hops(count), 'ns');
