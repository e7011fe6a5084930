// A run as lanes: one row a step, one column a task, from its first step to its last.
//
//   step    ms  main                              deposit          deposit#2
//      1     0  waits for join of task "deposit"
//      2     0  │                                 waits for pause
//      3     0  │                                 │                waits for pause

import type { Step } from './witness.ts';

const MOST_ROWS = 80;
const MOST_LANES = 8;
const WIDEST = 32;

/** Draws a trace; the last steps, if there are many. */
export function drawLanes(trace: readonly Step[]): string {
  const shown = trace.slice(-MOST_ROWS);
  const tasks = [...new Set(shown.map(({ task }) => task))];
  const lanes = tasks.slice(0, MOST_LANES);
  const widths = lanes.map((lane) => widthOf(lane, shown));
  const first = trace.length - shown.length;
  const rows = shown.map((step, i) => row(first + i + 1, step, lanes, widths, shown, i));
  const left = tasks.length > lanes.length ? [`(${tasks.length - lanes.length} more tasks)`] : [];
  const before = first > 0 ? [`(${first} steps before)`] : [];
  const head = joined(
    ' step',
    '  ms',
    lanes.map((lane, i) => cell(lane, widths[i]!)),
  );
  return [...before, head, ...rows, ...left].join('\n');
}

function row(
  number: number,
  { task, at, what }: Step,
  lanes: readonly string[],
  widths: readonly number[],
  shown: readonly Step[],
  index: number,
): string {
  const cells = lanes.map((lane, i) => {
    if (lane === task) return cell(what, widths[i]!);
    return cell(goesOn(lane, shown, index) ? '│' : '', widths[i]!);
  });
  if (!lanes.includes(task)) cells.push(`${task}: ${what}`);
  return joined(String(number).padStart(5), String(at).padStart(4), cells);
}

/** Does it have a step before and after this one? */
function goesOn(lane: string, shown: readonly Step[], index: number): boolean {
  const isIts = ({ task }: Step): boolean => task === lane;
  return shown.slice(0, index).some(isIts) && shown.slice(index + 1).some(isIts);
}

function widthOf(lane: string, shown: readonly Step[]): number {
  const lengths = shown.filter(({ task }) => task === lane).map(({ what }) => what.length);
  return Math.min(WIDEST, Math.max(lane.length, ...lengths));
}

function cell(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}

function joined(step: string, at: string, cells: readonly string[]): string {
  return `${step}  ${at}  ${cells.join('  ')}`.trimEnd();
}
