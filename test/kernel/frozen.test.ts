import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { nodePath } from '../../scripts/nodes.ts';

const program = fileURLToPath(new URL('frozen-program.ts', import.meta.url));

function played(major: string, ...flags: string[]): unknown {
  const all = ['--conditions=offshoot-source', '--no-warnings', ...flags, program];
  const { stdout, stderr } = spawnSync(nodePath(major), all, { encoding: 'utf8' });
  assert.equal(stderr, '');
  return JSON.parse(stdout);
}

const call = ['inner cleans up', 'inner is clean', 'outer is clean', 'killed'];

/** The two that are installed beside the pinned one, and the one that runs this. */
const majors = new Set(['22', '24', process.versions.node.split('.')[0]!]);

for (const major of majors) {
  test(`on Node ${major} a killed task is unwound frame by frame`, () => {
    assert.deepEqual(played(major), { call, delegate: call, caught: ['clean', 'killed'] });
  });

  // Where `return` cannot be replaced, frames inside a yield* are out of sight: a plain return is
  // all there is, and code behind a delegate whose clean-up waits does run.
  test(`on Node ${major} with frozen intrinsics a kill is a plain return`, () => {
    const delegate = ['inner cleans up', 'inner is clean', 'went on', 'outer is clean', 'killed'];
    const frozen = { call, delegate, caught: ['clean', 'killed'] };
    assert.deepEqual(played(major, '--frozen-intrinsics'), frozen);
  });
}
