import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import {
  call,
  channel,
  type Coroutine,
  currentTask,
  go,
  now,
  once,
  type Operation,
  operation,
  pause,
  run,
  scope,
  sleep,
  TimeoutError,
  until,
} from 'offshoot';
import { currentScheduler, reportTo } from 'offshoot/kernel';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { performing } from './killed.ts';
import { played } from './played.ts';

test('an operation does nothing until it is performed', async () => {
  const started: string[] = [];
  const result = await runVirtually(function* () {
    const c = channel<string>(1);
    const ops = [
      c.send('never'),
      operation(() => void started.push('operation')),
      until(() => Promise.reject(new Error('never'))),
      call(() => started.push('call')),
      scope(() => void started.push('scope')),
      sleep(1000),
    ];
    assert.equal(ops.length, 6);
    yield* pause();
    return [c.length, currentScheduler().timers.length];
  });
  assert.deepEqual([result, started], [[0, 0], []]);
});

const twice: Record<string, () => Operation<unknown>> = {
  sleep: () => sleep(5).map(now),
  'sleep with timeout': () => sleep(5).timeout(10).map(now),
  'a call': () => call(performing(() => sleep(5))).map(now),
  'a scope': () => scope(performing(() => sleep(5))).map(now),
  operation: () => operation<number>((resume) => resume(7)),
  'until of a function': () => until(async () => 7),
};

for (const [what, make] of Object.entries(twice)) {
  test(`${what} can be performed again, and twice at once`, async () => {
    const result = await runVirtually(function* () {
      const op = make();
      const again = [yield* op, yield* op];
      const tasks = [go(performing(() => op)), go(performing(() => op))];
      const atOnce: unknown[] = [];
      for (const task of tasks) atOnce.push(yield* task);
      return [again, atOnce];
    });
    const timed = [
      [5, 10],
      [15, 15],
    ];
    const untimed = [
      [7, 7],
      [7, 7],
    ];
    assert.deepEqual(result, /operation|until/.test(what) ? untimed : timed);
  });
}

test('one receive, performed by two tasks at once, receives twice', async () => {
  const result = await runVirtually(function* () {
    const c = channel<string>();
    const receive = c.receive().map((value) => `${value}!`);
    const tasks = [go(performing(() => receive)), go(performing(() => receive))];
    yield* c.send('a');
    yield* c.send('b');
    return [yield* tasks[0]!, yield* tasks[1]!, c.statistics().receivers];
  });
  assert.deepEqual(result, ['a!', 'b!', 0]);
});

test('map runs in the slice of the task that performs it, when it resumes', async () => {
  const { steps } = await played(function* (step) {
    const c = channel<string>();
    const receiver = go(function* receiver() {
      step(`got ${yield* c.receive().map((v) => `${v} in ${currentTask().name}`)}`);
    });
    yield* pause();
    go(function* sender() {
      yield* c.send('x');
      step('sent');
    });
    yield* receiver;
  });
  assert.deepEqual(steps, ['sent', 'got x in receiver']);
});

test('what map throws is thrown at who performs it, and the value is consumed', async () => {
  const result = await runVirtually(function* () {
    const c = channel<number>(2);
    c.trySend(1);
    c.trySend(2);
    const failing = c.receive().map((n): number => {
      throw new Error(`map of ${n}`);
    });
    const messages: string[] = [];
    try {
      yield* failing;
    } catch (error) {
      messages.push((error as Error).message);
    }
    return [messages, yield* c.receive()];
  });
  assert.deepEqual(result, [['map of 1'], 2]);
});

test('a timeout takes back a primitive wait: nothing is consumed, nobody waits', async () => {
  const { steps, result } = await played(function* (step) {
    const c = channel<string>();
    for (const op of [c.receive(), c.send('x')]) {
      try {
        yield* (op as Operation<unknown>).timeout(5);
      } catch (error) {
        const { name, ms, message } = error as TimeoutError;
        step(`${name} ${ms} at ${now()}: ${message}`);
      }
    }
    const { senders, receivers } = c.statistics();
    return [senders, receivers, currentScheduler().timers.length];
  });
  assert.deepEqual(result, [0, 0, 0]);
  assert.match(steps[0]!, /^TimeoutError 5 at 5: receive on channel "channel"/);
  assert.match(steps[1]!, /^TimeoutError 5 at 10: send on channel "channel"/);
});

test('a timeout that is not needed leaves no timer', async () => {
  const result = await runVirtually(function* () {
    const value = yield* sleep(1)
      .map(() => 'in time')
      .timeout(1000);
    const called = yield* call(performing(() => sleep(1)))
      .timeout(1000)
      .map(() => 'called');
    return [value, called, now(), currentScheduler().timers.length];
  });
  assert.deepEqual(result, ['in time', 'called', 2, 0]);
});

test('a timeout of 0 ends what is not ready, and not what is', async () => {
  const { steps } = await played(function* (step) {
    const c = channel<string>(1);
    c.trySend('x');
    step(yield* c.receive().timeout(0));
    try {
      yield* c.receive().timeout(0);
    } catch (error) {
      step((error as Error).name);
    }
  });
  assert.deepEqual(steps, ['x', 'TimeoutError']);
});

