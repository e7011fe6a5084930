import { DeadlockError, Mutex, OffshootError, run } from 'offshoot';
import { is, type Equal } from '../equal.ts';
for (const deadlock of ['error', 'report', 'off'] as const) {
  await run(() => {}, { deadlock, within: 100, name: 'program' });
}
try {
  await run(function* () {
    const m = new Mutex();
    yield* m.lock();
    yield* m.lock();
  });
} catch (e) {
  if (!(e instanceof OffshootError) || e.code === 'OFFSHOOT_KILLED') throw e;
  if (e instanceof DeadlockError) {
    is<Equal<typeof e.code, 'OFFSHOOT_DEADLOCK'>>();
    for (const { task, on, since } of e.waits) `${task}: ${on}, since ${since.toFixed()}`;
  }
}
