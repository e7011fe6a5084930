// The work: the SHA-512 of some files, one after the other. A portable function: the pool starts it
// by its name on its threads, and whoever calls it gets the same here.
//
// It reads synchronously, because a thread of its own has nothing better to do. After each chunk it
// pauses: that is where a kill finds it, within half a millisecond of a file of any size.

import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type Coroutine, pause } from 'offshoot';
import { portable } from 'offshoot/place';
import { bytesOf, type Failure, noRegularFile, reasonOf } from './files.ts';

/** The digest of one file, in hexadecimal. */
export interface Digest {
  path: string;
  bytes: number;
  sha512: string;
}

export type Result = Digest | Failure;

/** Bytes hashed so far, counted by all threads in shared memory: `[0]` is the sum. */
export type Counter = BigInt64Array<SharedArrayBuffer>;

/** Small enough for the cache of a core. Nobody waits between filling and hashing it. */
const chunk = Buffer.allocUnsafeSlow(256 * 1024);

/** A fifo that took the place of a file must not hold us up. (Windows has neither.) */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The digests of these files; one that cannot be read comes back with the reason. */
export const digestFiles = portable(
  import.meta,
  function* digestFiles(paths: string[], counter: Counter): Coroutine<Result[]> {
    const results: Result[] = [];
    for (const path of paths) {
      try {
        const hash = createHash('sha512');
        const bytes = yield* readFile(path, counter, (data) => hash.update(data));
        results.push({ path, bytes, sha512: hash.digest('hex') });
      } catch (error) {
        results.push({ path, reason: reasonOf(error) });
      }
    }
    return results;
  },
);

/** Gives a file to `use`, chunk by chunk; returns its size. */
function* readFile(path: string, counter: Counter, use: (data: Buffer) => void): Coroutine<number> {
  const file = openSync(bytesOf(path), flags);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw noRegularFile(stats);
    let bytes = 0;
    for (let n = readSync(file, chunk); n > 0; n = readSync(file, chunk)) {
      use(chunk.subarray(0, n));
      bytes += n;
      Atomics.add(counter, 0, BigInt(n));
      yield* pause();
    }
    return bytes;
  } finally {
    closeSync(file);
  }
}

/** Reads these files and forgets them: they are in the system's file cache then. */
export const touchFiles = portable(
  import.meta,
  function* touchFiles(paths: string[], counter: Counter): Coroutine<Result[]> {
    const nothing = (): void => {};
    for (const path of paths) {
      try {
        yield* readFile(path, counter, nothing);
      } catch (error) {
        reasonOf(error);
      }
    }
    return [];
  },
);
