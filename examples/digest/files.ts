// What a file is called, and why it could not be read.
//
// To the system a name is bytes, and they need not be UTF-8. So a path is a string of one character a
// byte (latin1): it compares as bytes do, it travels to a thread as it is, and nothing gets lost.

import type { Stats } from 'node:fs';
import { getSystemErrorMap } from 'node:util';

/** A file that could not be read, and why. */
export interface Failure {
  path: string;
  reason: string;
}

/** A path as a person typed it. */
export function pathOf(typed: string): string {
  return Buffer.from(typed, 'utf8').toString('latin1');
}

/** A path as the system wants it. */
export function bytesOf(path: string): Buffer {
  return Buffer.from(path, 'latin1');
}

/** A path for the eyes: no byte of it can move the cursor. */
export function shown(path: string): string {
  return bytesOf(path)
    .toString('utf8')
    .replace(/\p{Cc}/gu, '?');
}

/** What is there is not to be read: `message` is the reason. */
export class UnreadableError extends Error {}

/** Opening a fifo could wait for ever, reading a device never end. */
export function noRegularFile(stats: Stats): UnreadableError {
  return new UnreadableError(`no regular file, but a ${kindOf(stats)}`);
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'directory';
  if (stats.isFIFO()) return 'fifo';
  if (stats.isSocket()) return 'socket';
  return 'device';
}

/** Why a file could not be read. @throws what has nothing to do with the file: that is a fault of ours. */
export function reasonOf(error: unknown): string {
  if (error instanceof UnreadableError) return error.message;
  const { errno } = error as NodeJS.ErrnoException;
  const known = errno === undefined ? undefined : getSystemErrorMap().get(errno);
  if (known === undefined) throw error;
  return known[1];
}
