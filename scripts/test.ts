// npm test [-- [--node=22] [--only=PATTERN] [--patient] [FILE, FOLDER or GLOB ...]]
//
// Node's test runner over what is named, or over all tests; --only takes a part of a test's title.
// What hangs fails: a test after two minutes, the whole after fifteen; what still ran is named. A test
// that never leaves its thread, or what it left running, is stopped only with the whole.
// --patient takes both limits away.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nodePath } from './nodes.ts';

const longestTestMs = 120_000;
const longestRunMs = 900_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: 'string' },
    only: { type: 'string' },
    patient: { type: 'boolean', default: false },
  },
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
if (!values.patient) flags.push(`--test-timeout=${longestTestMs}`);
if (values.only !== undefined) flags.push(`--test-name-pattern=${values.only}`);
const named = positionals.length > 0 ? positionals : ['test'];
const node = values.node === undefined ? process.execPath : nodePath(values.node);
const { status, error } = spawnSync(node, [...flags, ...named.map(asGlob)], {
  cwd: root,
  stdio: 'inherit',
  // The runner answers an interrupt with the names of what is running, and its summary.
  ...(values.patient ? {} : { timeout: longestRunMs, killSignal: 'SIGINT' }),
});
if (error) console.error(`the tests were interrupted: ${error.message}`);
process.exitCode = status ?? 1;
