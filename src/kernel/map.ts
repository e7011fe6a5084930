// `op.map(f)`: the same wait, another result. `f` runs in the task that performs it, after it
// resumes, so no user code runs in another task's slice.

import { checkFunction } from './arguments.ts';
import { type Composite, composite } from './composite.ts';
import { type Coroutine, type Operation, OperationBase } from './operation.ts';
import { Group, release, Wait } from './wait.ts';

export function map<T, U>(op: OperationBase<T>, f: (value: T) => U): Operation<U> {
  checkFunction('f', f);
  const inner = op.toWait();
  return inner instanceof Wait ? new Mapped(inner, f) : composite(mapped, [inner, f]);
}

function* mapped<T, U>(inner: Composite<T>, f: (value: T) => U): Coroutine<U> {
  return f(yield* inner);
}

class Mapped<T, U> extends Group<U> {
  #inner: Wait<T>;
  readonly #f: (value: T) => U;

  constructor(inner: Wait<T>, f: (value: T) => U) {
    super();
    this.#inner = inner;
    this.#f = f;
  }

  attempt(): boolean {
    this.#inner = this.#inner.toWait();
    return this.#inner.attempt();
  }

  enlist(): void {
    this.#inner.begin(this);
  }

  withdraw(): void {
    release(this.#inner);
  }

  override discard(): void {
    release(this.#inner);
  }

  woken(): void {
    this.wake();
  }

  override take(): U {
    this.reset();
    const f = this.#f;
    return f(this.#inner.take());
  }

  copy(): Wait<U> {
    return new Mapped(this.#inner.toWait(), this.#f);
  }

  describe(): string {
    return this.#inner.describe();
  }
}
