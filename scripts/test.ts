// npm test [-- [--node=22] [--only=PATTERN] [FILE, FOLDER or GLOB ...]]
//
// Node's test runner over what is named, or over all tests; --only takes a part of a test's title.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nodePath } from './nodes.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { node: { type: 'string' }, only: { type: 'string' } },
});

/** The runner takes files and globs; a person also names a folder. */
function asGlob(path: string): string {
  return path.endsWith('.ts') ? path : `${path.replace(/\/$/, '')}/**/*.test.ts`;
}

const flags = [
  '--conditions=offshoot-source',
  '--test',
  '--test-concurrency=2',
  '--test-reporter=spec',
];
if (values.only !== undefined) flags.push(`--test-name-pattern=${values.only}`);
const named = positionals.length > 0 ? positionals : ['test'];
const node = values.node === undefined ? process.execPath : nodePath(values.node);
const { status } = spawnSync(node, [...flags, ...named.map(asGlob)], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
