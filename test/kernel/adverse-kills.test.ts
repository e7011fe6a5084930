// A kill that comes in the middle of a slice: from a listener, from what takes a wait back, in the
// first lines of a body. It reaches its task at the next wait, and hurts nobody else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  call,
  channel,
  type Coroutine,
  currentTask,
  deadline,
  go,
  type Operation,
  operation,
  pause,
  type Scope,
  scope,
  sleep,
  type Task,
  until,
  using,
} from 'offshoot';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { killedAt5, performing } from './killed.ts';
import { failing, played, worker } from './played.ts';
import { ended, reasonOf } from './stage.ts';

/** Tasks whose kill kills another one, in the slice of whoever killed them. */
const accomplices: Record<string, (kill: () => void) => Coroutine<void>> = {
  *'a listener of its signal'(kill) {
    currentTask().signal.addEventListener('abort', kill);
    yield* sleep(1000);
  },
  *'the undo function of an operation'(kill) {
    yield* operation(() => kill);
  },
  *'the signal of until'(kill) {
    yield* until((signal) => {
      signal.addEventListener('abort', kill);
      return new Promise(() => {});
    });
  },
};

for (const [what, accomplice] of Object.entries(accomplices)) {
  test(`a task that is killed by ${what} of a task that it kills stops at its next wait`, async () => {
    const numbers = channel<number>(1);
    const { steps, result } = await played(function* (step) {
      const killer: { task?: Task<unknown> } = {};
      const other = go(accomplice, () => killer.task!.kill('by the other'));
      yield* pause();
      killer.task = go(function* () {
        other.kill('first');
        step('still in its slice');
        yield* numbers.send(1);
        step('went on');
      });
      return [ended(yield* killer.task.outcome()), ended(yield* other.outcome())];
    });
    assert.deepEqual(steps, ['still in its slice']);
    assert.deepEqual(result, ['killed: by the other', 'killed: first']);
    assert.equal(numbers.length, 0);
  });
}

test('an async body that kills its caller in its first lines is killed with it', async () => {
  const { steps, result } = await played(function* (step) {
    const parent = go(function* parent() {
      const me = currentTask();
      yield* call(async () => {
        me.kill('by its child');
        try {
          await sleep(20);
          step('went on');
        } finally {
          step('child is clean');
        }
      });
      step('parent went on');
    });
    const bystander = go(worker, step, 'bystander');
    const end = ended(yield* parent.outcome());
    yield* sleep(50);
    bystander.kill();
    return end;
  });
  assert.deepEqual(steps, ['child is clean', 'bystander is clean']);
  assert.equal(result, 'killed: by its child');
});

/** Bodies of a scope that kill it in their first lines. */
const suicides: Record<string, (inside: Scope) => Coroutine<void> | Promise<void>> = {
  *generator(inside) {
    inside.kill('no use');
    yield* sleep(Infinity);
  },
  async async(inside) {
    inside.kill('no use');
    await sleep(Infinity);
  },
};

/** What a scope's own kill made of it. */
const noUse = { name: 'KilledError', reason: 'no use' };

for (const [kind, body] of Object.entries(suicides)) {
  test(`a scope that its ${kind} body kills in its first lines ends at once`, async () => {
    await assert.rejects(runVirtually(body), noUse);
    await assert.rejects(
      runVirtually(() => scope(body)),
      noUse,
    );
  });
}

test('a scope that a plain body kills does not begin what the body gives back', async () => {
  const plain = (inside: Scope): Operation<void> => {
    inside.kill('no use');
    return sleep(Infinity);
  };
  await assert.rejects(
    runVirtually(() => scope(plain)),
    noUse,
  );
  await assert.rejects(runVirtually(plain), noUse);
});

test('a map around what using opens runs in the slice of its own task, also after a kill', async () => {
  const things = channel<string>();
  const { steps, result } = await played(function* (step) {
    const resource = (thing: string) => ({
      [Symbol.dispose]: () => step(`${thing} is disposed of`),
    });
    const victim = go(function* victim() {
      const opening = things.receive().map((thing) => {
        step(`${thing} is made by ${currentTask().name}`);
        return resource(thing);
      });
      yield* using(
        opening,
        performing(() => sleep(1000)),
      );
    });
    yield* pause();
    things.trySend('a thing');
    victim.kill('enough');
    step('killed');
    return ended(yield* victim.outcome());
  });
  assert.deepEqual(steps, ['killed', 'a thing is made by victim', 'a thing is disposed of']);
  assert.equal(result, 'killed: enough');
});

test('what a map throws while a killed using takes what it had opened is heard', async () => {
  const things = channel<string>();
  const { error } = await played(function* () {
    const victim = go(function* () {
      const opening = things.receive().map((thing): Disposable => {
        throw new Error(`no use for ${thing}`);
      });
      yield* using(
        opening,
        performing(() => sleep(1000)),
      );
    });
    yield* pause();
    things.trySend('a thing');
    victim.kill('enough');
    yield* victim.outcome();
  });
  assert.equal(reasonOf(error), 'no use for a thing');
});

/** Bodies that have been ended from inside at 2, and clean up from there on for 20 ms. */
const ending: Record<string, () => Operation<unknown>> = {
  'a deadline that has passed': () =>
    deadline(2, function* () {
      yield* worker(() => {}, 'inner', 20);
    }),
  'a scope that was killed': () =>
    scope(function* (inside) {
      inside.go(function* () {
        yield* sleep(2);
        inside.kill('inner');
      });
      yield* worker(() => {}, 'inner', 20);
    }),
};

for (const [what, op] of Object.entries(ending)) {
  test(`a task that is killed during the clean-up of ${what} is killed, not failed`, async () => {
    const { steps, end } = await killedAt5(function* (step) {
      try {
        yield* op();
      } catch {
        step('caught');
      } finally {
        step('clean');
      }
    });
    assert.deepEqual([steps, end], [['clean'], 'killed: enough']);
  });
}

test('a kill during the clean-up of a deadline hides no failure of that clean-up', async () => {
  const { end } = await killedAt5(function* () {
    yield* deadline(2, function* () {
      try {
        yield* sleep(1000);
      } finally {
        yield* failing(20, 'clean-up');
      }
    });
  });
  assert.equal(end, 'failed: clean-up, killed');
});
