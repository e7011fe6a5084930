// An error as text: the stack, the fields, then the errors that it collects and its cause, each one
// indented under it. Frames of this package and of Node are left out: the reader's own lines remain.

import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';

/** Where the code of this package is: our own copy, and the one that the program may have. */
const ours = [fileURLToPath(new URL('..', import.meta.url)), '/node_modules/offshoot/'];

const frame = /^\s+at /;
/** A generator that is resumed, between the reader's frames and ours. */
const resumption = /\.(next|return|throw) \(<anonymous>\)$/;

/** The error, ready to be printed. */
export function readable(error: unknown): string {
  return linesOf(error, new Set()).join('\n');
}

function linesOf(error: unknown, above: ReadonlySet<unknown>): string[] {
  if (!(error instanceof Error)) return inspect(error).split('\n');
  if (above.has(error)) return [`${error.name}: ${error.message} (as above)`];
  const trail = new Set([...above, error]);
  const lines = [...stackOf(error), ...fieldsOf(error)];
  const collected: unknown[] = error instanceof AggregateError ? error.errors : [];
  collected.forEach((each, index) => {
    lines.push(...under(`${index + 1} of ${collected.length}: `, linesOf(each, trail)));
  });
  if (error.cause !== undefined) lines.push(...under('caused by: ', linesOf(error.cause, trail)));
  return lines;
}

function under(title: string, lines: string[]): string[] {
  return lines.map((line, index) => `  ${index === 0 ? title : ''}${line}`);
}

function stackOf(error: Error): string[] {
  const all = (error.stack ?? `${error.name}: ${error.message}`).split('\n');
  const some = all.filter((line) => !isInternal(line));
  const isExplained = error instanceof AggregateError || error.cause !== undefined;
  // A fault of our own, or of Node, must not hide itself.
  return isExplained || some.some((line) => frame.test(line)) ? some : all;
}

function isInternal(line: string): boolean {
  if (!frame.test(line)) return false;
  const foreign = ['node:internal/', ...ours];
  return foreign.some((place) => line.includes(place)) || resumption.test(line);
}

/** What else the error says: `code`, `path` and the like. (A RemoteError's stack has what was thrown there.) */
function fieldsOf(error: Error): string[] {
  const {
    errors: _,
    cause: __,
    remoteStack: ___,
    ...fields
  } = error as Error & Record<string, unknown>;
  if (Object.keys(fields).length === 0) return [];
  return inspect(fields)
    .split('\n')
    .map((line) => `    ${line}`);
}
