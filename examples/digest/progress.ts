// Shows how far the work is, on stderr: a bar on a terminal, now and then a plain line elsewhere.

import { type Coroutine, now, ticker } from 'offshoot';
import { amount } from './report.ts';

/** What is shown: a title, and how much is done of how much, in bytes. */
export interface Work {
  title: string;
  total: number;
  done: () => number;
  /** Nothing is shown: the terminal is taken. */
  quiet: boolean;
}

const barEveryMs = 100;
const lineEveryMs = 2000;

const clearLine = '\r\x1b[K';

/** Shows the work until it is killed; leaves a clean line behind. */
export function* showProgress(work: Work): Coroutine<void> {
  if (work.quiet) return;
  if (process.stderr.isTTY) yield* showBar(work, process.stderr);
  else yield* showLines(work, process.stderr);
}

function* showLines(work: Work, out: NodeJS.WriteStream): Coroutine<void> {
  const began = now();
  const beat = ticker(lineEveryMs);
  for (;;) {
    yield* beat.receive();
    out.write(`${work.title}: ${figuresOf(work, now() - began)}\n`);
  }
}

function* showBar(work: Work, out: NodeJS.WriteStream): Coroutine<void> {
  const began = now();
  const beat = ticker(barEveryMs);
  try {
    for (;;) {
      yield* beat.receive();
      out.write(clearLine + barOf(work, now() - began, out.columns || 80));
    }
  } finally {
    out.write(clearLine);
  }
}

/** How much of it is done, from 0 to 1: files may have grown since they were measured. */
function shareOf({ total, done }: Work): number {
  return total === 0 ? 1 : Math.min(1, done() / total);
}

function figuresOf(work: Work, ms: number): string {
  const percent = `${Math.floor(100 * shareOf(work))}`.padStart(3);
  const speed = amount((work.done() / Math.max(1, ms)) * 1000);
  return `${percent} % of ${amount(work.total)}, ${speed}/s`;
}

/** Figures, title and bar, as far as there is room: never so wide that the terminal breaks the line. */
export function barOf(work: Work, ms: number, columns: number): string {
  const room = Math.max(0, columns - 3); // The terminal writes ^C behind it.
  const figures = figuresOf(work, ms);
  const text = `${work.title}: ${figures}`;
  if (text.length > room) return figures.slice(0, room);
  const width = Math.min(40, room - text.length - 1);
  const full = Math.round(width * shareOf(work));
  return width < 5 ? text : `${text} ${'█'.repeat(full)}${'░'.repeat(width - full)}`;
}
