// What every program of a row does with its arguments and its figures: `node PROGRAM VARIANT COUNT`
// does the work COUNT times and prints a line of JSON a metric, for sampling.ts to read.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const [, , first = 'plain', second = '1000'] = process.argv;

/** Which variant of the work is wanted; `plain` is the row itself. */
export const variant = first;

/** How often the work is to be done. */
export const count = Number(second);

/**
 * Milliseconds by the clock on the wall; with BENCH_CLOCK=processor, those that the processor spent on
 * this process: what the wall would show on a machine that does nothing else.
 */
export const now: () => number =
  process.env['BENCH_CLOCK'] === 'processor' ? processorTime : () => performance.now();

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}

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

/** Delays from `least` to three times as much, the same in every language: Park and Miller's generator. */
export function randomDelays(n: number, least: number): Int32Array {
  const delays = new Int32Array(n);
  let x = 1;
  for (let i = 0; i < n; i++) {
    x = (x * 16807) % 2147483647;
    delays[i] = least + (x % (2 * least));
  }
  return delays;
}

/**
 * The figures of sleepers. They are all asleep for a while, so that the clock on the wall says little:
 * what counts is what the processor had to do, and how late the last one is.
 */
export async function printSleeps(
  batch: (delays: Int32Array) => Promise<number>,
  n: number,
): Promise<void> {
  check('slept', await batch(randomDelays(n / 100, 50)), n / 100);
  const delays = randomDelays(n, 1000);
  const last = delays.reduce((a, b) => Math.max(a, b));
  const [before, start] = [process.cpuUsage(), performance.now()];
  const slept = await batch(delays);
  const took = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  check('slept', slept, n);
  print('processor time a sleep', (user + system) / n, 'us');
  print('end after the last deadline', took - last, 'ms');
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

/** How many contend for a lock. */
export const crowd = 100;

/** The figure of a lock: `mutexAlone` is printed as `mutex, alone`. */
export async function printLock(
  name: string,
  work: (n: number) => Promise<void>,
  n: number,
): Promise<void> {
  await work(n / 10);
  const start = now();
  await work(n);
  const metric = name.replace(/[A-Z]/, (letter) => `, ${letter.toLowerCase()}`);
  print(metric, nsEach(now() - start, n), 'ns');
}
