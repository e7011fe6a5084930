// `npm run bench`: ours beside the bare means of the language, in one interleaved run. Each figure
// comes from a process of its own; the table shows medians, the spread, and the ratio of the medians.
//
//   npm run bench                   all rows, seven runs each
//   npm run bench -- --quick        three short runs, to see that everything works
//   npm run bench -- round-trip     one row
//   npm run bench -- --json         also writes bench/results/latest.json, raw samples included

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';

const rows = ['round-trip', 'buffered', 'tasks', 'jobs'];
const sides = ['ours', 'bare'] as const;
type Side = (typeof sides)[number];

interface Figure {
  metric: string;
  value: number;
  unit: string;
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    runs: { type: 'string' },
  },
});

const runs = Number(options.runs ?? (options.quick ? 3 : 7));
const scale = options.quick ? 0.05 : 1;
const chosen = positionals.length > 0 ? positionals : rows;
for (const row of chosen) {
  if (!rows.includes(row)) throw new RangeError(`no row "${row}"; there are ${rows.join(', ')}`);
}

/** Runs one program in a process of its own. */
function once(side: Side, row: string): Figure[] {
  const file = new URL(`./${side}/${row}.ts`, import.meta.url).pathname;
  const args = ['--conditions=offshoot-source', '--expose-gc', file];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, BENCH_SCALE: String(scale) },
  });
  if (status !== 0) throw new Error(`${side}/${row} failed:\n${stderr}`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Figure);
}

interface Result {
  metric: string;
  unit: string;
  samples: Record<Side, number[]>;
}

/** Both sides in turn, so that a noisy minute hits both. */
function measure(row: string): Result[] {
  const results = new Map<string, Result>();
  for (let i = 0; i < runs; i++) {
    for (const side of i % 2 === 0 ? sides : sides.toReversed()) {
      for (const { metric, value, unit } of once(side, row)) {
        const result = results.get(metric) ?? { metric, unit, samples: { ours: [], bare: [] } };
        results.set(metric, result);
        result.samples[side].push(value);
      }
    }
  }
  return [...results.values()];
}

function median(samples: number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function show(value: number): string {
  if (value >= 10_000) return `${Math.round(value / 1000)} k`;
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3);
}

function spread(samples: number[]): string {
  return `${show(Math.min(...samples))}-${show(Math.max(...samples))}`;
}

function line({ metric, unit, samples }: Result): string {
  const [ours, bare] = [median(samples.ours), median(samples.bare)];
  const cells = [metric, `${show(ours)} ${unit}`, spread(samples.ours)];
  cells.push(`${show(bare)} ${unit}`, spread(samples.bare), (ours / bare).toFixed(2));
  return `| ${cells.join(' | ')} |`;
}

const machine = `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`;
console.log(
  `${machine}; medians of ${runs} interleaved runs${options.quick ? ', shortened' : ''}\n`,
);
console.log('| work | ours | spread | bare | spread | ours / bare |\n|---|---|---|---|---|---|');
const results: Result[] = [];
for (const row of chosen) {
  for (const result of measure(row)) {
    results.push(result);
    console.log(line(result));
  }
}
if (options.json) {
  const folder = new URL('./results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    new URL('latest.json', folder),
    `${JSON.stringify({ machine, runs, results }, null, 2)}\n`,
  );
}
