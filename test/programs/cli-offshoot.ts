// Runs the `offshoot` command as a subprocess, on programs that a test writes down.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = join(root, 'src/cli/main.ts');
const safetyMs = 60_000;

export type Ended = {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
};

/** A folder for programs; it stands in the checkout, so that they find the package. */
export class Programs {
  readonly folder: string;

  constructor() {
    mkdirSync(join(root, '.scratch'), { recursive: true });
    this.folder = mkdtempSync(join(root, '.scratch/cli-'));
  }

  /** Writes a program, and gives its path. */
  write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** The command under way: what it printed so far, and its end. */
export class Offshoot {
  stdout = '';
  stderr = '';
  readonly ended: Promise<Ended>;
  readonly #child;
  #heard = (): void => {};

  constructor(args: readonly string[], flags: readonly string[] = []) {
    const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
    const all = ['--conditions=offshoot-source', ...flags, main, ...args];
    const child = spawn(process.execPath, all, {
      env,
      timeout: safetyMs,
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stdout.setEncoding('latin1').on('data', (text: string) => this.#hear('stdout', text));
    child.stderr.setEncoding('latin1').on('data', (text: string) => this.#hear('stderr', text));
    const { promise, resolve } = Promise.withResolvers<Ended>();
    child.on('close', (code, signal) => {
      this.#heard();
      resolve({ code, signal, stdout: this.stdout, stderr: this.stderr });
    });
    this.ended = promise;
  }

  #hear(stream: 'stdout' | 'stderr', text: string): void {
    this[stream] += text;
    this.#heard();
  }

  /** Waits until it has printed this, or has ended. */
  async printed(text: string): Promise<void> {
    while (!`${this.stdout}${this.stderr}`.includes(text) && this.#child.exitCode === null) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#heard = resolve;
      await promise;
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }
}

/** Runs the command to its end. */
export function offshoot(...args: string[]): Promise<Ended> {
  return new Offshoot(args).ended;
}

/** Makes a named pipe; Node has no call for it. */
export function makeFifo(path: string): void {
  spawnSync('sh', ['-c', 'mkfifo "$0"', path]);
}
