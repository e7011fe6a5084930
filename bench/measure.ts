// What every program of a row does with its arguments and its figures: `node PROGRAM VARIANT COUNT`
// does the work COUNT times and prints a line of JSON a metric, for sampling.ts to read.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const [, , first = 'plain', second = '1000'] = process.argv;

/** Which variant of the work is wanted; `plain` is the row itself. */
export const variant = first;

/** How often the work is to be done. */
export const count = Number(second);

/** Tells a figure of this process. */
export function print(metric: string, value: number, unit: string): void {
  console.log(JSON.stringify({ metric, value, unit }));
}

/** The work must have been done: what was carried adds up. */
export function check(what: string, got: number, wanted: number): void {
  if (got !== wanted) throw new Error(`${what}: ${got} instead of ${wanted}`);
}

/** The sum of 0 to n - 1. */
export function sumTo(n: number): number {
  return (n * (n - 1)) / 2;
}

/** Nanoseconds of each of `n` things that together took so many milliseconds. */
export function nsEach(took: number, n: number): number {
  return (took * 1e6) / n;
}

/** Numbers from 0 to 2^31 - 2 that are the same in every language: Park and Miller's generator. */
export function randomNumbers(): () => number {
  let x = 1;
  return () => (x = (x * 16807) % 2147483647);
}

/** Bytes in use on the heap, garbage left out. */
export function heap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** Starts `n` tasks, calls `alive` when all of them wait, lets them end; gives the milliseconds of both halves. */
export type Batch = (n: number, alive: () => void) => Promise<number>;

/**
 * The figures of a batch of tasks: what one costs among `n`, a tenth and a hundredth of them, and how
 * many bytes. The batch of `n` comes first, so that it finds memory that nobody has touched.
 */
export async function printTasks(batch: Batch, n: number): Promise<void> {
  const [tenth, hundredth] = [Math.ceil(n / 10), Math.ceil(n / 100)];
  for (let i = 0; i < 5; i++) await batch(hundredth, nothing);
  print('a task, of a hundredth', await least(5, batch, hundredth), 'us');
  const { rss } = process.memoryUsage();
  let resident = 0;
  const took = await batch(n, () => (resident = process.memoryUsage().rss));
  print('a task', (took * 1e3) / n, 'us');
  print('resident', (resident - rss) / n, 'B');
  const before = heap();
  let used = 0;
  await batch(tenth, () => (used = heap()));
  print('heap', (used - before) / tenth, 'B');
  print('a task, of a tenth', await least(3, batch, tenth), 'us');
}

function nothing(): void {}

/** As if the process had been started with --expose-gc; it has not, so that it runs as users' do. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

/** Microseconds a task in the quickest of several batches. */
async function least(times: number, batch: Batch, n: number): Promise<number> {
  const took: number[] = [];
  for (let i = 0; i < times; i++) took.push(await batch(n, nothing));
  return (Math.min(...took) * 1e3) / n;
}
