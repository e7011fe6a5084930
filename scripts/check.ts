// npm run check [-- STAGE ...]: everything that must hold, in stages. CI runs all of them and nothing else.
//
// Every stage runs even when an earlier one failed, so that one run tells all that is wrong.
// The last lines say how long each took, and how many checks passed: tests, and stages without tests.
import {
  spawn,
  type SpawnOptionsWithStdioTuple,
  type StdioNull,
  type StdioPipe,
} from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, stripVTControlCharacters } from 'node:util';

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

type Stage = { name: string; ok: boolean; seconds: number; passed: number; failed: number };

/** Runs npm, shows what it prints, and gives its exit code and that output. */
async function runNpm(npmArguments: string[]): Promise<{ ok: boolean; output: string }> {
  const npm = process.env.npm_execpath;
  const env = process.stdout.isTTY ? { ...process.env, FORCE_COLOR: '1' } : process.env;
  const options: SpawnOptionsWithStdioTuple<StdioNull, StdioPipe, StdioNull> = {
    cwd: root,
    env,
    stdio: ['inherit', 'pipe', 'inherit'],
  };
  const child = npm
    ? spawn(process.execPath, [npm, ...npmArguments], options)
    : spawn('npm', npmArguments, options);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject).once('close', resolve);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    process.stdout.write(text);
    output += text;
  });
  return { ok: (await promise) === 0, output: stripVTControlCharacters(output) };
}

/** A number of the test runner's summary; undefined where no tests ran. */
function counted(output: string, word: string): number | undefined {
  const line = output.match(new RegExp(`^ℹ ${word} (\\d+)$`, 'm'));
  return line ? Number(line[1]) : undefined;
}

async function runStage(name: string, npmArguments: string[]): Promise<Stage> {
  console.log(`\n── ${name}`);
  const began = performance.now();
  const { ok, output } = await runNpm(npmArguments);
  const seconds = (performance.now() - began) / 1000;
  const passed = counted(output, 'pass') ?? (ok ? 1 : 0);
  const failed = (counted(output, 'fail') ?? 0) + (counted(output, 'cancelled') ?? 0);
  return { name, ok, seconds, passed, failed: ok ? 0 : Math.max(1, failed) };
}

function lineOf({ name, ok, seconds, passed }: Stage): string {
  const tests = passed > 1 ? `, ${passed} tests passed` : '';
  return `  ${ok ? 'ok    ' : 'FAILED'} ${seconds.toFixed(1).padStart(6)} s  ${name}${tests}`;
}

const done: Stage[] = [];
for (const [name, npmArguments] of Object.entries(stages)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  done.push(await runStage(name, npmArguments));
}

const sum = (number: (stage: Stage) => number) => done.reduce((all, one) => all + number(one), 0);
console.log(`\n${done.map(lineOf).join('\n')}`);
console.log(`  all in ${sum((stage) => stage.seconds).toFixed(1)} s`);
console.log(
  `checks: ${sum((stage) => stage.passed)} passed, ${sum((stage) => stage.failed)} failed`,
);
if (done.some((stage) => !stage.ok)) process.exitCode = 1;
