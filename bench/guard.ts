// The guard against regressions: our figures by the round trip of bare async functions, measured in the
// same minutes, beside the same ratio of what was kept. Ratios survive another machine; figures do not.
// Both are by the processor's clock, so that other work on the machine counts less.
import type { Results } from './results.ts';
import { type Contestant, type Row, rows } from './rows.ts';
import { type RowResult, sampleRow } from './sampling.ts';
import { figure, table } from './tables.ts';
import { median } from './statistics.ts';

/** Slower than this by what was kept is a regression. */
const allowed = 1.25;

const guarded = ['round-trip', 'buffered', 'tasks', 'skynet', 'ring', 'select'];
const yardstick = 'bare';

/** One figure of ours: by the yardstick, now and when it was kept. */
export interface Comparison {
  row: string;
  now: number;
  kept: number;
}

/** Measures ours alone, beside the yardstick, and compares; says what is slower than allowed. */
export function guard(results: Results, runs: number, seed: number): string[] {
  const result = sampleRow(guardRow(), { runs, seed, clock: 'processor' });
  const comparisons = guarded.flatMap((row) => {
    const kept = keptRatio(results, row);
    return kept === undefined ? [] : [{ row, now: ratioNow(result, row), kept }];
  });
  if (comparisons.length === 0) throw new Error('nothing was kept: npm run bench -- --json');
  console.log(comparisonTable(comparisons));
  return regressions(comparisons);
}

/** Ours of each guarded row under the row's name, and the yardstick. */
function guardRow(): Row {
  const contestants = guarded.map((name): Contestant => ({ ...contestantOf(name, 'ours'), name }));
  contestants.push(contestantOf('round-trip', yardstick));
  return { name: 'quick', title: 'quick', contestants, targets: [], pictured: {} };
}

function contestantOf(row: string, contestant: string): Contestant {
  return rows
    .find(({ name }) => name === row)!
    .contestants.find(({ name }) => name === contestant)!;
}

function mainMetric(row: string): string {
  return Object.keys(rows.find(({ name }) => name === row)!.pictured)[0]!;
}

/** The median over the rounds of what ours took by what the yardstick took in that round. */
function ratioNow(result: RowResult, row: string): number {
  const values = (name: string, metric: string): number[] =>
    result.contestants.find((each) => each.name === name)!.samples[metric]!.values;
  const bare = values(yardstick, 'round trip');
  return median(values(row, mainMetric(row)).map((value, round) => value / bare[round]!));
}

function keptRatio(results: Results, row: string): number | undefined {
  const bare = results['round-trip'] && figure(results['round-trip'], yardstick, 'round trip');
  const own = results[row] && figure(results[row], 'ours', mainMetric(row));
  return own === undefined || bare === undefined ? undefined : own / bare;
}

function comparisonTable(comparisons: Comparison[]): string {
  const lines = comparisons.map(({ row, now, kept }) => {
    return [row, now.toPrecision(3), kept.toPrecision(3), (now / kept).toFixed(2)];
  });
  const head = ['Offshoot by bare round trip', 'now', 'kept', 'now by kept'];
  return table([head, ...lines]);
}

/** A sentence for each figure that is slower than allowed. */
export function regressions(comparisons: Comparison[]): string[] {
  return comparisons
    .filter(({ now, kept }) => now > allowed * kept)
    .map(({ row, now, kept }) => {
      const percent = Math.round((now / kept - 1) * 100);
      return `${row}: ${percent} % slower than what was kept, by the bare round trip`;
    });
}
