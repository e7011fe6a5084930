// The results that are kept: bench/results/latest.json has for each row when, on what and with which
// programs it was measured last, and the raw samples.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { RowResult } from './sampling.ts';

const folder = new URL('./results/', import.meta.url);
const latest = new URL('latest.json', folder);

/** The last result of each row, by its name. */
export type Results = Record<string, RowResult>;

/** What was measured last. */
export function loadResults(): Results {
  return existsSync(latest) ? (JSON.parse(readFileSync(latest, 'utf8')) as Results) : {};
}

/** Puts one row in the place of what was measured before. */
export function saveResult(result: RowResult): void {
  const results = { ...loadResults(), [result.row]: result };
  saveBeside('latest.json', `${JSON.stringify(results, fiveDigits, 1)}\n`);
}

/** Writes a file of the results' folder. */
export function saveBeside(name: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(name, folder), text);
}

/** Five digits are more than any sample is good for. */
function fiveDigits(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value)
    ? Number(value.toPrecision(5))
    : value;
}
