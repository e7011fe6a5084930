// The figures of a row as Markdown.
import type { Row, Target } from './rows.ts';
import type { ContestantResult, RowResult } from './sampling.ts';
import { median, show, spread } from './statistics.ts';

/** The median of a contestant, if it has that metric. */
export function figure(result: RowResult, name: string, metric: string): number | undefined {
  const contestant = result.contestants.find((each) => each.name === name);
  const samples = contestant?.samples[metric];
  return samples && median(samples.values);
}

/** A table a metric, then what was aimed at. */
export function rowTable(row: Row, result: RowResult): string {
  const parts = metricsOf(result).map((metric) => metricTable(result, metric));
  const missing = result.contestants.filter((each) => each.missing !== undefined);
  for (const { title, missing: why } of missing) parts.push(`${title}: ${why}.`);
  const targets = row.targets.flatMap((target) => targetLines(target, result));
  if (targets.length > 0) parts.push(targets.join('\n'));
  parts.push(conditions(result));
  return parts.join('\n\n');
}

function metricsOf(result: RowResult): string[] {
  return [...new Set(result.contestants.flatMap(({ samples }) => Object.keys(samples)))];
}

function metricTable(result: RowResult, metric: string): string {
  const ours = figure(result, 'ours', metric);
  const lines = result.contestants
    .filter(({ samples }) => samples[metric] !== undefined)
    .map((contestant) => metricLine(contestant, metric, ours));
  const head = `| ${metric} | median | least-most | Offshoot by it |\n|---|---|---|---|`;
  return [head, ...lines].join('\n');
}

function metricLine(contestant: ContestantResult, metric: string, ours?: number): string {
  const { unit, values } = contestant.samples[metric]!;
  const middle = median(values);
  const isOurs = contestant.name.startsWith('ours');
  const ratio = isOurs || ours === undefined ? '' : (ours / middle).toFixed(2);
  const version = isOurs ? '' : ` (${contestant.version})`;
  const cells = [`${contestant.title}${version}`, `${show(middle)} ${unit}`, spread(values), ratio];
  return `| ${cells.join(' | ')} |`;
}

/** Whether a target is met, in a sentence for each contestant it names. */
export function targetLines({ metric, atMost, against }: Target, result: RowResult): string[] {
  const ours = figure(result, 'ours', metric);
  if (ours === undefined) return [];
  const verdict = (value: number): string => (value <= atMost ? 'met' : 'missed');
  if (against === undefined) {
    return [`- ${metric}: at most ${atMost}; it is ${show(ours)}: ${verdict(ours)}`];
  }
  return against.flatMap((name) => {
    const theirs = figure(result, name, metric);
    if (theirs === undefined) return [];
    const { title } = result.contestants.find((each) => each.name === name)!;
    const ratio = ours / theirs;
    return [
      `- ${metric}: at most ${atMost} x ${title}; it is ${ratio.toFixed(2)}: ${verdict(ratio)}`,
    ];
  });
}

function conditions({ at, runs, machine, pinning, load, seconds, contestants }: RowResult): string {
  const version = contestants.find(({ name }) => name === 'ours')?.version;
  return `Medians of ${runs} runs, ${at.slice(0, 10)}, Offshoot ${version}; ${machine}; one core each: ${pinning}; load ${load.join(' to ')}; ${seconds} s.`;
}
