// One async function receives from the first of four channels of one place, with a writer at each.
import { channel, select } from '@thi.ng/csp';
import { check, count, now, nsEach, print, sumTo } from '../../measure.ts';

async function messages(n) {
  const sources = [channel(1), channel(1), channel(1), channel(1)];
  const each = n / 4;
  const start = now();
  const writers = sources.map(async (source) => {
    for (let i = 0; i < each; i++) await source.write(i);
  });
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const [value] = await select(...sources);
    sum += value;
  }
  await Promise.all(writers);
  const took = now() - start;
  check('sum', sum, 4 * sumTo(each));
  return nsEach(took, n);
}

await messages(count / 4);
print('message', await messages(count), 'ns');
