// A bare child process with Node's own messages, in JSON: one message a call, answers in the order of the
// calls; no errors, no limits, no kill.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export class BareProcess {
  readonly #child: ChildProcess;
  readonly #waiting: ((value: number) => void)[] = [];
  #next = 0;

  constructor(file: string) {
    this.#child = fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv: [] });
    this.#child.on('message', (value: number) => {
      this.#waiting[this.#next++]!(value);
      if (this.#next < this.#waiting.length) return;
      this.#waiting.length = this.#next = 0;
    });
  }

  call(x: number): Promise<number> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#child.send(x);
    });
  }

  async end(): Promise<void> {
    const exit = once(this.#child, 'exit');
    this.#child.disconnect();
    await exit;
  }
}
