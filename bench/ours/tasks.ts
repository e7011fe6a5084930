// Tasks that are all alive at once behind a gate, then joined. `closure` gives each a body of its own.
import { channel, type Channel, go, pause, run, type Task } from 'offshoot';
import { check, count, now, printTasks, variant } from '../measure.ts';
import { receiveBeside, silence } from './disturbance.ts';
import { trace } from './trace.ts';

let passed = 0;

function* waitAt(gate: Channel<number>) {
  yield* gate.next();
  passed++;
}

function startClosure(gate: Channel<number>): Task<void> {
  return go(function* () {
    yield* gate.next();
    passed++;
  });
}

function* disturbedWaitAt(gate: Channel<number>, silent: Channel<number>) {
  yield* receiveBeside(
    gate.next().map(() => 0),
    silent,
  );
  passed++;
}

const silent = silence();
const starts: Record<string, (gate: Channel<number>) => Task<void>> = {
  plain: (gate) => go(waitAt, gate),
  traced: (gate) => go(waitAt, gate),
  closure: startClosure,
  disturbed: (gate) => go(disturbedWaitAt, gate, silent),
};
const start = starts[variant]!;
if (variant === 'traced') trace();

function* batch(n: number, alive: () => void) {
  const gate = channel<number>();
  passed = 0;
  const began = now();
  const tasks = new Array<Task<void>>(n);
  for (let i = 0; i < n; i++) tasks[i] = start(gate);
  yield* pause();
  const started = now() - began;
  alive();
  const again = now();
  if (variant === 'disturbed') for (let i = 0; i < n; i += 100) tasks[i]!.kill();
  gate.close();
  for (const task of tasks) yield* task.outcome();
  const took = started + now() - again;
  check('tasks', passed, variant === 'disturbed' ? n - Math.ceil(n / 100) : n);
  return took;
}

await printTasks((n, alive) => run(() => batch(n, alive)), count);
