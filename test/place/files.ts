// How jobs in places of every kind tell a test how far they are: by files.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Coroutine, sleep } from 'offshoot';

const folder = mkdtempSync(join(tmpdir(), 'offshoot-places-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
let files = 0;

/** A new file for a job to write to. */
export function newFile(): string {
  return join(folder, String(files++));
}

export function lines(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

/** Waits until the job has written `word`. */
export function* written(file: string, word = 'begun'): Coroutine<void> {
  while (!lines(file).includes(word)) yield* sleep(2);
}
