import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('a test that leaves a program, a timer or a thread running fails, and says which', () => {
  const fixture = fileURLToPath(new URL('fixtures/leaky.ts', import.meta.url));
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const flags = ['--conditions=offshoot-source', '--test-reporter=tap', fixture];
  const { stdout } = spawnSync(process.execPath, flags, { env, encoding: 'utf8' });
  const results = [...stdout.matchAll(/^(ok|not ok) \d+ - (.+)$/gm)].map(([, ok, title]) => [
    ok,
    title,
  ]);
  const reasons = [...stdout.matchAll(/the test left running: ([^'"\n]*)/g)].map(
    ([, what]) => what,
  );
  assert.deepEqual({ results, reasons }, {});
});
