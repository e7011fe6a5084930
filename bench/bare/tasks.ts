// Calls of one async function, all alive at once behind a gate, then joined.
import { check, count, printTasks } from '../measure.ts';

let passed = 0;

async function waitAt(gate: Promise<void>): Promise<void> {
  await gate;
  passed++;
}

await printTasks(async (n, alive) => {
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  passed = 0;
  const start = performance.now();
  const calls = new Array<Promise<void>>(n);
  for (let i = 0; i < n; i++) calls[i] = waitAt(gate);
  const started = performance.now() - start;
  alive();
  const again = performance.now();
  open();
  await Promise.all(calls);
  const took = started + performance.now() - again;
  check('tasks', passed, n);
  return took;
}, count);
