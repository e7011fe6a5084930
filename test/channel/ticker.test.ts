import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ClosedError,
  each,
  go,
  now,
  run,
  scope,
  select,
  sleep,
  ticker,
  timer,
  type Timer,
} from 'offshoot';
import type { Clock } from 'offshoot/kernel';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { once } from './ways.ts';

test('a ticker gives the time at each beat, and does not drift when receivers are slow', async () => {
  const beats = await once(function* () {
    const beat = ticker(10);
    const beats: [number, number][] = [];
    for (let i = 0; i < 5; i++) {
      beats.push([yield* beat.receive(), now()]);
      yield* sleep(3);
    }
    return beats;
  });
  const expected = [10, 20, 30, 40, 50].map((at) => [at, at]);
  assert.deepEqual(beats, expected);
});

test('beats that nobody took do not pile up: one waits, the others are missed', async () => {
  const beats = await once(function* () {
    const beat = ticker(10);
    yield* sleep(55);
    const beats: [number, number][] = [];
    for (let i = 0; i < 3; i++) beats.push([yield* beat.receive(), now()]);
    return beats;
  });
  // The first to be kept is the oldest; the next comes at its own time.
  assert.deepEqual(beats, [
    [10, 55],
    [60, 60],
    [70, 70],
  ]);
});

/** A clock that is never in time: as in a program that is busy when its timer is due. */
class LateClock implements Clock {
  readonly #late: number;
  #now = 0;
  #jump: NodeJS.Immediate | undefined;

  constructor(late: number) {
    this.#late = late;
  }

  now(): number {
    return this.#now;
  }

  wakeAt(at: number, due: () => void): void {
    this.rest();
    this.#jump = setImmediate(() => {
      this.#now = at + this.#late;
      due();
    });
  }

  rest(): void {
    clearImmediate(this.#jump);
  }
}

test('a ticker that is woken late does not drift, and leaves out the beats that are over', async () => {
  for (const [late, expected] of [
    [3, [10, 20, 30, 40]],
    // At 35 the beats of 20 and 30 are over.
    [25, [10, 40, 70, 100]],
  ] as const) {
    const beats = await runVirtually(
      function* () {
        const beat = ticker(10);
        const beats: number[] = [];
        while (beats.length < 4) beats.push(yield* beat.receive());
        return beats;
      },
      { clock: new LateClock(late) },
    );
    assert.deepEqual(beats, expected);
  }
});

test('a ticker of a fraction of a millisecond, and two at a time', async () => {
  const said = await once(function* () {
    const [a, b] = [ticker(0.5), ticker(0.75)];
    const said: string[] = [];
    for (let i = 0; i < 5; i++) {
      const { key, value } = yield* select({ a: a.receive(), b: b.receive() });
      said.push(`${key} ${value}`);
    }
    return said.toSorted();
  });
  assert.deepEqual(said, ['a 0.5', 'a 1', 'a 1.5', 'b 0.75', 'b 1.5']);
});

test('a ticker ends with its scope, also for a loop over it in another task', async () => {
  const said = await once(function* () {
    const said: unknown[] = [];
    let loop;
    yield* scope(function* () {
      const beat = ticker(10);
      said.push(yield* beat.receive());
      loop = { beat };
    });
    const { beat } = loop as unknown as { beat: ReturnType<typeof ticker> };
    said.push(beat.closed, yield* beat.next());
    yield* sleep(100);
    said.push(beat.length);
    return said;
  });
  assert.deepEqual(said, [10, true, { done: true, value: undefined }, 0]);
});

test('a ticker that is disposed of is silent, and a loop over it ends', async () => {
  const said = await once(function* () {
    const beat = ticker(10);
    const said: unknown[] = [];
    const loop = go(function* () {
      yield* each(beat, function* (at) {
        said.push(at);
        yield* sleep(0);
      });
      said.push(`ended at ${now()}`);
    });
    yield* sleep(25);
    beat[Symbol.dispose]();
    beat[Symbol.dispose]();
    yield* loop;
    yield* sleep(100);
    try {
      yield* beat.receive();
    } catch (error) {
      said.push((error as ClosedError).message);
    }
    return said;
  });
  assert.deepEqual(said, [
    10,
    20,
    'ended at 25',
    'cannot receive on channel "ticker of 10 ms": it was closed by task "main"',
  ]);
});

test('a timer fires once, at its time, for all who wait and who come later', async () => {
  const said = await once(function* () {
    const bell = timer(10);
    const said: string[] = [];
    const waiting = ['a', 'b'].map((name) =>
      go(function* () {
        yield* bell.fired;
        said.push(`${name} at ${now()}`);
      }),
    );
    for (const task of waiting) yield* task;
    yield* sleep(5);
    yield* bell.fired;
    said.push(`later at ${now()}`, `${bell.stop()}`);
    return said;
  });
  assert.deepEqual(said, ['a at 10', 'b at 10', 'later at 15', 'false']);
});

