// A million calls of one async function, all alive at once behind a gate, then joined.
import { heap, print, times } from '../measure.ts';

async function waitAt(gate: Promise<void>): Promise<void> {
  await gate;
}

async function alive(n: number): Promise<{ bytes: number; us: number }> {
  const before = heap();
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  const start = performance.now();
  const calls = new Array<Promise<void>>(n);
  for (let i = 0; i < n; i++) calls[i] = waitAt(gate);
  let took = performance.now() - start;
  const bytes = (heap() - before) / n;
  const again = performance.now();
  open();
  await Promise.all(calls);
  took += performance.now() - again;
  return { bytes, us: (took * 1e3) / n };
}

const n = times(1_000_000);
await alive(Math.ceil(n / 10));
const { bytes, us } = await alive(n);
print('bytes a task', bytes, 'B');
print('start and join', us, 'us');
