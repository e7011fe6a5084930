// What somebody would write by hand to receive from the first of four channels: look at each, else
// leave one waiter with all of them. It has no fairness but a moving start, and cannot be killed.
import { check, count, now, nsEach, print, sumTo } from '../measure.ts';

const DONE = Promise.resolve();

class Source {
  readonly senders: { value: number; resume: () => void }[] = [];
  waiter: ((value: number) => void) | null = null;

  send(value: number): Promise<void> {
    if (this.waiter !== null) {
      this.waiter(value);
      return DONE;
    }
    return new Promise((resume) => this.senders.push({ value, resume }));
  }
}

let first = 0;

function receiveFromAny(sources: Source[]): Promise<number> | number {
  first = (first + 1) % sources.length;
  for (let i = 0; i < sources.length; i++) {
    const sender = sources[(first + i) % sources.length]!.senders.shift();
    if (sender === undefined) continue;
    sender.resume();
    return sender.value;
  }
  return new Promise((resolve) => {
    const waiter = (value: number): void => {
      for (const source of sources) source.waiter = null;
      resolve(value);
    };
    for (const source of sources) source.waiter = waiter;
  });
}

async function messages(n: number): Promise<number> {
  const sources = Array.from({ length: 4 }, () => new Source());
  const each = n / 4;
  const start = now();
  const producers = sources.map(async (source) => {
    for (let i = 0; i < each; i++) await source.send(i);
  });
  let sum = 0;
  for (let i = 0; i < n; i++) sum += await receiveFromAny(sources);
  await Promise.all(producers);
  const took = now() - start;
  check('sum', sum, 4 * sumTo(each));
  return nsEach(took, n);
}

await messages(count / 4);
print('message', await messages(count), 'ns');
