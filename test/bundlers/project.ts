// A project of a user's: a folder in which Offshoot is installed as it is published, and the commands
// of the bundlers can be run.
import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodePath } from '../../scripts/nodes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tools = join(root, 'tools/bundlers/node_modules');

/** The versions of Node on which a result is tried. */
export const majors = ['22', '24', '26'];

/** The file behind a command of a package of tools/bundlers. */
export function commandOf(name: string): string {
  const folder = join(tools, name);
  if (!existsSync(folder)) throw new Error(`no ${name} in tools/bundlers: run \`npm run setup\``);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : Object.values<string>(bin)[0]!);
}

export interface Result {
  ok: boolean;
  /** Without the end of its last line. */
  stdout: string;
  stderr: string;
}

export class Project {
  readonly folder: string;
  /** Of its commands, besides ours. */
  environment: Record<string, string> = {};

  constructor(folder: string) {
    this.folder = folder;
  }

  /** A new one, in a folder whose name holds this one. Call `install` before anything else. */
  static named(name: string): Project {
    return new Project(realpathSync(mkdtempSync(join(tmpdir(), `offshoot ${name} `))));
  }

  /** A folder of it, as a project of its own. */
  in(folder: string): Project {
    return new Project(join(this.folder, folder));
  }

  /** Installs Offshoot, and Vite, which configuration files import. */
  async install(): Promise<void> {
    this.write('package.json', JSON.stringify({ name: 'user', private: true, type: 'module' }));
    const offshoot = join(this.folder, 'node_modules/offshoot');
    mkdirSync(offshoot, { recursive: true });
    copyFileSync(join(root, 'package.json'), join(offshoot, 'package.json'));
    const out = `--out=${join(offshoot, 'dist')}`;
    await this.succeed(process.execPath, join(root, 'scripts/build.ts'), out);
    symlinkSync(join(tools, 'vite'), join(this.folder, 'node_modules/vite'), 'junction');
  }

  write(file: string, text: string): void {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  remove(file = '.'): void {
    rmSync(join(this.folder, file), { recursive: true, force: true });
  }

  /** Runs a command, without colours and without the options of this process. */
  run(command: string, ...args: string[]): Promise<Result> {
    const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, FORCE_COLOR: ___, ...others } = process.env;
    const env = { ...others, NO_COLOR: '1', ...this.environment };
    return new Promise((resolve) => {
      const options = { cwd: this.folder, env, timeout: 60_000 };
      execFile(command, args, options, (error, stdout, stderr) =>
        resolve({ ok: error === null, stdout: stdout.trimEnd(), stderr }),
      );
    });
  }

  /** The same, for what it prints; what fails does so with all that it said. */
  async succeed(command: string, ...args: string[]): Promise<string> {
    const { ok, stdout, stderr } = await this.run(command, ...args);
    if (!ok) throw new Error(`${command} ${args.join(' ')}\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** A command of tools/bundlers. */
  tool(name: string, ...args: string[]): Promise<string> {
    const file = commandOf(name);
    // esbuild puts its program where its script was, if it may.
    const isScript = readFileSync(file, 'latin1').startsWith('#!');
    return isScript ? this.succeed(process.execPath, file, ...args) : this.succeed(file, ...args);
  }

  node(major: string, ...args: string[]): Promise<Result> {
    return this.run(nodePath(major), ...args);
  }

  /** What each Node prints. */
  async onEachNode(...args: string[]): Promise<string[]> {
    const printed: string[] = [];
    for (const major of majors) printed.push(await this.succeed(nodePath(major), ...args));
    return printed;
  }
}
