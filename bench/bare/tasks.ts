// Calls of one async function, all alive at once behind a gate, then joined.
import { check, count, now, printTasks } from '../measure.ts';

let passed = 0;

async function waitAt(gate: Promise<void>): Promise<void> {
  await gate;
  passed++;
}

await printTasks(async (n, alive) => {
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  passed = 0;
  const start = now();
  const calls = new Array<Promise<void>>(n);
  for (let i = 0; i < n; i++) calls[i] = waitAt(gate);
  const started = now() - start;
  alive();
  const again = now();
  open();
  await Promise.all(calls);
  const took = started + now() - again;
  check('tasks', passed, n);
  return took;
}, count);
