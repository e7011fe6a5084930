import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('a test that leaves a program, a timer or a thread running fails, and says which', () => {
  const fixture = fileURLToPath(new URL('fixtures/leaky.ts', import.meta.url));
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const flags = ['--conditions=offshoot-source', '--test-reporter=tap', fixture];
  const { stdout } = spawnSync(process.execPath, flags, { env, encoding: 'utf8' });
  const lines = stdout.matchAll(/^(?:ok|not ok) \d+ - .+$|the test left running: [^'\n]+/gm);
  assert.deepEqual(
    [...lines].map(([line]) => line),
    [
      'ok 1 - tidy',
      'not ok 2 - leaves a program',
      'the test left running: program "forgotten" with 1 task, 1 × Timeout',
      'not ok 3 - leaves a timer',
      'the test left running: 1 × Timeout',
      'not ok 4 - leaves a thread',
      'the test left running: 1 × MessagePort',
    ],
  );
});
