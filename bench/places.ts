// What the programs of the rows about places share: how calls, jobs, starts and speed-ups are timed, and
// the work of those that have no functions of their own to call.
//
// Several threads work in these rows, so each figure is by the clock on the wall; beside it stands what the
// processor spent on all threads of the process, which other work on the machine disturbs less. For
// other processes (the variant `process`) there is the wall alone.
import { check, print, sumTo, variant } from './measure.ts';

/** In other processes, whose processor time is not ours to see. */
const isApart = variant === 'process';

/** Calls x + 1 somewhere else. */
export type Call = (x: number) => Promise<number>;

/** Milliseconds since it was made: on the wall, and of the processor on all threads of this process. */
export class Stopwatch {
  readonly #start = performance.now();
  readonly #usage = process.cpuUsage();

  get wall(): number {
    return performance.now() - this.#start;
  }

  get processor(): number {
    const { user, system } = process.cpuUsage(this.#usage);
    return (user + system) / 1e3;
  }

  /** Prints what each of `n` things took, in microseconds. */
  printEach(metric: string, n: number): void {
    const { wall, processor } = this;
    print(metric, (wall * 1e3) / n, 'us');
    if (!isApart) print(`${metric}, processor time`, (processor * 1e3) / n, 'us');
  }
}

/** Calls one after the other. */
export async function printCalls(call: Call, n: number): Promise<void> {
  const calls = async (times: number): Promise<void> => {
    let sum = 0;
    for (let i = 0; i < times; i++) sum += await call(i);
    check('sum', sum, sumTo(times) + times);
  };
  await calls(Math.ceil(n / 4));
  const watch = new Stopwatch();
  await calls(n);
  watch.printEach('call', n);
}

/** Jobs that are all under way at once. */
export async function printJobs(call: Call, n: number): Promise<void> {
  const jobs = async (): Promise<void> => {
    const results = await Promise.all(Array.from({ length: n }, (_, i) => call(i)));
    check(
      'sum',
      results.reduce((a, b) => a + b, 0),
      sumTo(n) + n,
    );
  };
  await jobs();
  const watch = new Stopwatch();
  await jobs();
  watch.printEach('job', n);
}

/** From nothing to the first answer, and to the end. */
export async function printStarts(
  start: () => Promise<{ call: Call; end: () => Promise<unknown> }>,
  n: number,
): Promise<void> {
  const starts = async (times: number): Promise<number> => {
    let took = 0;
    for (let i = 0; i < times; i++) {
      const began = performance.now();
      const { call, end } = await start();
      check('answer', await call(i), i + 1);
      took += performance.now() - began;
      await end();
    }
    return took;
  };
  await starts(Math.ceil(n / 10));
  const watch = new Stopwatch();
  print('first answer', (await starts(n)) / n, 'ms');
  if (!isApart) print('start and end, processor time', watch.processor / n, 'ms');
}

/** Two jobs after each other by two at once: the quickest of some rounds. */
export async function printSpeedUp(
  inTurn: () => Promise<unknown>,
  atOnce: () => Promise<unknown>,
): Promise<void> {
  const took = async (work: () => Promise<unknown>): Promise<number> => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  await atOnce();
  const [turns, once] = [[], []] as [number[], number[]];
  for (let round = 0; round < 5; round++) {
    turns.push(await took(inTurn));
    once.push(await took(atOnce));
  }
  print('in turn', Math.min(...turns), 'ms');
  print('at once', Math.min(...once), 'ms');
  print('speed-up', Math.min(...turns) / Math.min(...once), 'x');
}

/** Counts `n` steps of Park and Miller's generator: work that is done by the processor alone. */
export function steps(n: number): number {
  let x = 1;
  for (let i = 0; i < n; i++) x = (x * 16807) % 2147483647;
  return x;
}