test('abortOn throws the reason of the signal, before and during the wait, and lets go of it', async () => {
  const { steps, result } = await played(function* (step) {
    const c = channel<string>(1);
    const ops: (() => Operation<unknown>)[] = [
      () => c.receive(),
      () => call(performing(() => c.receive())),
    ];
    for (const op of ops) {
      for (const early of [true, false]) {
        const controller = new AbortController();
        if (early) controller.abort('early');
        go(function* () {
          yield* sleep(1);
          controller.abort('late');
        });
        try {
          yield* op().abortOn(controller.signal);
        } catch (reason) {
          step(String(reason));
        }
        yield* sleep(2);
      }
    }
    c.trySend('kept');
    step(yield* c.receive().abortOn(new AbortController().signal));
    return c.statistics().receivers;
  });
  assert.deepEqual(steps, ['early', 'late', 'early', 'late', 'kept']);
  assert.equal(result, 0);
});

test('an operation over a callback: the first call counts, and undo runs once, however it ends', async () => {
  const { steps } = await played(function* (step) {
    const make = (how: (resume: (v: string) => void, fail: (e: unknown) => void) => void) =>
      operation<string>((resume, fail) => {
        step('start');
        how(resume, fail);
        return () => step('undo');
      });
    step(yield* make((resume) => resume('at once')));
    const late = go(() =>
      make((resume, fail) => {
        queueMicrotask(() => {
          resume('first');
          resume('second');
          fail(new Error('third'));
        });
      }),
    );
    step((yield* late.map(String)) as string);
    try {
      yield* make((_, fail) => fail(new Error('failed')));
    } catch (error) {
      step((error as Error).message);
    }
    try {
      yield* make(() => {}).timeout(1);
    } catch (error) {
      step((error as Error).name);
    }
  });
  const round = (what: string): string[] => ['start', 'undo', what];
  assert.deepEqual(steps, ['at once', 'first', 'failed', 'TimeoutError'].flatMap(round));
});

test('a late callback of an earlier round does not end a later one', async () => {
  const result = await runVirtually(function* () {
    const resumes: ((value: string) => void)[] = [];
    const op = operation<string>((resume) => void resumes.push(resume));
    try {
      yield* op.timeout(1);
    } catch {
      // As wanted: the first round is over.
    }
    const second = go(performing(() => op));
    yield* pause();
    resumes[0]!('of the first round');
    yield* sleep(1);
    resumes[1]!('of the second round');
    return yield* second;
  });
  assert.equal(result, 'of the second round');
});

test('what start throws is thrown at the task; what undo throws is reported, and hits nobody', async () => {
  const reports: unknown[] = [];
  const reporter = reportTo(
    ({ kind, error }) => kind === 'slow' || reports.push((error as Error).message),
  );
  try {
    const { steps } = await played(function* (step) {
      try {
        yield* operation(() => {
          throw new Error('start');
        });
      } catch (error) {
        step((error as Error).message);
      }
      const value = yield* operation<string>((resume) => {
        resume('value');
        return () => {
          throw new Error('undo');
        };
      });
      step(value);
    });
    assert.deepEqual(steps, ['start', 'value']);
    assert.deepEqual(reports, ['undo']);
  } finally {
    reportTo(reporter);
  }
});

test('once gives the arguments, hears an error event, and takes its listeners away', async () => {
  const emitter = new EventEmitter();
  const target = new EventTarget();
  const { steps, result } = await played(function* (step) {
    go(function* () {
      yield* sleep(1);
      emitter.emit('data', 'a', 1);
      yield* sleep(1);
      emitter.emit('error', new Error('broken'));
      yield* sleep(1);
      target.dispatchEvent(new Event('load'));
    });
    const data = yield* once(emitter, 'data');
    try {
      yield* once(emitter, 'data');
    } catch (error) {
      step((error as Error).message);
    }
    const [event] = yield* once(target, 'load');
    return [data, event.type, emitter.listenerCount('data'), emitter.listenerCount('error')];
  });
  assert.deepEqual(result, [['a', 1], 'load', 0, 0]);
  assert.deepEqual(steps, ['broken']);
});

/** A thenable that calls back at once. */
class Kept implements PromiseLike<number> {
  then<R>(ok?: ((value: number) => unknown) | null): PromiseLike<R> {
    ok?.(2);
    return this as PromiseLike<unknown> as PromiseLike<R>;
  }
}

test('until waits for promises, thenables and what a function makes; a rejection is thrown', async () => {
  const kept = new Kept();
  const result = await run(function* () {
    const values = [
      yield* until(Promise.resolve(1)),
      yield* until(kept),
      yield* until(async () => 3),
    ];
    try {
      yield* until(Promise.reject(new Error('rejected')));
    } catch (error) {
      return [...values, (error as Error).message];
    }
    return [];
  });
  assert.deepEqual(result, [1, 2, 3, 'rejected']);
});

test('100,000 calls deep there and back, also with an error', async () => {
  function* depth(n: number, end: () => number): Coroutine<number> {
    return n === 0 ? end() : 1 + (yield* call(depth, n - 1, end));
  }
  assert.equal(await run(() => call(depth, 100_000, () => 0)), 100_000);
  const failing = run(() =>
    call(depth, 100_000, () => {
      throw new Error('bottom');
    }),
  );
  await assert.rejects(failing, { message: 'bottom' });
});

test('sleepers wake by time, then by order of arrival; pause gives all others a turn', async () => {
  const { steps } = await played(function* (step) {
    for (const [name, ms] of Object.entries({ a: 2, b: 1, c: 2, d: 0, e: 1 })) {
      go(function* () {
        yield* sleep(ms);
        step(`${name} at ${now()}`);
      });
    }
    yield* pause();
    step('main');
    yield* sleep(3);
  });
  assert.deepEqual(steps, ['main', 'd at 0', 'b at 1', 'e at 1', 'a at 2', 'c at 2']);
});
