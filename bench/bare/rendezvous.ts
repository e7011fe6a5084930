// The least that async/await can do: a hand-written channel of promises, without killing, timeouts,
// select, limits or fairness under error. The measure for what a wait costs in JavaScript.

const DONE = Promise.resolve();

export class BareChannel<T> {
  readonly #capacity: number;
  readonly #buffer: T[] = [];
  readonly #receivers: ((value: T) => void)[] = [];
  readonly #senders: { value: T; resume: () => void }[] = [];

  constructor(capacity = 0) {
    this.#capacity = capacity;
  }

  send(value: T): Promise<void> {
    const receiver = this.#receivers.shift();
    if (receiver !== undefined) {
      receiver(value);
      return DONE;
    }
    if (this.#buffer.length < this.#capacity) {
      this.#buffer.push(value);
      return DONE;
    }
    return new Promise((resume) => this.#senders.push({ value, resume }));
  }

  receive(): Promise<T> | T {
    if (this.#buffer.length > 0) {
      const value = this.#buffer.shift() as T;
      const sender = this.#senders.shift();
      if (sender !== undefined) {
        this.#buffer.push(sender.value);
        sender.resume();
      }
      return value;
    }
    const sender = this.#senders.shift();
    if (sender !== undefined) {
      sender.resume();
      return sender.value;
    }
    return new Promise((resume) => this.#receivers.push(resume));
  }
}
