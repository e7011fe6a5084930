import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ClosedError,
  type Coroutine,
  go,
  KilledError,
  pause,
  type Scope,
  scope,
  sleep,
} from 'offshoot';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { failing, played, worker } from './played.ts';
import { ended } from './stage.ts';

function* sleeps(ms: number): Coroutine<void> {
  yield* sleep(ms);
}

test('a scope waits for its tasks, also for those that they start', async () => {
  const { steps, result } = await played(function* (step) {
    const value = yield* scope(function* (inside) {
      inside.go(function* child() {
        yield* sleep(10);
        go(function* grandchild() {
          yield* sleep(10);
          step('grandchild');
        });
        step('child');
      });
      yield* sleep(1);
      step('body');
      return 'value';
    });
    step('after the scope');
    return value;
  });
  assert.deepEqual(steps, ['body', 'child', 'grandchild', 'after the scope']);
  assert.equal(result, 'value');
});

test('a failing body kills the tasks, newest first, and comes out when they have ended', async () => {
  const { steps, error } = await played(function* (step) {
    yield* scope(function* (inside) {
      inside.go(worker, step, 'first', 20);
      inside.go(worker, step, 'second');
      inside.go(worker, step, 'third');
      yield* failing(5, 'body');
    });
  });
  assert.deepEqual(steps, ['third is clean', 'second is clean', 'first is clean']);
  assert.equal((error as Error).message, 'body');
});

test('a failing task kills its siblings and the body', async () => {
  const { steps, error } = await played(function* (step) {
    yield* scope(function* (inside) {
      inside.go(worker, step, 'first');
      inside.go(failing, 5, 'second');
      inside.go(worker, step, 'third');
      yield* worker(step, 'body');
    });
  });
  assert.deepEqual(steps.toSorted(), ['body is clean', 'first is clean', 'third is clean']);
  assert.ok(steps.indexOf('third is clean') < steps.indexOf('first is clean'));
  assert.equal((error as Error).message, 'second');
});

test('several errors come out of a scope as one AggregateError', async () => {
  function* cleansUpBadly(message: string): Coroutine<void> {
    try {
      yield* sleep(1000);
    } finally {
      // oxlint-disable-next-line no-unsafe-finally -- what must be survived
      throw new Error(message);
    }
  }
  const { error } = await played(function* () {
    yield* scope(function* (inside) {
      inside.go(cleansUpBadly, 'older');
      inside.go(cleansUpBadly, 'newer');
      yield* failing(5, 'body');
    });
  });
  assert.ok(error instanceof AggregateError);
  assert.deepEqual(
    error.errors.map(({ message }: Error) => message),
    ['body', 'newer', 'older'],
  );
});

test('one error that comes up twice is one error', async () => {
  const { error } = await played(function* () {
    yield* scope(function* (inside) {
      const task = inside.go(failing, 5, 'once');
      inside.go(function* joiner() {
        yield* task.join();
      });
      yield* task.join();
    });
  });
  assert.equal((error as Error).message, 'once');
});

test('a body that joins a failing task of its own scope is killed with the others', async () => {
  const { steps, error } = await played(function* (step) {
    yield* scope(function* (inside) {
      const task = inside.go(failing, 5, 'task');
      try {
        yield* task;
      } catch {
        step('caught');
      } finally {
        step('body is clean');
      }
    });
  });
  assert.deepEqual(steps, ['body is clean']);
  assert.equal((error as Error).message, 'task');
});

test('no failure is dropped: not one that nobody joins, nor one of a plain throw or rejection', async () => {
  const bodies: (() => unknown)[] = [
    () => {
      throw new Error('plain');
    },
    () => Promise.reject(new Error('rejected')),
    async () => {
      await sleep(1);
      throw new Error('async');
    },
  ];
  const errors: unknown[] = [];
  for (const body of bodies) {
    const { error } = await played(function* () {
      go(body as () => Coroutine<void>);
      yield* sleep(10);
      return 'went on';
    });
    errors.push((error as Error | undefined)?.message);
  }
  assert.deepEqual(errors, ['plain', 'rejected', 'async']);
});

