// Writes what was kept into the pages: the tables of RESULTS.md, the table and the picture of the README.
import { growthPicture } from './growth-picture.ts';
import { fillPage } from './pages.ts';
import { picture } from './picture.ts';
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

const columns: Record<string, string> = {
  ours: 'Offshoot',
  bare: 'bare async',
  go: 'Go',
  erlang: 'Erlang',
  effect: 'Effect',
};

/** The pictured figures of those whom everybody knows. */
function summary(results: Results): string {
  const lines = rows.flatMap((row) => {
    const result = results[row.name];
    if (result === undefined) return [];
    return Object.entries(row.pictured).map(([metric, title]) => {
      const unit = result.contestants[0]!.samples[metric]?.unit ?? '';
      const cells = Object.keys(columns).map((name) => {
        const value = figure(result, name, metric);
        return value === undefined ? '' : show(value);
      });
      return [`${title}, ${unit}`, ...cells];
    });
  });
  const text =
    'Bars: Offshoot beside Go, Erlang, bare async functions and libraries; less is better';
  const head = ['', ...Object.values(columns)];
  return `![${text}](bench/results/figures.svg)\n\n${table([head, ...lines])}`;
}
