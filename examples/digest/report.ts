// What is printed at the end: the figures, how they compare, and what could not be read.

import { shown } from './files.ts';
import type { Pass } from './pass.ts';

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes for people: `12.3 MB`. */
export function amount(bytes: number): string {
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** step;
  return `${value.toFixed(step === 0 ? 0 : 1)} ${units[step]}`;
}

/** The passes as a table, a line each. */
export function table(passes: readonly Pass[]): string {
  const rows = [['', 'files', 'bytes', 'seconds', 'MB/s'], ...passes.map(cellsOf)];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => lineOf(row, widths)).join('\n');
}

function cellsOf({ title, files, bytes, ms }: Pass): string[] {
  const speed = bytes / 1000 / Math.max(ms, 0.001);
  const numbers = [files, bytes].map((n) => n.toLocaleString('en'));
  return [title, ...numbers, (ms / 1000).toFixed(2), speed.toFixed(0)];
}

function lineOf(row: string[], widths: number[]): string {
  const cells = row.map((cell, column) => {
    return column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!);
  });
  return cells.join('  ').trimEnd();
}

/** What the figures say about each other, and what was compared. */
export function comparison([pool, inTurn]: readonly Pass[]): string[] {
  if (pool === undefined || inTurn === undefined) return [];
  const ratio = (inTurn.ms / pool.ms).toFixed(2);
  return [
    '',
    `The pool was ${ratio} times as fast. Both passes walked the tree, read each file and hashed it, by`,
    'the same function; all files had been read once before, so that the cache favoured neither.',
  ];
}

/** The files that could not be read, a line each. */
export function failuresOf({ failures, unnamed }: Pass): string[] {
  const count = failures.length + unnamed;
  if (count === 0) return [];
  const lines = failures.map(({ path, reason }) => `  ${shown(path)}: ${reason}`);
  if (unnamed > 0) lines.push(`  and ${unnamed} more`);
  return [`could not be read: ${count}`, ...lines];
}
