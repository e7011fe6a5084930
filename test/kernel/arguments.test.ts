import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  call,
  channel,
  type Coroutine,
  deadline,
  defer,
  Future,
  future,
  go,
  NoTaskError,
  once,
  operation,
  pause,
  run,
  scope,
  shield,
  sleep,
  until,
  using,
} from 'offshoot';
import '../support/leaks.ts';

// any: each line calls with what the types forbid.
const wrong = (value: unknown): never => value as never;

const refused: [what: () => unknown, type: typeof TypeError, ...inMessage: string[]][] = [
  [() => sleep(NaN), RangeError, 'ms', 'NaN'],
  [() => sleep(-1), RangeError, 'ms', '-1'],
  [() => sleep(wrong('3')), TypeError, 'ms', "'3'"],
  [() => sleep(wrong(undefined)), TypeError, 'ms', 'undefined'],
  [() => sleep(wrong(3n)), TypeError, 'ms', '3'],
  [() => pause().timeout(NaN), RangeError, 'ms', 'NaN'],
  [() => pause().timeout(wrong('5')), TypeError, 'ms', "'5'"],
  [() => pause().abortOn(wrong({})), TypeError, 'signal', 'an object'],
  [() => pause().map(wrong(5)), TypeError, 'f', '5'],
  [() => deadline(-5, pause), RangeError, 'ms', '-5'],
  [() => deadline(5, wrong('body')), TypeError, 'body', "'body'"],
  [() => call(wrong(5)), TypeError, 'body', '5'],
  [() => scope(wrong(null)), TypeError, 'body', 'null'],
  [() => shield(wrong(undefined)), TypeError, 'body', 'undefined'],
  [() => using(wrong(5), wrong(pause)), TypeError, 'open', '5'],
  [() => using(wrong(pause()), wrong(5)), TypeError, 'body', '5'],
  [() => until(wrong(5)), TypeError, 'promise', '5'],
  [() => operation(wrong(5)), TypeError, 'start', '5'],
  [() => once(wrong({}), 'event'), TypeError, 'emitter', 'an object'],
  [() => go(wrong(5)), TypeError, 'body', '5'],
  [() => defer(wrong(5)), TypeError, 'body', '5'],
  [() => future(wrong(5)), TypeError, 'body', '5'],
  [() => run(wrong(5)), TypeError, 'main', '5'],
  [() => new Future().setProgress(wrong('half')), TypeError, 'n', "'half'"],
  [() => new Future().onDone(wrong(5)), TypeError, 'f', '5'],
  [() => channel(-1), RangeError, 'capacity', '-1'],
  [() => channel(wrong('3')), TypeError, 'capacity', "'3'"],
];

test('a wrong argument throws at once, and the message names argument and value', () => {
  for (const [what, type, ...inMessage] of refused) {
    assert.throws(what, (error: Error) => {
      assert.equal(error.constructor, type, String(what));
      for (const part of inMessage)
        assert.ok(error.message.includes(part), `${String(what)}: ${String(error)}`);
      return true;
    });
  }
});

test('a wrong `within` of a kill throws and kills nobody', async () => {
  const states = await run(function* () {
    const task = go(function* () {
      yield* pause();
    });
    assert.throws(() => task.kill('why', { within: NaN }), /RangeError: within .*NaN/);
    assert.throws(() => task.kill('why', { within: wrong('5') }), /TypeError: within .*'5'/);
    return yield* task.outcome();
  });
  assert.deepEqual(states, { ok: true, value: undefined });
});

test('a generator in the place of its function gets a hint', async () => {
  function* body(): Coroutine<void> {
    yield* pause();
  }
  await run(() => {
    assert.throws(() => go(wrong(body())), /TypeError: body must be a function.*parentheses/);
  });
});

test('outside a task there is no go, no defer, no future: NoTaskError', () => {
  for (const what of [() => go(pause), () => defer(() => {}), () => future(pause)]) {
    assert.throws(what, (error: NoTaskError) => error.code === 'OFFSHOOT_NO_TASK');
  }
});

test('an operation performed with yield* outside a task says so', () => {
  function* body(): Coroutine<void> {
    yield* pause();
  }
  assert.throws(() => body().next(), NoTaskError);
  function* composite(): Coroutine<void> {
    yield* call(() => 5);
  }
  assert.throws(() => composite().next(), NoTaskError);
});

test('what is yielded and no operation is an error, thrown there, that names it and the place', async () => {
  const stray: [unknown, RegExp][] = [
    [5, /yielded 5, which is no wait/],
    ['text', /yielded 'text'/],
    [undefined, /yielded undefined/],
    [Promise.resolve(), /yielded a Promise.*yield\* until\(promise\)/],
    [sleep(1), /yielded an operation.*yield\* instead of yield/],
  ];
  for (const [value, message] of stray) {
    const messages: string[] = [];
    await run(function* strays(): Coroutine<void> {
      try {
        yield wrong(value);
      } catch (error) {
        assert.ok(error instanceof TypeError);
        messages.push(error.message);
      }
      yield* pause();
      messages.push('went on');
    });
    assert.match(messages[0]!, message);
    assert.match(messages[0]!, /task "strays"/);
    assert.match(messages[0]!, /arguments\.test\.ts:\d+:\d+/);
    assert.equal(messages[1], 'went on');
  }
});

test('a stray yield in a clean-up fails the task, and the unwinding goes on', async () => {
  const steps: string[] = [];
  const outcome = await run(function* () {
    const task = go(function* (): Coroutine<void> {
      try {
        try {
          yield* sleep(1000);
        } finally {
          yield wrong(5);
        }
      } finally {
        steps.push('outer');
      }
    });
    yield* pause();
    task.kill();
    const outcome = yield* task.outcome();
    assert.equal(outcome.ok, false);
    return outcome;
  }).catch((error: unknown) => error);
  assert.deepEqual(steps, ['outer']);
  assert.match(String(outcome), /TypeError.*yielded 5/);
});
