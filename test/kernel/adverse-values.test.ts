// Mistakes and hostile values: waits driven by hand, proxies, thenables that throw, bodies that are
// no bodies. The culprit gets an error; nobody else is hurt, and every scope ends.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  all,
  call,
  type Channel,
  channel,
  type Coroutine,
  deadline,
  defer,
  go,
  local,
  once,
  operation,
  race,
  run,
  scope,
  select,
  shield,
  sleep,
  type Task,
  until,
  using,
} from 'offshoot';
import { reportTo } from 'offshoot/kernel';
import '../support/leaks.ts';
import { performing } from './killed.ts';
import { played, worker } from './played.ts';
import { ended } from './stage.ts';

/** What a program says where types forbid it. */
const wrong = (value: unknown) => value as never;

/** Ways to begin a wait by hand. */
const byHand: Record<string, (numbers: Channel<number>) => unknown> = {
  'for-of': (numbers) => {
    for (const value of numbers.receive()) return value;
    return undefined;
  },
  spread: (numbers) => [...numbers.receive()],
  destructuring: () => {
    const [event] = once(new EventEmitter(), 'data') as Iterable<unknown>;
    const [another] = once(new EventEmitter(), 'data') as Iterable<unknown>;
    return [event, another];
  },
  'Array.from': (numbers) => Array.from(numbers.receive()),
};

for (const [what, mistake] of Object.entries(byHand)) {
  test(`a wait that is iterated by ${what} is an error there, and hurts nobody else`, async () => {
    const numbers = channel<number>();
    const { steps, error } = await played(function* (step) {
      const culprit = go(function* () {
        try {
          step(`got ${String(mistake(numbers))}`);
          yield* sleep(1);
        } catch (thrown) {
          step((thrown as Error).name);
        }
      });
      yield* culprit;
      const innocent = go(performing(() => numbers.send(1)));
      step(`received ${yield* numbers.receive()}`);
      yield* innocent;
    });
    assert.deepEqual(
      [steps.filter((s) => !s.startsWith('got')), error],
      [['TypeError', 'received 1'], undefined],
    );
  });
}

/** Waits when it is left. */
function* numbered(): Generator<unknown, void, unknown> {
  try {
    yield 1;
    yield 2;
  } finally {
    yield* sleep(5);
  }
}

test('a break out of a generator whose finally waits does not end another wait', async () => {
  const numbers = channel<number>();
  const { steps, error } = await played(function* (step) {
    const culprit = go(function* () {
      for (const n of numbered()) {
        step(`n is ${String(n)}`);
        break;
      }
      yield* numbers.receive();
      step('received');
    });
    step(yield* culprit.outcome().map((outcome) => (outcome.ok ? 'done' : 'failed')));
  });
  assert.equal(steps.includes('received'), false);
  assert.match(String(error), /TypeError: .*begun and left/);
  assert.equal(numbers.statistics().receivers, 0);
});

/** A proxy that does not like to be asked. */
const hostile: object = new Proxy(
  {},
  {
    get: refuse,
    has: refuse,
    getPrototypeOf: refuse,
    getOwnPropertyDescriptor: refuse,
    defineProperty: refuse,
  },
);

function refuse(): never {
  throw new Error('do not ask');
}

test('a task that returns a proxy ends, and so does one that throws it', async () => {
  const onlyHas = new Proxy({}, { has: refuse });
  const { error } = await played(function* () {
    yield* go(() => wrong(onlyHas));
  });
  assert.equal(error === undefined || (error as Error).message === 'do not ask', true);
  const thrown = await played(function* () {
    go(function* () {
      yield* sleep(1);
      throw hostile;
    });
    yield* sleep(100);
  });
  assert.equal(thrown.error === hostile, true);
});

test('a task that is killed with a proxy, or an error whose message throws, is killed', async () => {
  class Unspeakable extends Error {
    override get message(): string {
      return refuse();
    }
  }
  for (const reason of [hostile, new Unspeakable()]) {
    const { steps, result } = await played(function* (step) {
      const task = go(worker, step, 'victim');
      yield* sleep(5);
      task.kill(reason);
      yield* task.outcome();
      return task.state;
    });
    assert.deepEqual([steps, result], [['victim is clean'], 'killed']);
  }
});

test('the error of a case that cannot be marked comes out of its select as it is', async () => {
  for (const error of [Object.freeze(new Error('frozen')), hostile]) {
    const failed = played(performing(() => select({ a: until(Promise.reject(error as Error)) })));
    assert.equal((await failed).error === error, true);
  }
});

