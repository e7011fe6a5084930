import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Coroutine,
  currentTask,
  go,
  KilledError,
  pause,
  type Scope,
  scope,
  sleep,
  until,
} from 'offshoot';
import { currentFiber } from 'offshoot/kernel';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { performing } from './killed.ts';
import { failing, played, type Step, worker } from './played.ts';

test('what is opened in a scope closes after its tasks, last opened first', async () => {
  function* opens(step: Step, name: string): Coroutine<void> {
    currentFiber().nursery.own(function* () {
      yield* sleep(1);
      step(`${name} closed`);
    });
    yield* pause();
  }
  for (const fail of [false, true]) {
    const { steps, error } = await played(function* (step) {
      yield* scope(function* (inside) {
        yield* opens(step, 'server');
        yield* opens(step, 'pool');
        inside.go(worker, step, 'task');
        if (fail) yield* failing(1, 'body');
      });
      step('after');
    });
    const end = ['task is clean', 'pool closed', 'server closed'];
    assert.deepEqual(steps, fail ? end : ['task ends', ...end, 'after']);
    assert.equal((error as Error | undefined)?.message, fail ? 'body' : undefined);
  }
});

test('all is closed even if one closing throws; the errors come out together', async () => {
  const { steps, error } = await played(function* (step) {
    yield* scope(function* () {
      for (const name of ['a', 'b', 'c']) {
        currentFiber().nursery.own(() => {
          step(name);
          if (name !== 'b') throw new Error(name);
        });
      }
      yield* pause();
    });
  });
  assert.deepEqual(steps, ['c', 'b', 'a']);
  assert.deepEqual(
    (error as AggregateError).errors.map(({ message }: Error) => message),
    ['c', 'a'],
  );
});

test('scopes nest: an error goes up through each, unless someone catches it', async () => {
  const { steps, error } = await played(function* (step) {
    yield* scope(function* (outer) {
      outer.go(worker, step, 'outer task');
      try {
        yield* scope((inner) => {
          inner.go(worker, step, 'inner task');
          inner.go(failing, 5, 'inner');
        });
      } catch (caught) {
        step(`caught ${(caught as Error).message}`);
      }
      outer.kill('done with it');
      yield* pause();
    });
  });
  assert.deepEqual(steps, ['inner task is clean', 'caught inner', 'outer task is clean']);
  assert.ok(error instanceof KilledError);
});

test('go starts in the innermost scope that the task has entered', async () => {
  const result = await runVirtually(function* (main) {
    const counts: number[][] = [];
    yield* scope(function* (inside) {
      const task = go(performing(() => sleep(1)));
      counts.push([main.tasks, inside.tasks]);
      yield* task;
    });
    go(performing(() => sleep(1)));
    counts.push([main.tasks]);
    yield* pause();
    return counts;
  });
  assert.deepEqual(result, [[0, 1], [1]]);
});

test('a scope in async code is a scope', async () => {
  const { steps, result } = await played(async (step) => {
    const value = await scope(async (inside) => {
      inside.go(worker, step, 'given scope');
      go(worker, step, 'go in a scope');
      await sleep(1);
      return 'value';
    });
    step('after');
    return value;
  });
  assert.deepEqual(steps.toSorted(), [
    'after',
    'given scope ends',
    'given scope is clean',
    'go in a scope ends',
    'go in a scope is clean',
  ]);
  assert.equal(steps.at(-1), 'after');
  assert.equal(result, 'value');
});

test('a failure in a scope in async code rejects its await, and can be caught there', async () => {
  const { steps, result } = await played(async (step) => {
    try {
      await scope(async (inside) => {
        inside.go(failing, 1, 'task');
        await sleep(1000);
      });
    } catch (error) {
      step((error as Error).message);
    }
    await sleep(1);
    return 'went on';
  });
  assert.deepEqual([steps, result], [['task'], 'went on']);
});

test('a task and a scope can be disposed of: killed, and waited for', async () => {
  const { steps, error } = await played(async (step) => {
    const task = go(worker, step, 'task', 5);
    await sleep(1);
    await task[Symbol.asyncDispose]();
    step(task.state);
    let inside: Scope | undefined;
    const other = go(function* () {
      try {
        yield* scope(function* (it) {
          inside = it;
          it.go(worker, step, 'child', 5);
          yield* worker(step, 'body', 5);
        });
      } catch (caught) {
        step((caught as Error).name);
      }
    });
    await sleep(1);
    await inside![Symbol.asyncDispose]();
    step(`tasks: ${inside!.tasks}`);
    await other;
  });
  assert.equal(error, undefined);
  assert.deepEqual(steps.slice(0, 2), ['task is clean', 'killed']);
  assert.deepEqual(
    new Set(steps.slice(2)),
    new Set(['child is clean', 'body is clean', 'tasks: 0', 'KilledError']),
  );
  assert.ok(steps.indexOf('tasks: 0') > steps.indexOf('child is clean'));
});

test('until a real promise is waited for, the scope stays', async () => {
  const result = await runVirtually(function* () {
    return yield* scope(function* (inside) {
      const task = inside.go(function* () {
        return yield* until(Promise.resolve('kept'));
      });
      return [currentTask().state, yield* task];
    });
  });
  assert.deepEqual(result, ['running', 'kept']);
});
