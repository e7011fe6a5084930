// Writes what was kept into the pages: the tables of RESULTS.md, the table and the picture of the README.
import { growthPicture } from './growth-picture.ts';
import { fillPage } from './pages.ts';
import { picture } from './picture.ts';
import { placeRows } from './place-rows.ts';
import { loadResults, saveBeside, type Results } from './results.ts';
import { type Row, rows } from './rows.ts';
import { figure, rowTable, table } from './tables.ts';
import { show } from './statistics.ts';

/** Rewrites the generated parts of both pages, and the picture. */
export function render(): void {
  const results = loadResults();
  const texts = new Map(rows.map((row) => [row.name, section(row, results)]));
  texts.set('machine', machines(results));
  fillPage(new URL('RESULTS.md', import.meta.url), texts);
  fillPage(new URL('../README.md', import.meta.url), new Map([['summary', summary(results)]]));
  saveBeside('figures.svg', picture(results));
  const growth = results['stopped'];
  if (growth !== undefined) saveBeside('stopped.svg', growthPicture(growth));
}

function section(row: Row, results: Results): string {
  const result = results[row.name];
  return result ? rowTable(row, result) : 'Not measured yet.';
}

function machines(results: Results): string {
  const lines = Object.values(results).map(({ machine, pinning }) => `${machine}; ${pinning}`);
  return [...new Set(lines)].map((line) => `- ${line}`).join('\n');
}

/** Whom everybody knows: in one place, and in several. */
const languages: Columns = {
  Offshoot: ['ours'],
  'bare async': ['bare'],
  Go: ['go'],
  Erlang: ['erlang'],
  Effect: ['effect'],
};
const pools: Columns = {
  Offshoot: ['ours'],
  'bare Node': ['bare'],
  piscina: ['piscina'],
  poolifier: ['poolifier'],
  workerpool: ['workerpool'],
  'Python, multiprocessing': ['python', 'python 1000'],
};

/** The titles of columns, and what their contestants are called. */
type Columns = Record<string, string[]>;

/** The pictured figures. */
function summary(results: Results): string {
  const text = 'Bars: Offshoot beside Go, Erlang, Python, bare Node and libraries; less is better';
  const here = rows.filter((row) => !placeRows.includes(row));
  return [
    `![${text}](bench/results/figures.svg)`,
    pictured(here, languages, results),
    pictured(placeRows, pools, results),
  ].join('\n\n');
}

function pictured(some: Row[], columns: Columns, results: Results): string {
  const lines = some.flatMap((row) => {
    const result = results[row.name];
    if (result === undefined) return [];
    return Object.entries(row.pictured).map(([metric, title]) => {
      const unit = result.contestants[0]!.samples[metric]?.unit ?? '';
      const cells = Object.values(columns).map((names) => {
        const [value] = names.flatMap((name) => figure(result, name, metric) ?? []);
        return value === undefined ? '' : show(value);
      });
      return [`${title}, ${unit}`, ...cells];
    });
  });
  return table([['', ...Object.keys(columns)], ...lines]);
}
