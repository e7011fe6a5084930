import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('a link that is waited at keeps its program alive, idle ones do not', async () => {
  const program = fileURLToPath(new URL('../programs/wire-idle.ts', import.meta.url));
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
  const { promise, resolve } = Promise.withResolvers<unknown[]>();
  const flags = ['--conditions=offshoot-source', program];
  execFile(process.execPath, flags, { env, timeout: 30_000 }, (error, stdout) =>
    resolve([error?.code ?? 0, stdout.trim()]),
  );
  assert.deepEqual(await promise, [0, "{ from: 'the thread' }\nended, open: true"]);
});
