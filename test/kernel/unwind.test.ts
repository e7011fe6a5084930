import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import {
  call,
  channel,
  type Coroutine,
  deadline,
  go,
  scope,
  select,
  shield,
  sleep,
  TimeoutError,
} from 'offshoot';
import '../support/leaks.ts';
import { generatorPrototype, killedAt5, performing } from './killed.ts';

const nativeReturn = generatorPrototype.return;

afterEach(() => {
  assert.equal(generatorPrototype.return, nativeReturn, 'return is the native function again');
});

test('code behind a yield* does not run when the delegate waits in its finally (effection 1190)', async () => {
  const { steps, end } = await killedAt5(function* (step) {
    function* delegate(): Coroutine<void> {
      try {
        yield* sleep(10);
      } finally {
        step('delegate cleans up');
        yield* sleep(1);
        step('delegate is clean');
      }
    }
    yield* delegate();
    step('went on past the delegate');
  });
  assert.deepEqual(steps, ['delegate cleans up', 'delegate is clean']);
  assert.equal(end, 'killed: enough');
});

test('what stands behind a try in a killed frame does not run, its catch sees nothing', async () => {
  const { steps, end } = await killedAt5(function* (step) {
    try {
      try {
        yield* sleep(10);
      } catch {
        step('caught');
      } finally {
        yield* sleep(1);
        step('inner finally');
      }
      step('behind the try');
    } finally {
      step('outer finally');
    }
  });
  assert.deepEqual(steps, ['inner finally', 'outer finally']);
  assert.equal(end, 'killed: enough');
});

test('a finally with continue survives a kill, until `within` abandons it', async () => {
  const { steps, end, reports } = await killedAt5(
    function* (step) {
      for (let round = 1; ; round++) {
        try {
          yield* sleep(10);
          // oxlint-disable-next-line no-unsafe-finally -- what must be survived
        } finally {
          step(`round ${round}`);
          // oxlint-disable-next-line no-unsafe-finally
          if (round < 100) continue;
        }
      }
    },
    { within: 25 },
  );
  assert.deepEqual(steps.slice(0, 3), ['round 1', 'round 2', 'round 3']);
  assert.equal(end, 'abandoned: enough');
  assert.deepEqual(reports, ['abandoned']);
});

test('a finally that returns a value does not make a killed task a done one', async () => {
  const { end } = await killedAt5(function* () {
    try {
      yield* sleep(10);
    } finally {
      // oxlint-disable-next-line no-unsafe-finally -- what must be survived
      return 'done';
    }
  });
  assert.equal(end, 'killed: enough');
});

/** Three frames; those named in `failing` throw in their clean-up. */
function* threeDeep(step: (what: string) => void, failing: string[]): Coroutine<void> {
  function* frame(name: string, inner?: () => Coroutine<void>): Coroutine<void> {
    try {
      yield* inner ? inner() : sleep(10);
    } catch (error) {
      step(`${name} caught ${String(error)}`);
    } finally {
      step(name);
      yield* sleep(1);
      // oxlint-disable-next-line no-unsafe-finally -- what must be survived
      if (failing.includes(name)) throw new Error(name);
    }
  }
  yield* frame('outer', () => frame('middle', () => frame('inner')));
}

test('a clean-up that throws does not stop the unwinding, and no catch sees it', async () => {
  for (const name of ['inner', 'middle', 'outer']) {
    const { steps, end } = await killedAt5((step) => threeDeep(step, [name]));
    assert.deepEqual(steps, ['inner', 'middle', 'outer']);
    assert.equal(end, `failed: ${name}, killed`);
  }
});

test('clean-ups that throw at several depths come as one AggregateError, innermost first', async () => {
  const { steps, error } = await killedAt5((step) => threeDeep(step, ['inner', 'outer']));
  assert.deepEqual(steps, ['inner', 'middle', 'outer']);
  assert.ok(error instanceof AggregateError);
  assert.deepEqual(
    error.errors.map(({ message }: Error) => message),
    ['inner', 'outer'],
  );
});

