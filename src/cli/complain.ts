// How failures reach the person in front of the screen: a mistake at the command line is one line,
// a failed program is its error with stack, causes and all. Both go to stderr.

import { readable } from './readable.ts';

/** A mistake of the caller: its message is all there is to say. */
export class UsageError extends Error {}

/** Tells what went wrong. */
export function complain(error: unknown): void {
  if (error instanceof UsageError) say(error.message);
  else console.error(readable(error));
}

/** One line on stderr, with the name of who speaks. */
export function say(line: string): void {
  console.error(`offshoot: ${line}`);
}
