// `op.map(f)`: the same wait, another result. `f` runs in the task that performs it, after it
// resumes, so no user code runs in another task's slice.

import { checkFunction } from './arguments.ts';
import { type Composite, composite } from './composite.ts';
import type { Coroutine, Operation, OperationBase } from './operation.ts';
import { Around, around } from './around.ts';
import { Wait, way } from './wait.ts';

export function map<T, U>(op: OperationBase<T>, f: (value: T) => U): Operation<U> {
  checkFunction('f', f);
  const inner = op.toWait();
  if (inner instanceof Wait) return new Wait(mapping as never, new Mapping(inner, f as never));
  return composite(mapped, [inner, f as (value: unknown) => unknown], {
    name: inner.describe(),
  }) as Operation<U>;
}

function* mapped(inner: Composite<unknown>, f: (value: unknown) => unknown): Coroutine<unknown> {
  return f(yield* inner);
}

class Mapping extends Around {
  readonly f: (value: unknown) => unknown;

  constructor(inner: Wait<unknown>, f: (value: unknown) => unknown) {
    super(inner);
    this.f = f;
  }
}

const mapping = way<Mapping>({
  ...around,
  take: ({ subject }) => {
    const { f } = subject;
    return f(subject.inner.take());
  },
  copy: ({ inner, f }) => new Mapping(inner.toWait(), f),
});
