// The picture of the row `stopped`: by how much each contestant's memory has grown, over time.
import { momentName, moments } from './memory.ts';
import { escaped, style } from './picture.ts';
import type { ContestantResult, RowResult } from './sampling.ts';
import { median, show } from './statistics.ts';

const whole = { width: 720, height: 340 };
/** Where the curves are. */
const plot = { left: 76, top: 64, right: 540, bottom: 292 };
const lines = 4;

/** Curves of what was measured last, as SVG. */
export function growthPicture({ contestants }: RowResult): string {
  const curves = contestants.map(curveOf);
  const most = roundUp(Math.max(1, ...curves.flatMap(({ values }) => values)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${whole.width} ${whole.height}" role="img" aria-labelledby="title">`,
    '<title id="title">Memory beside a receiver that has stopped: Offshoot stays flat</title>',
    style,
    `<rect class="ground" x="0.5" y="0.5" width="${whole.width - 1}" height="${whole.height - 1}" rx="12"/>`,
    '<text class="head" x="24" y="38">MiB more than before the first message</text>',
    ...Array.from({ length: lines + 1 }, (_, i) => levelLine((most * i) / lines, most)),
    ...moments.filter((tenths) => tenths % 2 === 0).map(timeMark),
    ...curves.map((curve) => drawn(curve, most)),
    '</svg>\n',
  ].join('\n');
}

interface Curve {
  title: string;
  look: 'ours' | 'peer';
  /** One for each moment. */
  values: number[];
}

function curveOf({ name, title, samples }: ContestantResult): Curve {
  const values = moments.map((tenths) => median(samples[momentName(tenths)]!.values));
  return { title, look: name === 'ours' ? 'ours' : 'peer', values };
}

/** The next number that is easy to read and to divide. */
function roundUp(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 6, 8, 10].map((n) => n * step).find((n) => n >= value)!;
}

function x(tenths: number): number {
  return plot.left + ((plot.right - plot.left) * tenths) / moments.at(-1)!;
}

function y(value: number, most: number): number {
  return Math.round(plot.bottom - ((plot.bottom - plot.top) * value) / most);
}

function levelLine(value: number, most: number): string {
  const at = y(value, most);
  return (
    `<line class="line" x1="${plot.left}" y1="${at}" x2="${plot.right}" y2="${at}"/>` +
    `<text class="value" x="${plot.left - 8}" y="${at + 4}" text-anchor="end">${show(value)}</text>`
  );
}

function timeMark(tenths: number): string {
  const text = `${(tenths / 10).toFixed(1)} s`;
  return `<text class="value" x="${x(tenths)}" y="${plot.bottom + 22}" text-anchor="middle">${text}</text>`;
}

function drawn({ title, look, values }: Curve, most: number): string {
  const points = [0, ...values].map(
    (value, i) => `${x(i === 0 ? 0 : moments[i - 1]!)},${y(value, most)}`,
  );
  const bold = look === 'ours' ? ' class="bold"' : '';
  const end = y(values.at(-1)!, most);
  return (
    `<polyline class="${look} curve" points="${points.join(' ')}"/>` +
    `<text${bold} x="${plot.right + 10}" y="${end + 4}">${escaped(title)}</text>`
  );
}