test('clean-up may do all that a body may: scopes, tasks, selects, shields, deadlines', async () => {
  const { steps, end } = await killedAt5(function* (step) {
    const silent = channel<never>();
    try {
      yield* sleep(10);
    } finally {
      yield* scope(function* (inside) {
        inside.go(function* () {
          yield* sleep(2);
          step('task of a scope');
        });
        yield* sleep(1);
        step('scope');
      });
      yield* go(function* () {
        yield* sleep(1);
        step('task');
      });
      const { key } = yield* select({ silence: silent.receive(), late: sleep(1) });
      step(`select: ${key}`);
      const winner = yield* select({ called: call(performing(() => sleep(1))), late: sleep(2) });
      step(`select with a composite: ${winner.key}`);
      yield* shield(performing(() => sleep(1)));
      step('shield');
      try {
        yield* deadline(
          1,
          performing(() => sleep(1000)),
        );
      } catch (error) {
        step(`deadline: ${(error as Error).name}`);
      }
      try {
        yield* silent.receive().timeout(1);
      } catch (error) {
        step(`timeout: ${(error as Error).name}`);
      }
    }
  });
  assert.deepEqual(steps, [
    'scope',
    'task of a scope',
    'task',
    'select: late',
    'select with a composite: called',
    'shield',
    'deadline: TimeoutError',
    'timeout: TimeoutError',
  ]);
  assert.equal(end, 'killed: enough');
});

test('a deadline that passes during the clean-up of a kill changes nothing', async () => {
  const { steps, end } = await killedAt5(function* (step) {
    yield* deadline(7, function* () {
      try {
        yield* sleep(100);
      } finally {
        yield* sleep(50);
        step('clean');
      }
    });
  });
  assert.deepEqual(steps, ['clean']);
  assert.equal(end, 'killed: enough');
});

test('a child that fails during the clean-up of a kill does not stop it, and is not dropped', async () => {
  const { steps, end } = await killedAt5(function* (step) {
    yield* scope(function* (inside) {
      inside.go(function* () {
        yield* sleep(8);
        throw new Error('child');
      });
      try {
        yield* sleep(100);
      } finally {
        yield* sleep(50);
        step('clean');
      }
    });
  });
  assert.deepEqual(steps, ['clean']);
  assert.equal(end, 'failed: child, killed');
});

test('clean-up does not inherit the deadline that has expired', async () => {
  const { steps, end } = await killedAt5(
    function* (step) {
      try {
        yield* deadline(3, function* () {
          try {
            yield* sleep(100);
          } finally {
            yield* sleep(20);
            step('clean');
          }
        });
      } catch (error) {
        step(`${error instanceof TimeoutError}`);
      }
    },
    { at: 1000 },
  );
  assert.deepEqual(steps, ['clean', 'true']);
  assert.equal(end, 'done');
});

test('1,000 frames of yield* are unwound, innermost first', async () => {
  let unwound = 0;
  let inOrder = true;
  function* nest(depth: number): Coroutine<void> {
    try {
      yield* depth === 1 ? sleep(10) : nest(depth - 1);
    } finally {
      inOrder &&= unwound++ === depth - 1;
    }
  }
  const { end } = await killedAt5(() => nest(1000));
  assert.deepEqual([unwound, inOrder, end], [1000, true, 'killed: enough']);
});

test('calls and yield* may take turns down the stack', async () => {
  const { steps, end } = await killedAt5(function* (step) {
    function* level(n: number): Coroutine<void> {
      try {
        if (n === 0) yield* sleep(10);
        else if (n % 2 === 0) yield* call(level, n - 1);
        else yield* level(n - 1);
      } finally {
        yield* sleep(1);
        step(`${n}`);
      }
    }
    yield* level(5);
  });
  assert.deepEqual(steps, ['0', '1', '2', '3', '4', '5']);
  assert.equal(end, 'killed: enough');
});

test('in a clean-up the native return is in place, also when clean-ups throw', async () => {
  const { steps } = await killedAt5(function* (step) {
    function* inner(): Coroutine<void> {
      try {
        yield* sleep(10);
      } finally {
        step(`inner: ${generatorPrototype.return === nativeReturn}`);
        // oxlint-disable-next-line no-unsafe-finally -- what must be survived
        throw new Error('inner');
      }
    }
    try {
      yield* inner();
    } finally {
      step(`outer: ${generatorPrototype.return === nativeReturn}`);
      // oxlint-disable-next-line no-unsafe-finally -- what must be survived
      throw new Error('outer');
    }
  });
  assert.deepEqual(steps, ['inner: true', 'outer: true']);
});
