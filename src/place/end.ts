// An end that is reached once: of a pool, of a place. While somebody waits for it, it keeps the event
// loop alive; otherwise an idle worker never does.

import { type Operation, Wait, WaitList, way } from '../kernel/index.ts';

export class End<T> {
  readonly what: string;
  reached: { value: T } | null = null;
  readonly waiting = new WaitList();
  readonly #changed: () => void;

  /** `changed` is called when the first one begins to wait, and when the last one has left. */
  constructor(what: string, changed: () => void) {
    this.what = what;
    this.#changed = changed;
  }

  get awaited(): boolean {
    return !this.waiting.empty;
  }

  reach(value: T): void {
    if (this.reached !== null) return;
    this.reached = { value };
    const { awaited } = this;
    this.waiting.completeAll();
    if (awaited) this.#changed();
  }

  /** Waits for it. Primitive. */
  wait(): Operation<T> {
    return new Wait(ending, this as End<unknown>) as Operation<unknown> as Operation<T>;
  }

  join(wait: Wait<unknown>): void {
    this.waiting.add(wait);
    this.#changed();
  }

  leave(wait: Wait<unknown>): void {
    this.waiting.remove(wait);
    this.#changed();
  }
}

const ending = way<End<unknown>>({
  attempt: ({ subject }) => subject.reached !== null,
  enlist: (wait) => wait.subject.join(wait),
  withdraw: (wait) => wait.subject.leave(wait),
  take: ({ subject }) => subject.reached!.value,
  describe: ({ subject }) => `the end of ${subject.what}`,
});
