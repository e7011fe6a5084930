// Out of memory: what a place takes along. `npm run memory` tries all the ways.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../programs/place-memory.ts', import.meta.url));

function fill(kind: string, way: string): Promise<{ code: unknown; said: string }> {
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
  const flags = ['--conditions=offshoot-source', program, kind, way];
  return new Promise((resolve) => {
    execFile(process.execPath, flags, { env }, (error, stdout) =>
      resolve({ code: error?.code ?? error?.signal ?? 0, said: stdout.trim() }),
    );
  });
}

test('a process contains what grows in one piece, which would end the program from a thread', async () => {
  const { code, said } = await fill('process', 'map');
  assert.equal(code, 0);
  // Some versions of Node end with a trap.
  assert.match(said, /^WorkerLostError SIG(ABRT|TRAP|ILL)$/);
});

test('a growing map on a thread ends the thread or the whole program', async () => {
  const { code, said } = await fill('thread', 'map');
  if (code === 0) assert.equal(said, 'WorkerLostError ERR_WORKER_OUT_OF_MEMORY');
  else assert.equal(said, '');
});
