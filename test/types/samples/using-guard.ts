import { run, Mutex, Semaphore } from 'offshoot';
await run(function* () {
  const m = new Mutex(),
    s = new Semaphore(3);
  {
    using _ = yield* m.lock();
  }
  {
    using _ = yield* s.acquire(2);
  }
  return yield* m.run(function* () {
    return 1;
  });
});
