// `npm run bench`: ours beside the peers, in one interleaved run; each sample is a process of its own.
//
//   npm run bench                              all rows, seven runs each
//   npm run bench -- --rows skynet,ring        some of them
//   npm run bench -- --runs 3 --seed 5         fewer runs; another order
//   npm run bench -- --json                    keeps the samples, in bench/results
//   npm run bench:setup                        installs the libraries of the peers
import { parseArgs } from 'node:util';
import { machine } from './machine.ts';
import { type Row, rows } from './rows.ts';
import { saveResult } from './results.ts';
import { sampleRow } from './sampling.ts';
import { rowTable } from './tables.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string' },
    runs: { type: 'string', default: '7' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

function chosenRows(): Row[] {
  const names = [...positionals, ...(options.rows?.split(',') ?? [])];
  for (const name of names) {
    if (rows.some((row) => row.name === name)) continue;
    throw new RangeError(`no row "${name}"; there are ${rows.map((row) => row.name).join(', ')}`);
  }
  return names.length === 0 ? rows : rows.filter((row) => names.includes(row.name));
}

function wholeNumber(option: 'runs' | 'seed'): number {
  const value = Number(options[option]);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new RangeError(`--${option} ${options[option]}: wanted a whole number from 1 up`);
}

function measure(): void {
  const sampling = { runs: wholeNumber('runs'), seed: wholeNumber('seed') };
  console.log(machine());
  for (const row of chosenRows()) {
    const result = sampleRow(row, sampling);
    console.log(`\n## ${row.title}\n\n${rowTable(row, result)}`);
    if (options.json) saveResult(result);
  }
}

measure();
