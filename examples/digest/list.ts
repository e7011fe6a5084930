// Digests as `sha512sum` prints them.

import { type Operation, operation } from 'offshoot';
import type { Result } from './digest.ts';

const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };

/** One line of the list, or nothing for what could not be read. A name that would break the line is escaped, and a backslash before it says so. */
export function listLine(result: Result): string {
  if (!('sha512' in result)) return '';
  const { path, sha512 } = result;
  const name = path.replace(/[\\\n\r]/g, (character) => escapes[character]!);
  return `${name === path ? '' : '\\'}${sha512}  ${name}\n`;
}

/** Writes to stdout, byte for byte, and waits until it is through. @throws PipeClosedError if nobody reads any more. */
export function print(text: string): Operation<void> {
  return operation((resume, fail) => {
    const failed = (error: NodeJS.ErrnoException): void =>
      fail(error.code === 'EPIPE' ? new PipeClosedError() : error);
    process.stdout.once('error', failed);
    process.stdout.write(text, 'latin1', (error) => error ?? resume());
    return () => process.stdout.off('error', failed);
  });
}

/** Who read the list has enough of it: `... --list | head`. */
export class PipeClosedError extends Error {}
