// A million tasks of one body, all alive at once behind a gate, then joined.
import { channel, type Channel, go, pause, run, type Task } from 'offshoot';
import { heap, print, times } from '../measure.ts';

function* waitAt(gate: Channel<void>) {
  yield* gate.next();
}

function* alive(n: number) {
  const before = heap();
  const gate = channel<void>();
  const start = performance.now();
  const tasks = new Array<Task<void>>(n);
  for (let i = 0; i < n; i++) tasks[i] = go(waitAt, gate);
  yield* pause();
  let took = performance.now() - start;
  const bytes = (heap() - before) / n;
  const again = performance.now();
  gate.close();
  for (const task of tasks) yield* task;
  took += performance.now() - again;
  return { bytes, us: (took * 1e3) / n };
}

const n = times(1_000_000);
await run(() => alive(Math.ceil(n / 10)));
const { bytes, us } = await run(() => alive(n));
print('bytes a task', bytes, 'B');
print('start and join', us, 'us');
