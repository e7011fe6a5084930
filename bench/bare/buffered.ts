// One async function to another, through a buffer of 100.
import { check, count, now, nsEach, print, sumTo } from '../measure.ts';
import { BareChannel } from './rendezvous.ts';

async function messages(n: number): Promise<number> {
  const queue = new BareChannel<number>(100);
  let sum = 0;
  const produce = async (): Promise<void> => {
    for (let i = 0; i < n; i++) await queue.send(i);
  };
  const consume = async (): Promise<void> => {
    for (let i = 0; i < n; i++) sum += await queue.receive();
  };
  const start = now();
  await Promise.all([produce(), consume()]);
  const took = now() - start;
  check('sum', sum, sumTo(n));
  return nsEach(took, n);
}

await messages(Math.ceil(count / 4));
print('message', await messages(count), 'ns');
