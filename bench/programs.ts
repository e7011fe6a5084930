// How a contestant becomes a command: ours from the packed package, Go and Erlang compiled, Python as
// it is, libraries from bench/peers. What is not installed is said, and does not stop the others.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pinned } from './machine.ts';
import type { Contestant } from './rows.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
const build = join(folder, 'peers/build');

/** What can be run, and what is to be known of it. */
export interface Program {
  command: string[];
  env: Record<string, string>;
  version: string;
  /** SHA-256 of the program and of what it shares with its neighbours. */
  sha256: string;
}

/** The program of a contestant, or why there is none. */
export function prepare(contestant: Contestant): Program | { missing: string } {
  const { program, variant, count, cores } = contestant;
  const file = join(folder, program);
  const made = make(contestant, file);
  if ('missing' in made) return made;
  const args = [...made.command, variant, String(count)];
  const command = cores === 'one' ? pinned(args, 0) : args;
  return { env: {}, ...made, command, sha256: hashOf([file, ...made.shared]) };
}

/** Our version and commit, as the results have them. */
export function ourVersion(): string {
  return staged().version;
}

/** A peer that this machine cannot compile is missing; ours must do. */
function make(contestant: Contestant, file: string): Made {
  try {
    return makers[contestant.kind](contestant, file);
  } catch (error) {
    if (contestant.kind === 'ours') throw error;
    console.error(error);
    return { missing: 'could not be compiled' };
  }
}

type Made =
  | { command: string[]; version: string; shared: string[]; env?: Record<string, string> }
  | { missing: string };

/** What the programs of Node share: it goes along with ours. */
export const shared = [
  'connected.ts',
  'measure.ts',
  'memory.ts',
  'delays.ts',
  'echo.ts',
  'machine.ts',
  'places.ts',
  'receive.ts',
  'sender.ts',
  'tree.ts',
].map((name) => join(folder, name));

const makers: Record<Contestant['kind'], (contestant: Contestant, file: string) => Made> = {
  ours({ program }) {
    const { stage, version } = staged();
    const command = [process.execPath, join(stage, program)];
    return { command, version, shared };
  },
  bare(_, file) {
    return { command: [process.execPath, file], version: process.version, shared };
  },
  npm({ library = '' }, file) {
    const manifest = join(folder, 'peers/node_modules', library, 'package.json');
    if (!existsSync(manifest)) return { missing: 'not installed: npm run bench:setup' };
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    return { command: [process.execPath, file], version, shared };
  },
  go({ cores }, file) {
    const version = firstLine('go', 'version')?.split(' ')[2]?.replace('go', '');
    if (version === undefined) return { missing: 'not installed: apt-get install golang-go' };
    const measure = join(dirname(file), 'measure.go');
    const binary = join(build, `${basename(file, '.go')}-${hashOf([file, measure]).slice(0, 12)}`);
    if (!existsSync(binary)) {
      compile('go', 'build', '-o', binary, file, measure);
    }
    const env: Record<string, string> = cores === 'one' ? { GOMAXPROCS: '1' } : {};
    return { command: [binary], version, shared: [measure], env };
  },
  python(_, file) {
    const version = firstLine('python3', '--version')?.replace('Python ', '');
    if (version === undefined) return { missing: 'not installed: apt-get install python3' };
    const measure = join(dirname(file), 'measure.py');
    const env = { PYTHONDONTWRITEBYTECODE: '1' };
    return { command: ['python3', file], version, shared: [measure], env };
  },
  erlang({ cores }, file) {
    const release = "io:format('~s', [erlang:system_info(otp_release)]), halt().";
    const version = firstLine('erl', '-noshell', '-eval', release);
    if (version === undefined) return { missing: 'not installed: apt-get install erlang-base' };
    const measure = join(dirname(file), 'measure.erl');
    compile('erlc', '-o', build, file, measure);
    const schedulers = cores === 'one' ? ['+S', '1'] : [];
    const idle = ['+sbwt', 'none', '+sbwtdcpu', 'none', '+sbwtdio', 'none'];
    const flags = ['-noshell', ...schedulers, ...idle, '+P', '3000000', '-pa', build];
    const command = ['erl', ...flags, '-run', basename(file, extname(file)), 'main'];
    return { command, version: `OTP ${version}`, shared: [measure] };
  },
};

function firstLine(command: string, ...args: string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim().split('\n')[0] : undefined;
}

function compile(command: string, ...args: string[]): void {
  mkdirSync(build, { recursive: true });
  run(root, command, ...args);
}

function run(cwd: string, command: string, ...args: string[]): string {
  const { GOFLAGS: _, ...inherited } = process.env;
  const env = { ...inherited, GO111MODULE: 'off', GOCACHE: join(build, 'cache') };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`);
  return stdout;
}

function hashOf(files: string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}

let stage: { stage: string; version: string } | undefined;

/** A project with our package as its users get it, and the programs that import it. Made once. */
function staged(): { stage: string; version: string } {
  if (stage !== undefined) return stage;
  const path = mkdtempSync(join(tmpdir(), 'offshoot-bench-'));
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  // With a listener an interrupt does not end the process before that.
  process.once('SIGINT', () => process.exit(130));
  const packed = npm(path, 'pack', root, '--json', '--pack-destination', path);
  const [{ filename, version }] = Object.values(
    JSON.parse(packed.slice(packed.search(/^[[{]/m))),
  ) as [{ filename: string; version: string }];
  const manifest = { name: 'bench', private: true, type: 'module' };
  writeFileSync(join(path, 'package.json'), JSON.stringify(manifest));
  npm(path, 'install', '--offline', '--ignore-scripts', '--no-audit', `./${filename}`);
  cpSync(join(folder, 'ours'), join(path, 'ours'), { recursive: true });
  for (const file of shared) cpSync(file, join(path, basename(file)));
  stage = { stage: path, version: `${version}, ${commit()}` };
  return stage;
}

/** Which commit the package was made of, and whether the sources had been changed since. */
function commit(): string {
  const head = firstLine('git', '-C', root, 'rev-parse', '--short', 'HEAD');
  if (head === undefined) return 'no commit';
  return firstLine('git', '-C', root, 'status', '--porcelain', 'src')
    ? `${head} and changes`
    : head;
}

function npm(cwd: string, ...args: string[]): string {
  const path = process.env['npm_execpath'];
  return path ? run(cwd, process.execPath, path, ...args) : run(cwd, 'npm', ...args);
}
