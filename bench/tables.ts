// The figures of a row as Markdown.
import type { Row, Target } from './rows.ts';
import type { ContestantResult, RowResult } from './sampling.ts';
import { median, show, spread } from './statistics.ts';

/** More metrics than this stand below each other instead of side by side. */
const mostColumns = 6;

/** The median of a contestant, if it has that metric. */
export function figure(result: RowResult, name: string, metric: string): number | undefined {
  const samples = contestantOf(result, name)?.samples[metric];
  return samples && median(samples.values);
}

/** The figures of a row, what was not measured, what was aimed at, and how it was measured. */
export function rowTable(row: Row, result: RowResult): string {
  const missing = result.contestants.filter((each) => each.missing !== undefined);
  const parts = [
    figures(result),
    ...missing.map(({ title, missing: why }) => `${title}: ${why}.`),
    row.targets.flatMap((target) => targetLines(target, result)).join('\n'),
    conditions(result),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function figures(result: RowResult): string {
  const measured = result.contestants.filter(({ samples }) => Object.keys(samples).length > 0);
  const metrics = [...new Set(measured.flatMap(({ samples }) => Object.keys(samples)))];
  if (metrics.length === 1) return oneMetric(measured, metrics[0]!);
  const cells = measured.map((each) => [titleOf(each), ...metrics.map((name) => cell(each, name))]);
  const whole = [['', ...metrics], ...cells];
  return table(metrics.length > mostColumns ? transposed(whole) : whole);
}

function oneMetric(measured: ContestantResult[], metric: string): string {
  const own = measured.find(({ name }) => name === 'ours')?.samples[metric];
  const lines = measured.map((contestant) => {
    const { unit, values } = contestant.samples[metric]!;
    const ratio = own && !isOurs(contestant) ? median(own.values) / median(values) : undefined;
    const middle = `${show(median(values))} ${unit}`;
    return [titleOf(contestant), middle, spread(values), ratio?.toFixed(2) ?? ''];
  });
  return table([[metric, 'median', 'least-most', 'Offshoot by it'], ...lines]);
}

function cell({ samples }: ContestantResult, metric: string): string {
  const found = samples[metric];
  return found ? `${show(median(found.values))} ${found.unit} (${spread(found.values)})` : '';
}

function titleOf(contestant: ContestantResult): string {
  const { title, version } = contestant;
  return isOurs(contestant) ? title : `${title} (${version})`;
}

function isOurs({ name }: ContestantResult): boolean {
  return name.startsWith('ours');
}

/** The first line is the heading. */
export function table(lines: string[][]): string {
  const [head = [], ...rest] = lines.map((cells) => `| ${cells.join(' | ')} |`);
  return [head, `|${'---|'.repeat(lines[0]!.length)}`, ...rest].join('\n');
}

function transposed(lines: string[][]): string[][] {
  return lines[0]!.map((_, column) => lines.map((cells) => cells[column]!));
}

/** Whether a target is met, in a line. */
export function targetLines(target: Target, result: RowResult): string[] {
  const { metric, atMost = Infinity, atLeast = 0, against } = target;
  const own = figure(result, 'ours', metric);
  if (own === undefined) return [];
  const verdict = (value: number): string =>
    value >= atLeast && value <= atMost ? 'met' : '**missed**';
  const wanted = target.atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
  if (against === undefined) {
    return [`- ${metric}: wanted ${wanted}; it is ${show(own)}, ${verdict(own)}`];
  }
  const others = against.flatMap((name) => {
    const theirs = figure(result, name, metric);
    if (theirs === undefined) return [];
    const ratio = own / theirs;
    return [`${ratio.toFixed(2)} x ${contestantOf(result, name)!.title}, ${verdict(ratio)}`];
  });
  if (others.length === 0) return [];
  return [`- ${metric}: wanted ${wanted} x; it is ${others.join('; ')}`];
}

function contestantOf(result: RowResult, name: string): ContestantResult | undefined {
  return result.contestants.find((each) => each.name === name);
}

function conditions({ at, runs, clock, load, seconds, contestants }: RowResult): string {
  const version = contestants.find(({ name }) => name === 'ours')?.version;
  const when = `${at.slice(0, 16).replace('T', ' ')} UTC`;
  return `${runs} runs${clock === 'processor' ? " by the processor's clock" : ''}, ${when}, Offshoot ${version}; load ${load.join(' to ')}; ${seconds} s in all.`;
}
