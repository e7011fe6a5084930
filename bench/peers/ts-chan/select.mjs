// One async function receives from the first of four unbuffered channels, with a sender at each. One
// Select serves all the while, as its guide has it. `unsafe` never lets the event loop have a turn.
import { Chan, recv, Select } from 'ts-chan';
import { check, count, now, nsEach, print, sumTo, variant } from '../../measure.ts';

const unsafe = variant === 'unsafe';

async function messages(n) {
  const sources = [0, 1, 2, 3].map(() => new Chan(0).setUnsafe(unsafe));
  const each = n / 4;
  const start = now();
  const senders = sources.map(async (source) => {
    for (let i = 0; i < each; i++) await source.send(i);
  });
  const select = new Select(sources.map((source) => recv(source))).setUnsafe(unsafe);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const index = await select.wait();
    sum += select.recv(select.cases[index]).value;
  }
  await Promise.all(senders);
  const took = now() - start;
  check('sum', sum, 4 * sumTo(each));
  return nsEach(took, n);
}

await messages(count / 4);
print('message', await messages(count), 'ns');
