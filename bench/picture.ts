// The picture of the README: small bars, a panel a kind of work, less is better. It brings colours for
// light and for dark pages, and its own ground, so that it is legible on either.
import type { Results } from './results.ts';
import { type Row, rows } from './rows.ts';
import type { RowResult } from './sampling.ts';
import { median, show } from './statistics.ts';

interface Bar {
  title: string;
  look: 'ours' | 'disturbed' | 'peer';
  value: number;
}

interface Panel {
  title: string;
  unit: string;
  bars: Bar[];
}

const columns = 3;
const width = 320;
const gap = 24;
const margin = 24;
const barTop = 34;
const barStep = 20;
const labelWidth = 118;
const barWidth = 146;

/** What says the same with other means is in the tables. */
const shown = ['ours', 'ours disturbed', 'bare', 'go', 'erlang', 'effect'];
const libraries = [
  ...['thi.ng', 'effection', 'ts-chan', 'async-mutex', 'p-limit', 'p-queue', 'rxjs'],
  ...['piscina', 'poolifier', 'workerpool', 'python', 'python 1000'],
];

/** The picture of what was measured last, as SVG. */
export function picture(results: Results): string {
  const panels = rows.flatMap((row) => panelsOf(row, results[row.name]));
  const lines: Panel[][] = [];
  for (let i = 0; i < panels.length; i += columns) lines.push(panels.slice(i, i + columns));
  let y = 88;
  const drawn: string[] = [];
  for (const line of lines) {
    line.forEach((panel, i) => drawn.push(drawPanel(panel, margin + i * (width + gap), y)));
    y += barTop + barStep * Math.max(...line.map(({ bars }) => bars.length)) + gap;
  }
  const whole = { width: 2 * margin + columns * width + (columns - 1) * gap, height: y };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${whole.width} ${whole.height}" role="img" aria-labelledby="title">`,
    '<title id="title">Offshoot beside its peers: less is better</title>',
    style,
    `<rect class="ground" x="0.5" y="0.5" width="${whole.width - 1}" height="${whole.height - 1}" rx="12"/>`,
    ...heading(whole.width),
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

/** Colours for light and dark pages, and how text is set. */
export const style = `<style>
  text { font: 12.5px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #424a53 }
  .ground { fill: #ffffff; stroke: #d0d7de }
  .head { font-size: 19px; font-weight: 650; fill: #1f2328 }
  .title { font-size: 13.5px; font-weight: 600; fill: #1f2328 }
  .value { font-variant-numeric: tabular-nums }
  .bold { font-weight: 650; fill: #1f2328 }
  .line { stroke: #d8dee4 }
  .ours { fill: #0f7b6c } .disturbed { fill: #8ecbc0 } .peer { fill: #b6bec8 }
  .curve { fill: none; stroke-width: 2.5 } .ours.curve { stroke: #0f7b6c } .peer.curve { stroke: #8d97a3 }
  .curve.ours, .curve.peer { fill: none }
  .torn { stroke: #ffffff; stroke-width: 2.5; fill: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #a9b4c0 }
    .ground { fill: #0d1117; stroke: #30363d }
    .head, .title, .bold { fill: #f0f6fc }
    .line { stroke: #2b323b }
    .ours.curve { stroke: #2fc8b0 } .peer.curve { stroke: #7b8794 }
    .ours { fill: #2fc8b0 } .disturbed { fill: #1c6b60 } .peer { fill: #4d5763 }
    .torn { stroke: #0d1117 }
  }
</style>`;

function heading(whole: number): string[] {
  const legend: [Bar['look'], string][] = [
    ['ours', 'Offshoot'],
    ['disturbed', 'disturbed: with kills, every wait a select'],
    ['peer', 'the others'],
  ];
  const parts = [`<text class="head" x="${margin}" y="42">Less is better</text>`];
  const places = [whole - 478, whole - 390, whole - 102];
  legend.forEach(([look, text], i) => {
    parts.push(`<rect class="${look}" x="${places[i]}" y="31" width="12" height="12" rx="3"/>`);
    parts.push(`<text x="${places[i]! + 18}" y="41">${text}</text>`);
  });
  const under = `one core each, pools have all; medians; a torn bar is longer than there is room`;
  parts.push(`<text x="${margin}" y="62">${under}</text>`);
  return parts;
}

function panelsOf(row: Row, result: RowResult | undefined): Panel[] {
  if (result === undefined) return [];
  return Object.entries(row.pictured).map(([metric, title]) => {
    const bars = result.contestants.flatMap((contestant): Bar[] => {
      const values = contestant.samples[metric]?.values;
      const isShown = shown.includes(contestant.name) || libraries.includes(contestant.name);
      if (values === undefined || !isShown) return [];
      const look = looks[contestant.name] ?? 'peer';
      return [{ title: shortTitle(contestant.title), look, value: median(values) }];
    });
    const unit = result.contestants[0]!.samples[metric]?.unit ?? '';
    return { title, unit, bars: bars.toSorted((a, b) => a.value - b.value) };
  });
}

const looks: Record<string, Bar['look']> = { ours: 'ours', 'ours disturbed': 'disturbed' };

function shortTitle(title: string): string {
  const short = title
    .replace('Offshoot, ', '')
    .replace(/, (one thread|multiprocessing|chunks.*)/, '');
  const bare = short.replace(/bare (?:message |child )?(ports|processes|async).*/, 'bare $1');
  return bare.replace('a bare', 'bare').replace('effect', 'Effect');
}

function drawPanel({ title, unit, bars }: Panel, x: number, y: number): string {
  const longest = Math.max(...bars.map(({ value }) => value));
  const near = bars.filter((bar) => bar.look === 'ours' || /Go|bare|hand/.test(bar.title));
  const scale = Math.min(longest, 2.2 * Math.max(...near.map(({ value }) => value)));
  const parts = [`<text class="title" x="${x}" y="${y + 14}">${escaped(title)}</text>`];
  const bottom = y + barTop + bars.length * barStep;
  const zero = x + labelWidth;
  parts.push(
    `<line class="line" x1="${zero}" y1="${y + barTop - 8}" x2="${zero}" y2="${bottom - 4}"/>`,
  );
  bars.forEach((bar, i) => {
    const top = y + barTop - 5 + i * barStep;
    const length = Math.max(2, Math.round((Math.min(bar.value, scale) / scale) * barWidth));
    const bold = bar.look === 'ours' ? ' bold' : '';
    parts.push(
      `<text class="${bold.trim()}" x="${zero - 8}" y="${top + 11}" text-anchor="end">${escaped(bar.title)}</text>`,
      `<rect class="${bar.look}" x="${zero}" y="${top}" width="${length}" height="14" rx="2"/>`,
      bar.value > scale ? torn(zero + length - 16, top) : '',
      `<text class="value${bold}" x="${zero + length + 6}" y="${top + 11}">${show(bar.value)} ${unit}</text>`,
    );
  });
  return parts.join('\n');
}

/** Two strokes across a bar that goes on. */
function torn(x: number, top: number): string {
  return `<path class="torn" d="M${x} ${top + 15}l5 -16M${x + 6} ${top + 15}l5 -16"/>`;
}

/** Text, as it may stand in an SVG. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
