// Does something once, for all who ask.

import { type Coroutine, checkFunction, composite, type Operation } from '../kernel/index.ts';
import { perform, type RunBody } from './holding.ts';
import { Permits } from './permits.ts';

/** What a once says of itself. */
export interface OnceStatistics {
  name: string;
  state: 'new' | 'running' | 'done';
  waiting: number;
}

/**
 * The first caller runs its body; the others wait, and get its value. If it fails or is killed, only
 * it learns that, and the next in line runs its own body. A body that asks the same Once
 * waits for itself: DeadlockError.
 *
 * @example
 * import { Once, run } from 'offshoot';
 *
 * await run(function* () {
 *   const settings = new Once<string>();
 *   let reads = 0;
 *   const read = () => settings.run(() => `read ${++reads}`);
 *   return [yield* read(), yield* read()];
 * }) // => ['read 1', 'read 1']
 */
export class Once<T = void> {
  /** What it is called in messages. */
  name = 'once';
  readonly #turn = new Permits('once', this, { count: 1, limit: 1, owned: true, wait: 'run of' });
  #done: { value: T } | null = null;

  /** The value; runs `body` if there is none and nobody else does. Composite. */
  run(body: RunBody<T>): Operation<T> {
    checkFunction('body', body);
    return composite(() => this.#run(body), [], { name: `run of once "${this.name}"` });
  }

  statistics(): OnceStatistics {
    const { free, waiting } = this.#turn;
    const state = this.#done !== null ? 'done' : free === 0 ? 'running' : 'new';
    return { name: this.name, state, waiting: waiting.count() };
  }

  *#run(body: RunBody<T>): Coroutine<T> {
    if (this.#done !== null) return this.#done.value;
    const turn = yield* this.#turn.acquire(1);
    try {
      this.#done ??= { value: yield* perform(body) };
      return this.#done.value;
    } finally {
      turn.release();
    }
  }
}
