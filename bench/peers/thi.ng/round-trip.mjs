// Two async functions over two channels of one place, the least that @thi.ng/csp offers.
import { channel } from '@thi.ng/csp';
import { check, count, now, nsEach, print, sumTo } from '../../measure.ts';

async function echo(n, there, back) {
  for (let i = 0; i < n; i++) await back.write(await there.read());
}

async function ask(n, there, back) {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    await there.write(i);
    sum += await back.read();
  }
  return sum;
}

async function trips(n) {
  const there = channel(1);
  const back = channel(1);
  const start = now();
  const [, sum] = await Promise.all([echo(n, there, back), ask(n, there, back)]);
  const took = now() - start;
  check('sum', sum, sumTo(n));
  return nsEach(took, n);
}

await trips(count / 4);
print('round trip', await trips(count), 'ns');
