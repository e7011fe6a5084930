// How failures reach the person in front of the screen: a mistake at the command line is one line,
// a failed program is its error with stack, causes and all. Both go to stderr; the exit code is 1.

import { inspect } from 'node:util';
import { fileURLToPath } from 'node:url';

/** A mistake of the caller: its message is all there is to say. */
export class UsageError extends Error {}

/** Tells what went wrong, and makes the exit code 1. */
export function complain(error: unknown): void {
  if (error instanceof UsageError) say(`${error.message}; see: offshoot --help`);
  else console.error(readable(error));
  process.exitCode = 1;
}

/** One line on stderr, with the name of who speaks. */
export function say(line: string): void {
  console.error(`offshoot: ${line}`);
}

/** An error with its stack, causes and collected errors, without the frames that are not the user's. */
export function readable(error: unknown): string {
  const colors = process.stderr.isTTY === true && process.env['NO_COLOR'] === undefined;
  const all = inspect(error, { colors, depth: 4 }).split('\n');
  const some = all.filter((line) => !isInternal(line));
  // A fault of our own, or of Node, must not hide itself.
  return (some.some(isFrame) ? some : all).join('\n');
}

/** The folder of this package's code: `src` or `dist`. */
const ours = fileURLToPath(new URL('..', import.meta.url));

function isFrame(line: string): boolean {
  return /^\W*(\d+m)?at /.test(line.trimStart());
}

function isInternal(line: string): boolean {
  return isFrame(line) && (line.includes('node:internal/') || line.includes(ours));
}