/** Throws when somebody wants its result. */
class Lazy implements PromiseLike<never> {
  then(): never {
    throw new Error('query failed');
  }
}

const lazily: Record<string, () => Coroutine<unknown>> = {
  call: performing(() => call(() => new Lazy() as unknown as Promise<void>)),
  scope: performing(() => scope(() => new Lazy() as unknown as Promise<void>)),
  go: performing(() => go(() => new Lazy() as unknown as Promise<void>)),
  until: performing(() => until(new Lazy())),
};

for (const [what, body] of Object.entries(lazily)) {
  test(`what the then of a thenable throws comes out of ${what}`, async () => {
    assert.equal(String((await played(body)).error), 'Error: query failed');
  });
}

test('an async generator function is refused as a body', () => {
  const body = wrong(async function* forgotten() {});
  const refused = { name: 'TypeError', message: /not an async generator function \(forgotten\)/ };
  for (const made of [
    () => call(body),
    () => scope(body),
    () => shield(body),
    () => deadline(5, body),
    () => using(sleep(0) as never, body),
    () => run(body),
    () => go(body),
    () => defer(body),
  ]) {
    assert.throws(made, refused);
  }
});

test('until refuses an operation, which it could not take back', async () => {
  const numbers = channel<number>(1);
  assert.throws(() => until(wrong(numbers.receive())), /not an operation: write yield\* op/);
  assert.equal(numbers.statistics().receivers, 0);
});

test('a callback that gives back something that undoes nothing is an error at once', async () => {
  const reports: unknown[] = [];
  const reporter = reportTo((report) => report.kind === 'slow' || reports.push(report));
  try {
    const { error } = await played(performing(() => operation(wrong(() => 5))));
    assert.match(String(error), /TypeError: start must return a function that undoes it.*not 5/);
  } finally {
    reportTo(reporter);
  }
  assert.deepEqual(reports, []);
});

function* generator(): Coroutine<void> {}

/** Slips, and what the message says. */
const slips: [() => unknown, RegExp][] = [
  [() => race(wrong(sleep(1))), /race\(\[a, b\]\)/],
  [() => race(wrong({ a: sleep(1) })), /race takes an array/],
  [() => select(wrong(sleep(1))), /select\(\{ a, b \}\)/],
  [() => all(wrong(sleep(1))), /not an operation/],
  [() => call(wrong(generator())), /not a generator.*leave out the parentheses/],
  [() => all([wrong(generator())]), /a generator/],
  [() => select({ c: wrong(channel()) }), /write channel\.receive\(\)/],
  [() => local(0).run(1, wrong(undefined)), /must be a function/],
  [() => run(generator, wrong(null)), /options must be an object, not null/],
  [() => run(generator, { name: wrong(5) }), /name must be a string, not 5/],
];

test('a slip is named with what to write', () => {
  for (const [slip, message] of slips) assert.throws(slip, { name: 'TypeError', message });
});

test('a using of nothing says what has no dispose', async () => {
  const { error } = await played(
    performing(() => using(wrong(sleep(0)), () => worker(() => {}, 'user'))),
  );
  assert.match(String(error), /undefined has no Symbol\.dispose/);
});

test('a yield* over an array names the stray value', async () => {
  const { error } = await played(function* stray() {
    yield* [1, 2] as unknown as Coroutine<void>;
  });
  assert.match(String((error as Error).cause), /yielded 1, which is no wait/);
});

test('a kill of an async task is no unhandled rejection of what it had begun early', async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', note);
  try {
    const numbers = channel<number>();
    const { result } = await played(function* () {
      const task: Task<number> = go(async () => {
        const next = numbers.receive().promise();
        await sleep(1000);
        return await next;
      });
      yield* sleep(5);
      task.kill('enough');
      return ended(yield* task.outcome());
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(result, 'killed: enough');
    assert.equal(numbers.statistics().receivers, 0);
  } finally {
    process.off('unhandledRejection', note);
  }
  assert.deepEqual(unhandled, []);
});

test('the promise of a select in a loop keeps nothing of its rounds', () => {
  const program = fileURLToPath(new URL('lasting-promise-program.ts', import.meta.url));
  const flags = ['--conditions=offshoot-source', '--no-warnings', '--expose-gc'];
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, program], { encoding: 'utf8' });
  assert.deepEqual([stdout, stderr], ['{"subscriptions":1,"kept":0}', '']);
});
