// How memory grows beside a receiver that has stopped: what the programs of the row `stopped` share.
import { setTimeout as after } from 'node:timers/promises';
import { print } from './measure.ts';

/** The figures of the row, by when they are taken: in tenths of a second. */
export const moments: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** The name of a moment's figure. */
export function momentName(tenths: number): string {
  return `after ${(tenths / 10).toFixed(1)} s`;
}

/** Lets a tenth of a second pass before each moment, prints by how much this process has grown, and calls `offer`. */
export async function printGrowth(offer: () => void): Promise<void> {
  const before = process.memoryUsage.rss();
  for (const tenths of moments) {
    offer();
    await after(100);
    print(momentName(tenths), (process.memoryUsage.rss() - before) / 2 ** 20, 'MiB');
  }
}
