import { run, Queue } from 'offshoot';
await run(function* () {
  const q = new Queue<{ at: number }>({ order: 'priority', compare: (a, b) => a.at - b.at });
  yield* q.put({ at: 1 });
  const j = yield* q.get();
  j.at.toFixed();
  q.taskDone();
  yield* q.join();
});
