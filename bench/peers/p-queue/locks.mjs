// p-queue: ten jobs at once; one async function alone with it, and a crowd of a hundred.
import PQueue from 'p-queue';
import { check, count, crowd, printLock, sumTo } from '../../measure.ts';

async function semaphoreAlone(n) {
  const queue = new PQueue({ concurrency: 10 });
  let sum = 0;
  for (let i = 0; i < n; i++) sum += await queue.add(() => i);
  check('sum', sum, sumTo(n));
}

async function semaphoreContended(n) {
  const queue = new PQueue({ concurrency: 10 });
  let ran = 0;
  const job = async () => {
    await Promise.resolve();
    ran++;
  };
  const callJobs = async () => {
    for (let i = 0; i < n / crowd; i++) await queue.add(job);
  };
  await Promise.all(Array.from({ length: crowd }, callJobs));
  check('ran', ran, n);
}

const works = { semaphoreAlone, semaphoreContended };
for (const [name, work] of Object.entries(works)) await printLock(name, work, count);
