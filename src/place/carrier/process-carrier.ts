// Starts child processes, and carries messages over two pipes of their own: the child reads from file
// descriptor 3, and writes to 4. With one for both, a message that could not be sent to a child that has
// died would lose what the child had said last: who had begun what. What it prints goes where ours goes.
//
// A child stands in a process group of its own. So Ctrl-C reaches the parent alone, which ends its
// children in order; and a hard end takes along what the child has started. What keeps children from
// outliving us: docs/decisions/0021 and reaper.ts.

import type { ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { type PipeLink, pipeLink } from '../../wire/index.ts';
import type { Carrier, Exit, Listener, StartOptions } from './carrier.ts';
import { entryArguments } from '../home.ts';
import { environment, inheritedFlags, loadingFlags } from './loading.ts';
import { type FromWorker, MAX_FRAME, type Start, type ToWorker } from '../protocol.ts';
import { reaper } from './reaper.ts';

/** So long a process whose pipe has ended has to end, too, in milliseconds. */
const AFTER_PIPE_MS = 1000;

/** Starts a child process. */
export function startProcess(start: Start, options: StartOptions, listener: Listener): Carrier {
  const { spawn } = process.getBuiltinModule('node:child_process');
  const child = spawn(process.execPath, flags(options), {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
    cwd: options.cwd,
    env: options.env === undefined ? process.env : environment(options.env),
  });
  const running = new Running(child, pipeTo(child, start.name), listener);
  running.post({ is: 'start', start });
  return running;
}

/** If it could not be started at all, there is no pipe; the child tells why in a moment. */
function pipeTo({ stdio }: ChildProcess, name: string): PipeLink {
  const { PassThrough } = process.getBuiltinModule('node:stream');
  const [, , , output, input] = (stdio as ChildProcess['stdio'] | undefined) ?? [];
  const halves = {
    input: (input as Duplex | undefined) ?? new PassThrough(),
    output: (output as Duplex | undefined) ?? new PassThrough(),
  };
  return pipeLink(halves, { name: `the pipe to ${name}`, maxFrame: MAX_FRAME });
}

class Running implements Carrier {
  readonly form = 'bytes';
  readonly #child: ChildProcess;
  readonly #link: PipeLink;
  readonly #listener: Listener;
  #exit: Exit | null = null;
  #drained = false;
  /** What the process has said last was no message: that is told with how it ended. */
  #torn: unknown = undefined;

  constructor(child: ChildProcess, link: PipeLink, listener: Listener) {
    this.#child = child;
    this.#link = link;
    this.#listener = listener;
    if (child.pid !== undefined) reaper.add(child.pid);
    child.on('error', (error) => this.#exited({ code: null, signal: null, error }));
    child.once('exit', (code, signal) => this.#exited({ code, signal, error: undefined }));
    child.unref();
    link.listen({
      received: (message) => listener.received(message as FromWorker),
      closed: (error) => this.#pipeEnded(error),
    });
  }

  /** At once: who posts may be about to compute for long. */
  post(message: ToWorker, transfer?: readonly ArrayBuffer[]): void {
    this.#link.post(message, transfer);
    this.#link.flush();
  }

  hold(alive: boolean): void {
    if (alive) this.#child.ref();
    else this.#child.unref();
    this.#link.hold(alive);
  }

  terminate(): void {
    const { pid } = this.#child;
    if (this.#exit !== null || pid === undefined) return;
    this.hold(true);
    try {
      process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
    } catch {
      // It has ended by itself, and we have not been told yet.
    }
  }

  #exited(exit: Exit): void {
    if (this.#exit !== null) return;
    this.#exit = exit;
    if (this.#child.pid === undefined) this.#link.close();
    else reaper.remove(this.#child.pid);
    this.#endWhenDrained();
  }

  #pipeEnded(error: unknown): void {
    this.#drained = true;
    if (this.#link.torn) this.#torn = error;
    this.#endWhenDrained();
    // It is ending, as a rule; but one that has only lost its pipe is of no use any more.
    if (this.#exit === null && error !== undefined)
      setTimeout(() => this.terminate(), AFTER_PIPE_MS).unref();
  }

  /** What a process has said before it died may still be in the pipe. */
  #endWhenDrained(): void {
    const couldNotStart = this.#child.pid === undefined;
    if (this.#exit === null || !(this.#drained || couldNotStart)) return;
    const { unreadable } = this.#link;
    this.#listener.ended({ ...this.#exit, error: this.#exit.error ?? this.#torn, unreadable });
  }
}

function flags({ execArgv, memoryMb }: StartOptions): string[] {
  const { execArgv: ours } = process;
  const own = execArgv === undefined ? inheritedFlags(ours) : [...loadingFlags(ours), ...execArgv];
  const memory = memoryMb === undefined ? [] : [`--max-old-space-size=${memoryMb}`];
  return [...own, ...memory, ...entryArguments()];
}
