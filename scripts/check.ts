// npm run check [-- STAGE ...]: everything that must hold, in stages. CI runs all of them and nothing else.
//
// Every stage runs even when an earlier one failed, so that one run tells all that is wrong.
// The tests come last: their summary closes the output.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const stages: Record<string, string[]> = {
  'set-up': ['run', '-s', 'setup'],
  format: ['run', '-s', 'format:check'],
  lint: ['run', '-s', 'lint'],
  types: ['run', '-s', 'types'],
  'dead code': ['exec', '--', 'knip'],
  'rules on Node 22': ['run', '-s', 'test:22'],
  'rules on Node 24': ['run', '-s', 'test:24'],
  tests: ['run', '-s', 'test'],
};

const root = fileURLToPath(new URL('..', import.meta.url));
const { positionals } = parseArgs({ allowPositionals: true });
const took: string[] = [];
const failed: string[] = [];

function runStage(name: string, npmArguments: string[]): void {
  console.log(`\n── ${name}`);
  const began = performance.now();
  const npm = process.env.npm_execpath;
  const options = { cwd: root, stdio: 'inherit' } as const;
  const { status } = npm
    ? spawnSync(process.execPath, [npm, ...npmArguments], options)
    : spawnSync('npm', npmArguments, options);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  if (status !== 0) failed.push(name);
  took.push(`  ${status === 0 ? 'ok    ' : 'FAILED'} ${seconds.padStart(6)} s  ${name}`);
}

for (const [name, npmArguments] of Object.entries(stages)) {
  if (positionals.length === 0 || positionals.includes(name)) runStage(name, npmArguments);
}

console.log(`\n${took.join('\n')}`);
console.log(`stages: ${took.length - failed.length} passed, ${failed.length} failed`);
if (failed.length > 0) process.exitCode = 1;
