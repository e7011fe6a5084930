// What each benchmark program does with its figures: a line of JSON a metric, for main.ts to read.

/** Nanoseconds, or whatever `unit` says, of one run of this process. */
export function print(metric: string, value: number, unit: string): void {
  console.log(JSON.stringify({ metric, value, unit }));
}

/** How often the work is to be done; main.ts says. */
export function times(usual: number): number {
  return Math.max(1, Math.round(usual * Number(process.env['BENCH_SCALE'] ?? 1)));
}

/** The work must have been done: what was carried adds up. */
export function check(what: string, got: number, wanted: number): void {
  if (got !== wanted) throw new Error(`${what}: ${got} instead of ${wanted}`);
}

/** The sum of 0 to n - 1. */
export function sumTo(n: number): number {
  return (n * (n - 1)) / 2;
}

/** Bytes in use on the heap, garbage left out. Needs --expose-gc. */
export function heap(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed;
}
