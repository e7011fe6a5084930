// `npm run bench`: ours beside the peers, in one interleaved run; each sample is a process of its own.
//
//   npm run bench                              all rows, seven runs each
//   npm run bench -- --rows skynet,ring        some of them
//   npm run bench -- --runs 3 --seed 5         fewer runs; another order
//   npm run bench -- --clock processor         time of the processor: for a machine that is not quiet
//   npm run bench -- --json                    keeps the samples in bench/results, and renders
//   npm run bench -- --json --resume           the same, without the rows that this commit has kept
//   npm run bench -- --render                  writes tables and picture from what was kept
//   npm run bench -- --quick                   compares with what was kept; fails past 25 %
//   npm run bench:setup                        installs the libraries of the peers
import { parseArgs } from 'node:util';
import { guard } from './guard.ts';
import { machine } from './machine.ts';
import { ourVersion } from './programs.ts';
import { render } from './render.ts';
import { loadResults, saveResult } from './results.ts';
import { type Row, rows } from './rows.ts';
import { sampleRow } from './sampling.ts';
import { rowTable } from './tables.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string' },
    runs: { type: 'string' },
    seed: { type: 'string' },
    clock: { type: 'string', default: 'wall' },
    json: { type: 'boolean', default: false },
    resume: { type: 'boolean', default: false },
    render: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
});

const seed = wholeNumber('seed', 1);

function wholeNumber(option: 'runs' | 'seed', usual: number): number {
  const value = Number(options[option] ?? usual);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new RangeError(`--${option} ${options[option]}: wanted a whole number from 1 up`);
}

function chosenClock(): 'wall' | 'processor' {
  if (options.clock === 'wall' || options.clock === 'processor') return options.clock;
  throw new RangeError(`--clock ${options.clock}: there are wall and processor`);
}

function chosenRows(): Row[] {
  const names = [...positionals, ...(options.rows?.split(',') ?? [])];
  for (const name of names) {
    if (rows.some((row) => row.name === name)) continue;
    throw new RangeError(`no row "${name}"; there are ${rows.map((row) => row.name).join(', ')}`);
  }
  return names.length === 0 ? rows : rows.filter((row) => names.includes(row.name));
}

/** Whether this commit has kept a row, with as many runs and by the same clock. */
function isKept(row: Row, runs: number, clock: string): boolean {
  const kept = loadResults()[row.name];
  const own = kept?.contestants.find(({ name }) => name === 'ours');
  const alike = kept !== undefined && kept.runs >= runs && kept.clock === clock;
  return alike && own?.version === ourVersion();
}

function measure(runs: number): void {
  const clock = chosenClock();
  for (const row of chosenRows()) {
    if (options.resume && isKept(row, runs, clock)) continue;
    const result = sampleRow(row, { runs, seed, clock });
    console.log(`\n## ${row.title}\n\n${rowTable(row, result)}`);
    if (options.json) saveResult(result);
  }
  if (options.json) render();
}

function compare(runs: number): void {
  const slower = guard(loadResults(), runs, seed);
  console.log(slower.length === 0 ? '\nnothing is slower' : `\n${slower.join('\n')}`);
  if (slower.length > 0) process.exitCode = 1;
}

if (options.render) render();
else {
  console.log(machine());
  if (options.quick) compare(wholeNumber('runs', 5));
  else measure(wholeNumber('runs', 7));
}
