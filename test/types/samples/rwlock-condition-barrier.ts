import { run, go, RWLock, Condition, Mutex, Barrier, WaitGroup, Once } from 'offshoot';
await run(function* () {
  const rw = new RWLock();
  {
    using _ = yield* rw.read();
  }
  const m = new Mutex(),
    cv = new Condition();
  {
    using g = yield* m.lock();
    yield* cv.waitFor(g, () => true);
    cv.notifyAll();
  }
  const b = new Barrier(2);
  go(function* () {
    yield* b.wait();
  });
  const i = yield* b.wait();
  const wg = new WaitGroup();
  wg.add(1);
  wg.done();
  yield* wg.wait();
  const o = new Once<number>();
  return (
    i +
    (yield* o.run(function* () {
      return 1;
    }))
  );
});
