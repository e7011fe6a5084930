import { go, type Operation, Queue, run } from 'offshoot';
import { is, type Equal } from '../equal.ts';
await run(function* () {
  const q = new Queue<string>({ maxSize: Infinity, order: 'lifo' });
  const put = q.put('a');
  is<Equal<typeof put, Operation<void>>>();
  yield* put;
  const taken = q.tryGet();
  is<Equal<typeof taken, { value: string } | undefined>>();
  go(function* worker(jobs) {
    const job = yield* jobs.get();
    is<Equal<typeof job, string>>();
    jobs.taskDone();
  }, q);
  if (q.tryPut('b')) yield* q.join();
  const left = q.closeNow();
  is<Equal<typeof left, string[]>>();
  const { order, unfinished } = q.statistics();
  is<Equal<typeof order, 'fifo' | 'lifo' | 'priority'>>();
  return unfinished;
});
