// Frames that are entered through something other than a generator of this realm.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { type Coroutine, type Operation, sleep } from 'offshoot';
import '../support/leaks.ts';
import { generatorPrototype, killedAt5 } from './killed.ts';

const nativeReturn = generatorPrototype.return;

afterEach(() => {
  assert.equal(generatorPrototype.return, nativeReturn, 'return is the native function again');
});

/** Delegates to an operation as a library might that knows nothing of `return`. */
function withoutReturn<T>(op: Operation<T>): Operation<T> {
  const inner = op[Symbol.iterator]();
  const outer = { [Symbol.iterator]: () => ({ next: () => inner.next() }) };
  return outer as Operation<unknown> as Operation<T>;
}

test('a frame whose delegate has no return is unwound, and its clean-up waits', async () => {
  const { steps, end } = await killedAt5(function* (step) {
    function* helper(): Generator<number> {
      try {
        yield 1;
      } finally {
        step('helper closed');
      }
    }
    try {
      yield* withoutReturn(sleep(10));
      step('went on');
    } finally {
      step('begin');
      // The kernel looks for frames through `return`; this loop uses it at the same time.
      for (const _ of helper()) break;
      yield* sleep(1);
      step('end');
    }
  });
  assert.deepEqual(steps, ['begin', 'helper closed', 'end']);
  assert.equal(end, 'killed: enough');
});

const helpers: Record<string, (gen: Generator<unknown, void>) => Iterable<unknown>> = {
  map: (gen) => gen.map((value) => value),
  filter: (gen) => gen.filter(() => true),
  take: (gen) => gen.take(1000),
  drop: (gen) => gen.drop(0),
  'Iterator.from': (gen) => Iterator.from(gen),
  'Iterator.from of an iterator that is none of ours': (gen) =>
    Iterator.from({ next: () => gen.next(), return: () => gen.return() } as Iterator<unknown>),
};

for (const [name, wrapped] of Object.entries(helpers)) {
  test(`a task that delegates through ${name} of an iterator can be killed, once`, async () => {
    const { steps, end } = await killedAt5(function* (step) {
      function* inner(): Coroutine<void> {
        try {
          yield* sleep(10);
          step('went on');
        } finally {
          step('inner cleans up');
        }
      }
      try {
        yield* wrapped(inner()) as Coroutine<void>;
        step('went on past it');
      } finally {
        step('outer cleans up');
        yield* sleep(1);
        step('outer is clean');
      }
    });
    // An iterator helper closes itself first: which of the two begins is its affair.
    assert.deepEqual(steps.toSorted(), ['inner cleans up', 'outer cleans up', 'outer is clean']);
    assert.equal(steps.at(-1), 'outer is clean');
    assert.equal(end, 'killed: enough');
  });
}

const foreign = runInNewContext(`(function* (op, step, cleanUp) {
  try {
    yield* op;
    step('foreign went on');
  } finally {
    step('foreign cleans up');
    if (cleanUp) yield* cleanUp;
    step('foreign is clean');
  }
})`) as (op: unknown, step: (what: string) => void, cleanUp?: unknown) => Coroutine<void>;

test('a generator of another realm is unwound, and the frame around it', async () => {
  const { steps, end } = await killedAt5(function* (step) {
    try {
      yield* foreign(sleep(10), step);
      step('went on past it');
    } finally {
      step('outer cleans up');
      yield* sleep(1);
      step('outer is clean');
    }
  });
  assert.deepEqual(steps, [
    'foreign cleans up',
    'foreign is clean',
    'outer cleans up',
    'outer is clean',
  ]);
  assert.equal(end, 'killed: enough');
});

test('a delegate of another realm that waits in its clean-up: the limit of what can be unwound', async () => {
  const { steps, end } = await killedAt5(function* (step) {
    try {
      yield* foreign(sleep(10), step, sleep(1));
      // Nobody can see that frame, so it gets a plain return, with effection's issue 1190.
      step('went on past it');
    } finally {
      yield* sleep(1);
      step('outer is clean');
    }
  });
  assert.deepEqual(steps, [
    'foreign cleans up',
    'foreign is clean',
    'went on past it',
    'outer is clean',
  ]);
  assert.equal(end, 'killed: enough');
});

test('a generator function of another realm is a body', async () => {
  const { steps, end } = await killedAt5((step) => foreign(sleep(10), step, sleep(1)));
  assert.deepEqual(steps, ['foreign cleans up', 'foreign is clean']);
  assert.equal(end, 'killed: enough');
});
