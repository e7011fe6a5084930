// Errors that must not be lost: of clean-up beside what made it necessary, of children beside each
// other, of a child whose parent is killed before it could take them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  all,
  call,
  type Coroutine,
  defer,
  each,
  go,
  type Operation,
  pause,
  race,
  scope,
  select,
  sleep,
  using,
} from 'offshoot';
import '../support/leaks.ts';
import { killedAt5, performing } from './killed.ts';
import { failing, played, worker } from './played.ts';

/** The messages of an error and of all that it is made of, in order. */
function messages(error: unknown): string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(messages);
  return [error instanceof Error ? error.message : String(error)];
}

/** Fails after 5 ms. */
const fails = (message: string) => call(failing, 5, message);

/** Fails when it is killed. */
const dirty = (message: string) =>
  call(function* (): Coroutine<void> {
    try {
      yield* sleep(1000);
    } finally {
      yield* failing(0, message);
    }
  });

const dirtyAsync = (message: string) =>
  call(async () => {
    try {
      await sleep(1000);
    } finally {
      await call(failing, 0, message);
    }
  });

const undisposable = (): Operation<Disposable> =>
  sleep(0).map(() => ({
    [Symbol.dispose]() {
      throw new Error('dispose');
    },
  }));

/** A source that fails when it is left. */
const unleavable: AsyncIterable<number> = {
  [Symbol.asyncIterator]: () => ({
    next: () => Promise.resolve({ done: false, value: 1 }),
    return: () => Promise.reject(new Error('return')),
  }),
};

/** Operations that fail in several places, and all the errors in order. */
const several: Record<string, [() => Operation<unknown>, string[]]> = {
  'all, and the clean-up of another': [() => all([fails('A'), dirty('B')]), ['A', 'B']],
  'all, twice in one slice': [() => all([fails('A'), fails('B')]), ['A', 'B']],
  'race, and the clean-up of two': [
    () => race([fails('A'), dirty('B'), dirty('C')]),
    ['A', 'B', 'C'],
  ],
  'select, and the clean-up of an async one': [
    () => select({ a: fails('A'), b: dirtyAsync('B') }),
    ['A', 'B'],
  ],
  'the clean-up of two who have lost': [() => race([sleep(1), dirty('B'), dirty('C')]), ['B', 'C']],
  'using, and the disposer': [
    () => using(undisposable(), () => failing(5, 'body')),
    ['body', 'dispose'],
  ],
  'each, and the source that is left': [
    () => each(unleavable, () => failing(5, 'body')),
    ['body', 'return'],
  ],
};

for (const [what, [op, expected]] of Object.entries(several)) {
  test(`nothing hides what failed in ${what}`, async () => {
    const { error } = await played(performing(op));
    assert.deepEqual(messages(error), expected);
  });
}

test('a select that fails in the clean-up of a loser has waited for the others', async () => {
  const { steps, error } = await played(function* (step) {
    try {
      yield* race([sleep(1), dirty('B'), call(worker, step, 'slow', 30)]);
    } finally {
      step('race ends');
    }
  });
  assert.deepEqual(steps, ['slow is clean', 'race ends']);
  assert.deepEqual(messages(error), ['B']);
});

test('what the clean-up of an async body that was called throws is heard after a kill', async () => {
  const { end } = await killedAt5(performing(() => dirtyAsync('clean-up')));
  assert.equal(end, 'failed: clean-up, killed');
  const { error } = await played(performing(() => dirtyAsync('clean-up').timeout(5)));
  assert.equal(messages(error).includes('clean-up'), true);
});

test('an error that came before a deferred body is not lost when that is abandoned', async () => {
  const { end, reports } = await killedAt5(
    function* () {
      defer(function* () {
        yield* sleep(Infinity);
      });
      yield* failing(1, 'real');
    },
    { within: 5 },
  );
  assert.equal(end, 'failed: real, killed');
  assert.deepEqual(reports, ['abandoned']);
});

test('an error that a task of an abandoned scope had is not lost', async () => {
  const { error } = await killedAt5(
    function* () {
      yield* scope(function* (inside) {
        inside.go(failing, 2, 'real');
        yield* worker(() => {}, 'stuck', Infinity);
      });
    },
    { within: 5 },
  );
  assert.deepEqual(new Set(messages(error)), new Set(['real']));
});

/** Composites whose part fails in the very moment of the kill. */
const lateFailures: Record<string, () => Operation<unknown>> = {
  race: () => race([fails('child'), sleep(1000)]),
  select: () => select({ child: fails('child'), other: call(() => sleep(1000)) }),
  all: () => all([fails('child'), sleep(1000)]),
  'an async body that was called': () =>
    call(async () => {
      await sleep(5);
      throw new Error('child');
    }),
  'a generator body that was called': () => fails('child'),
};

for (const [what, op] of Object.entries(lateFailures)) {
  test(`a failure in ${what} is heard if its task is killed before it could take it`, async () => {
    const { error } = await played(function* () {
      const task = go(performing(op));
      yield* sleep(5);
      yield* pause();
      task.kill('enough');
      yield* task.outcome();
    });
    assert.deepEqual(messages(error), ['child']);
  });
}
