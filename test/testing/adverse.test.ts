// What somebody tries who wants to catch `simulate` at fault: counts that can be made by hand, replays of
// programs that use everything, errors that are no errors.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  all,
  channel,
  type Coroutine,
  deadline,
  go,
  Mutex,
  pause,
  scope,
  select,
  sleep,
  until,
} from 'offshoot';
import { random, simulate } from 'offshoot/testing';
import '../support/leaks.ts';

/** Tasks of so many steps each, and a main that does not stand between them. */
function tasksOf(...steps: number[]) {
  return function* main(): Coroutine<void> {
    yield* scope(() => {
      for (const count of steps) {
        go(function* () {
          for (let step = 1; step < count; step++) yield* pause();
        });
      }
    });
  };
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

test('exhaustive plays exactly as many schedules as there are: the multinomial of the steps', async () => {
  for (const steps of [
    [3, 3],
    [4, 3],
    [5, 5],
    [2, 2, 2],
    [3, 3, 2],
    [1, 1, 1, 1],
  ]) {
    const orders = steps.reduce(
      (n, count) => n / factorial(count),
      factorial(steps.reduce((sum, count) => sum + count, 0)),
    );
    const report = await simulate(tasksOf(...steps), { schedule: 'exhaustive' });
    const { runs, distinct, complete, seen } = report;
    const expected = { runs: orders, distinct: orders, complete: true, seen: 1 };
    assert.deepEqual({ runs, distinct, complete, seen }, expected, `${steps.join(', ')}`);
  }
});

test('exhaustive is complete with as many runs as there are schedules, and not with one less', async () => {
  for (const [runs, complete, seen] of [
    [5, false, 5 / 6],
    [6, true, 1],
  ] as const) {
    const report = await simulate(tasksOf(1, 1, 1), { schedule: 'exhaustive', runs });
    assert.deepEqual([report.runs, report.complete], [runs, complete]);
    assert.ok(Math.abs(report.seen! - seen) < 1e-9, `${report.seen}`);
  }
});

/** How many schedules with a kill: tasks of `a` and `b` steps, of `of` that they had. */
function withKill(a: number, b: number, of: readonly [number, number]): number {
  if (a === 0 && b === 0) return 1;
  const orders = (x: number, y: number): number => factorial(x + y) / factorial(x) / factorial(y);
  // One that has not begun never runs; another one has a last step, to clean up.
  const killed = (left: number, had: number): number => (left === had ? 0 : 1);
  let count = 0;
  if (a > 0) count += orders(killed(a, of[0]), b) + withKill(a - 1, b, of);
  if (b > 0) count += orders(a, killed(b, of[1])) + withKill(a, b - 1, of);
  return count;
}

test('exhaustive with a kill plays as many schedules as can be counted', async () => {
  for (const [a, b] of [
    [2, 1],
    [2, 2],
    [3, 2],
    [3, 3],
  ] as const) {
    const options = { schedule: 'exhaustive', faults: { kills: 1 } } as const;
    const { runs, distinct, complete } = await simulate(tasksOf(a, b), options);
    const expected = withKill(a, b, [a, b]);
    assert.deepEqual([runs, distinct, complete], [expected, expected, true], `${a}, ${b}`);
  }
});

test('which case a select took in the last step tells schedules apart', async () => {
  const report = await simulate(
    function* () {
      for (let round = 0; round < 2; round++) {
        const full = [1, 2, 3].map((n) => {
          const one = channel<number>(1);
          one.trySend(n);
          return one;
        });
        yield* select(full.map((one) => one.receive()));
      }
    },
    { schedule: 'exhaustive' },
  );
  assert.deepEqual([report.runs, report.distinct, report.complete], [9, 9, true]);
});

test('what is thrown need be no error: it is found, replayed and shrunk', async () => {
  for (const thrown of [undefined, null, 0, '', 'text']) {
    const main = function* (): Coroutine<void> {
      let last = '';
      const name = (mine: string) =>
        go(function* () {
          yield* pause();
          last = mine;
        });
      yield* all([name('a'), name('b'), name('c')]);
      if (last === 'a') throw thrown;
    };
    const { failure } = await simulate(main, { runs: 500 });
    for (const replay of [failure!.replay, failure!.shrunk.replay]) {
      const again = await simulate(main, { replay });
      assert.deepEqual([again.failure !== undefined, again.failure?.error], [true, thrown]);
    }
  }
});

/** Uses whatever there is, and always fails with what it has seen. */
function* everything(): Coroutine<never> {
  const [buffered, meeting] = [channel<number>(1), channel<number>()];
  const mutex = new Mutex();
  let log = '';
  const tasks = [
    go(function* () {
      for (let i = 0; i < 3; i++) {
        yield* buffered.send(i);
        log += 's';
      }
    }),
    go(async () => {
      await pause();
      log += 'a';
      await sleep(2);
      await meeting.send(7);
    }),
    go(function* () {
      for (let i = 0; i < 3; i++) {
        const cases = { b: buffered.receive(), m: meeting.receive(), t: sleep(3) };
        log += (yield* select(cases)).key;
      }
    }),
    go(function* () {
      yield* mutex.run(function* () {
        yield* sleep(random(3));
        log += random(10);
      });
    }),
    go(function* () {
      try {
        yield* deadline(2, () => meeting.receive());
      } catch {
        log += 'd';
      }
    }),
  ];
  yield* sleep(2);
  tasks[random(tasks.length)]!.kill();
  for (const task of tasks) yield* select({ end: task.outcome(), late: sleep(10) });
  for (const task of tasks) task.kill();
  for (const task of tasks) yield* task.outcome();
  throw new Error(`log ${log}`);
}

test('a replay does the same step for step, whatever the program uses', async () => {
  for (const schedule of ['random', 'pct', 'fifo'] as const) {
    for (let seed = 1; seed <= 25; seed++) {
      const faults = { kills: seed % 3 };
      const one = await simulate(everything, { schedule, seed, runs: 1, faults });
      const again = await simulate(everything, { replay: one.failure!.replay });
      assert.match((one.failure!.error as Error).message, /^log /);
      assert.deepEqual(again.failure!.error, one.failure!.error);
      assert.deepEqual(again.trace, one.trace);
      assert.equal(again.failure!.replay, one.failure!.replay);
    }
  }
});

test('a choice that comes after more than a million others can be replayed', async () => {
  // 10000 to base 36.
  const { failure } = await simulate(tasksOf(2, 2), { replay: '1/10000' });
  assert.equal(failure, undefined);
});

test('without a limit the host is waited for', async () => {
  for (const outsideMs of [Infinity, 2 ** 40]) {
    const host = new Promise<string>((resolve) => setTimeout(() => resolve('came'), 5));
    let got = '';
    const { failure } = await simulate(
      function* () {
        got = yield* until(host);
      },
      { outsideMs, runs: 1 },
    );
    assert.deepEqual([failure, got], [undefined, 'came']);
  }
});
