// How jobs in places of every kind tell a test how far they are: by files.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Coroutine, type Operation, sleep } from 'offshoot';

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

/** What an operation fails with. */
export function* failure(op: Operation<unknown>): Coroutine<unknown> {
  let value: unknown;
  try {
    value = yield* op;
  } catch (error) {
    return error;
  }
  assert.fail(`it gave ${String(value)}`);
}
