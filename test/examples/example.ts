// Runs an example as a user does, and gives the lines that it prints.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { Offshoot } from '../programs/cli-offshoot.ts';

/** What `offshoot run examples/FILE` prints; it must end well and complain of nothing. */
export async function linesOf(file: string): Promise<string[]> {
  const path = fileURLToPath(new URL(`../../examples/${file}`, import.meta.url));
  const { code, signal, stdout, stderr } = await new Offshoot(['run', path]).ended;
  assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' }, stdout);
  return stdout.trimEnd().split('\n');
}