test('a timer that is stopped does not fire; who waits for it waits on until it is reset', async () => {
  const said = await once(function* () {
    const bell = timer(10);
    const said: unknown[] = [];
    const waiting = go(function* () {
      yield* bell.fired;
      said.push(`fired at ${now()}`);
    });
    yield* sleep(5);
    said.push(bell.stop(), bell.stop());
    yield* sleep(100);
    said.push(waiting.state);
    bell.reset(7);
    yield* waiting;
    bell.reset(3);
    const got = yield* select({ fired: bell.fired, early: sleep(2) });
    said.push(got.key);
    yield* bell.fired;
    said.push(`again at ${now()}`);
    return said;
  });
  assert.deepEqual(said, [true, false, 'waiting', 'fired at 112', 'early', 'again at 115']);
});

test('a timer that is reset while it runs starts anew', async () => {
  const at = await once(function* () {
    const bell = timer(10);
    yield* sleep(9);
    bell.reset(10);
    yield* sleep(9);
    bell.reset(10);
    yield* bell.fired;
    return now();
  });
  assert.equal(at, 28);
});

test('a wait for a timer that is killed or lost leaves the timer running', async () => {
  const at = await once(function* () {
    const bell = timer(10);
    const task = go(function* () {
      yield* bell.fired;
    });
    yield* sleep(2);
    task.kill();
    yield* select({ fired: bell.fired, early: sleep(2) });
    yield* bell.fired;
    return now();
  });
  assert.equal(at, 10);
});

test('a timer stops when its scope ends, and nothing of it keeps the program', async () => {
  const said = await once(function* () {
    const bells: Timer[] = [];
    yield* scope(function* () {
      bells.push(timer(10), timer(1e6));
      yield* sleep(1);
    });
    const [bell] = bells;
    return [bell!.stop(), now()];
  });
  assert.deepEqual(said, [false, 1]);
});

test('a timer that is disposed of is stopped', async () => {
  const said = await once(function* () {
    const bell = timer(10);
    bell[Symbol.dispose]();
    const got = yield* select({ fired: bell.fired, early: sleep(50) });
    return [got.key, bell.stop()];
  });
  assert.deepEqual(said, ['early', false]);
});

test('a timer does not outlive its scope, nor its disposal: a reset is refused', async () => {
  const said = await once(function* () {
    const bells: Timer[] = [];
    yield* scope(function* () {
      bells.push(timer(10));
      yield* sleep(1);
    });
    const disposed = timer(10);
    disposed[Symbol.dispose]();
    for (const bell of [...bells, disposed]) assert.throws(() => bell.reset(5), ClosedError);
    const [bell] = bells;
    const got = yield* select({ a: bell!.fired, b: disposed.fired, later: sleep(50) });
    return [got.key, bell!.stop(), disposed.stop()];
  });
  assert.deepEqual(said, ['later', false, false]);
});

test('a ticker whose channel somebody closed, past its type, is silent', async () => {
  const end = await once(function* () {
    const beat = ticker(10);
    (beat as unknown as { close(): void }).close();
    yield* sleep(100);
    return yield* beat.next();
  });
  assert.deepEqual(end, { done: true, value: undefined });
});

test('tickers and timers beat in real time, too', async () => {
  const passed = await run(function* () {
    const began = now();
    const beat = ticker(5);
    for (let i = 0; i < 3; i++) yield* beat.receive();
    yield* timer(5).fired;
    return now() - began;
  });
  assert.ok(passed >= 19 && passed < 500, `${passed} ms`);
});

test('wrong durations throw at once and name the value; outside a task there is none', async () => {
  await run(function* () {
    yield* sleep(0);
    const thrown = (f: () => unknown): unknown => {
      try {
        return f();
      } catch (error) {
        return String(error);
      }
    };
    const bell = timer(1e6);
    assert.deepEqual(
      [
        thrown(() => ticker(0)),
        thrown(() => ticker(-1)),
        thrown(() => ticker(NaN)),
        thrown(() => ticker('5' as never)),
        thrown(() => timer(-1)),
        thrown(() => timer(NaN)),
        thrown(() => timer(null as never)),
        thrown(() => bell.reset(-1)),
        thrown(() => bell.reset(undefined as never)),
        bell.stop(),
      ],
      [
        'RangeError: ms must be above 0, not 0',
        'RangeError: ms must be a number of milliseconds, 0 or more, not -1',
        'RangeError: ms must be a number of milliseconds, 0 or more, not NaN',
        "TypeError: ms must be a number of milliseconds, 0 or more, not '5'",
        'RangeError: ms must be a number of milliseconds, 0 or more, not -1',
        'RangeError: ms must be a number of milliseconds, 0 or more, not NaN',
        'TypeError: ms must be a number of milliseconds, 0 or more, not null',
        'RangeError: ms must be a number of milliseconds, 0 or more, not -1',
        'TypeError: ms must be a number of milliseconds, 0 or more, not undefined',
        true,
      ],
    );
  });
  assert.throws(() => ticker(5), { code: 'OFFSHOOT_NO_TASK' });
  assert.throws(() => timer(5), { code: 'OFFSHOOT_NO_TASK' });
});
