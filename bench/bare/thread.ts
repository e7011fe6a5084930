// A bare worker: one message a call, answers in the order of the calls; no errors, no limits, no kill.
import { Worker } from 'node:worker_threads';

export class BareThread<A, T> {
  readonly #worker: Worker;
  readonly #waiting: ((value: T) => void)[] = [];
  #next = 0;

  constructor(file: string, workerData: unknown = null) {
    this.#worker = new Worker(new URL(file, import.meta.url), { workerData });
    this.#worker.on('message', (value: T) => {
      this.#waiting[this.#next++]!(value);
      if (this.#next < this.#waiting.length) return;
      this.#waiting.length = this.#next = 0;
    });
  }

  call(argument: A, moved: ArrayBuffer[] = []): Promise<T> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#worker.postMessage(argument, moved);
    });
  }

  end(): Promise<number> {
    return this.#worker.terminate();
  }
}
