// Two jobs that only count, on two bare workers: one after the other, and at once.
import { check, count } from '../measure.ts';
import { printSpeedUp, steps } from '../places.ts';
import { BareThread } from './thread.ts';

const last = steps(count);
const threads = [0, 1].map(() => new BareThread<number, number>('./speed-up-worker.ts'));
const job = async (thread: BareThread<number, number>): Promise<void> =>
  check('last', await thread.call(count), last);

await printSpeedUp(
  async () => {
    for (const thread of threads) await job(thread);
  },
  () => Promise.all(threads.map(job)),
);
await Promise.all(threads.map((thread) => thread.end()));
