// Tiny jobs over bare message ports: two threads, one message a job, no errors, no limits.
import { Worker } from 'node:worker_threads';
import { check, count, print, sumTo } from '../measure.ts';

class Thread {
  readonly #worker = new Worker(new URL('./jobs-worker.ts', import.meta.url));
  readonly #waiting: ((value: number) => void)[] = [];
  #next = 0;

  constructor() {
    this.#worker.on('message', (value: number) => {
      this.#waiting[this.#next++]!(value);
      if (this.#next < this.#waiting.length) return;
      this.#waiting.length = this.#next = 0;
    });
  }

  call(x: number): Promise<number> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#worker.postMessage(x);
    });
  }

  end(): Promise<number> {
    return this.#worker.terminate();
  }
}

const threads = [new Thread(), new Thread()];

async function jobs(n: number): Promise<number> {
  const start = performance.now();
  const results = await Promise.all(Array.from({ length: n }, (_, i) => threads[i % 2]!.call(i)));
  const took = performance.now() - start;
  check(
    'sum',
    results.reduce((a, b) => a + b, 0),
    sumTo(n) + n,
  );
  return n / (took / 1e3);
}

await jobs(count);
print('in flight', await jobs(count), 'jobs/s');
const few = Math.ceil(count / 10);
const start = performance.now();
for (let i = 0; i < few; i++) await threads[0]!.call(i);
print('in turn', few / ((performance.now() - start) / 1e3), 'jobs/s');
await Promise.all(threads.map((thread) => thread.end()));