test('undefined, thrown by a task, ends the program like any error', async () => {
  const program = runVirtually(function* () {
    go(function* () {
      yield* sleep(1);
      throw undefined;
    });
    yield* sleep(10);
    return 'went on';
  });
  const end = await program.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  assert.deepEqual(end, { error: undefined });
});

test('scope.kill kills all in it; KilledError with the reason comes out', async () => {
  const { steps, error } = await played(function* (step) {
    yield* scope(function* (inside) {
      inside.go(worker, step, 'first');
      inside.go(worker, step, 'second', 3);
      go(function* () {
        yield* sleep(5);
        step(`kill: ${inside.kill('reason')}, again: ${inside.kill('other')}`);
      });
      yield* worker(step, 'body');
    });
  });
  assert.equal(steps[0], 'kill: true, again: true');
  assert.deepEqual(steps.slice(1).toSorted(), [
    'body is clean',
    'first is clean',
    'second is clean',
  ]);
  assert.ok(error instanceof KilledError);
  assert.equal(error.reason, 'reason');
});

test('scope.kill from its own body takes effect at the next wait', async () => {
  const { steps, error } = await played(function* (step) {
    yield* scope(function* (inside) {
      inside.kill('reason');
      step('still here');
      yield* pause();
      step('went on');
    });
  });
  assert.deepEqual(steps, ['still here']);
  assert.ok(error instanceof KilledError);
});

test('the kill of a scope does not kill the task that has entered it', async () => {
  const { steps, error } = await played(function* (step) {
    const task = go(function* () {
      try {
        yield* scope(function* (inside) {
          inside.kill('inner');
          yield* pause();
        });
      } catch (caught) {
        step((caught as Error).name);
      }
      yield* pause();
      return 'through';
    });
    step(ended(yield* task.outcome()));
  });
  assert.deepEqual(steps, ['KilledError', 'done']);
  assert.equal(error, undefined);
});

test('a scope that has ended takes no more tasks, and its kill says so', async () => {
  const { steps } = await played(function* (step) {
    let inside: Scope | undefined;
    yield* scope((it) => {
      inside = it;
    });
    step(`kill: ${inside!.kill()}, tasks: ${inside!.tasks}`);
    try {
      inside!.go(() => step('started'));
    } catch (error) {
      step(`${error instanceof ClosedError}`);
    }
  });
  assert.deepEqual(steps, ['kill: false, tasks: 0', 'true']);
});

test('tasks counts those that have not ended', async () => {
  const result = await runVirtually(function* () {
    return yield* scope(function* (inside) {
      const counts = [inside.tasks];
      const task = inside.go(sleeps, 1);
      inside.go(sleeps, 5);
      counts.push(inside.tasks);
      yield* task;
      counts.push(inside.tasks);
      yield* sleep(10);
      counts.push(inside.tasks);
      return counts;
    });
  });
  assert.deepEqual(result, [0, 2, 1, 0]);
});

test('the signal of a scope is aborted by its kill and by its failure, and not by its end', async () => {
  const { steps } = await played(function* (step) {
    const listen = (inside: Scope, name: string) =>
      inside.signal.addEventListener('abort', () => step(`${name}: ${inside.signal.reason}`));
    yield* scope((inside) => listen(inside, 'ended'));
    for (const [name, end] of [
      ['killed', (inside: Scope) => void inside.kill('why')],
      ['failed', () => assert.fail('why')],
    ] as const) {
      try {
        yield* scope(function* (inside) {
          listen(inside, name);
          end(inside);
          yield* pause();
        });
      } catch {
        step(`${name} came out`);
      }
    }
  });
  assert.equal(steps.length, 4);
  assert.match(steps[0]!, /^killed: KilledError: .*why/);
  assert.equal(steps[1], 'killed came out');
  assert.match(steps[2]!, /^failed: AssertionError.*why/);
  assert.equal(steps[3], 'failed came out');
});
