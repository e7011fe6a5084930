// async-mutex: one async function alone with a lock, and a crowd of a hundred.
import { Mutex, Semaphore } from 'async-mutex';
import { check, count, crowd, printLock, sumTo } from '../../measure.ts';

const together = (body) => Promise.all(Array.from({ length: crowd }, body));

async function mutexAlone(n) {
  const mutex = new Mutex();
  let held = 0;
  for (let i = 0; i < n; i++) {
    const release = await mutex.acquire();
    held++;
    release();
  }
  check('held', held, n);
}

async function mutexContended(n) {
  const mutex = new Mutex();
  let held = 0;
  const hold = async () => {
    for (let i = 0; i < n / crowd; i++) {
      const release = await mutex.acquire();
      held++;
      release();
    }
  };
  const first = await mutex.acquire();
  const work = together(hold);
  first();
  await work;
  check('held', held, n);
}

async function semaphoreAlone(n) {
  const semaphore = new Semaphore(10);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += await semaphore.runExclusive(() => i);
  check('sum', sum, sumTo(n));
}

async function semaphoreContended(n) {
  const semaphore = new Semaphore(10);
  let ran = 0;
  const job = async () => {
    await Promise.resolve();
    ran++;
  };
  await together(async () => {
    for (let i = 0; i < n / crowd; i++) await semaphore.runExclusive(job);
  });
  check('ran', ran, n);
}

const works = { mutexAlone, mutexContended, semaphoreAlone, semaphoreContended };
for (const [name, work] of Object.entries(works)) await printLock(name, work, count);
