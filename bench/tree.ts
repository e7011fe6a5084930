// A tree of files, warm in the system's memory, and the digest of each: sizes from 64 KiB to 448 KiB.
import { createHash } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = 16;

/** Writes a tree of `n` files; it goes with the process. */
export function plantTree(n: number): string[] {
  const root = mkdtempSync(join(tmpdir(), 'offshoot-bench-tree-'));
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  return Array.from({ length: n }, (_, i) => {
    const folder = join(root, String(i % folders));
    mkdirSync(folder, { recursive: true });
    const path = join(folder, String(i));
    writeFileSync(path, Buffer.alloc((64 + ((i * 97) % 385)) * 1024, `file ${i}`));
    return path;
  });
}

/** One for each thread: memory that is new for each file would be handed out page by page. */
const chunk = Buffer.allocUnsafeSlow(64 * 1024);

/** The SHA-512 of a file. */
export function digestOf(path: string): string {
  const hash = createHash('sha512');
  const file = openSync(path, 'r');
  try {
    for (let n = readSync(file, chunk); n > 0; n = readSync(file, chunk))
      hash.update(chunk.subarray(0, n));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}

/** One digest for all. */
export function digestOfAll(digests: string[]): string {
  return createHash('sha512').update(digests.join('')).digest('hex');
}
