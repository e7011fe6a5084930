// Sees to it that no child process outlives this one, also if this one is killed and the child is stuck.
//
// A child ends when it sees the end of its pipe; one that is stuck in a loop does not see it. So one
// small shell stands beside us while we have children, in a process group of its own. It reads their
// ids from its standard input, whose end is our end, and kills what is left a second later.
// (docs/decisions/0021 says what else was tried. On Windows children end with their parent anyway.)

import type { ChildProcess } from 'node:child_process';
import { report } from '../../kernel/index.ts';
import { inWords } from '../../wire/index.ts';

/** Lines come as `+ 123` and `- 123`. */
const script = `
pids=
while read -r sign pid; do
  rest=
  for p in $pids; do [ "$p" = "$pid" ] || rest="$rest $p"; done
  pids=$rest
  [ "$sign" = + ] && pids="$pids $pid"
done
[ -z "$pids" ] && exit 0
sleep 1
for p in $pids; do kill -9 "-$p" 2>/dev/null; done
`;

class Reaper {
  readonly #pids = new Set<number>();
  #shell: ChildProcess | null = null;
  #missing = false;

  add(pid: number): void {
    if (process.platform === 'win32' || this.#missing) return;
    this.#pids.add(pid);
    if (this.#shell === null) this.#start();
    else this.#tell('+', pid);
  }

  /** When nobody is left, the shell ends. */
  remove(pid: number): void {
    if (!this.#pids.delete(pid)) return;
    this.#tell('-', pid);
    if (this.#pids.size > 0) return;
    this.#shell?.stdin?.end();
    this.#shell = null;
  }

  #start(): void {
    const { spawn } = process.getBuiltinModule('node:child_process');
    const shell = spawn('/bin/sh', ['-c', script], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
      cwd: '/',
    });
    this.#shell = shell;
    shell.unref();
    (shell.stdin as unknown as { unref(): void } | null)?.unref();
    shell.stdin?.on('error', () => {});
    shell.once('error', (error) => this.#cannotStart(error));
    // Somebody has killed it.
    shell.once('exit', () => {
      if (this.#shell === shell && this.#pids.size > 0) this.#start();
    });
    for (const pid of this.#pids) this.#tell('+', pid);
  }

  #tell(sign: '+' | '-', pid: number): void {
    this.#shell?.stdin?.write(`${sign} ${pid}\n`);
  }

  #cannotStart(error: unknown): void {
    this.#missing = true;
    this.#shell = null;
    this.#pids.clear();
    report({
      kind: 'worker',
      message: `without /bin/sh a child process that is stuck outlives this one: ${inWords(error)}`,
      error,
    });
  }
}

export const reaper = new Reaper();
