// Faults: tasks that are killed anywhere, and how a failure under them is told, replayed and shrunk.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Coroutine, go, Mutex, pause, scope, select, sleep } from 'offshoot';
import { simulate, type SimulateOptions } from 'offshoot/testing';
import '../support/leaks.ts';

const schedules = ['fifo', 'random', 'pct', 'exhaustive'] as const;

/** Who is killed between its two halves leaves the books unbalanced. */
function* unbalanced(): Coroutine<void> {
  let taken = 0;
  let booked = 0;
  function* transfer(): Coroutine<void> {
    taken++;
    yield* pause();
    booked++;
  }
  for (const task of [go(transfer), go(transfer)]) yield* task.outcome();
  if (taken !== booked) throw new Error('half a transfer');
}

/** The same, and a kill finds it balanced. */
function* balanced(): Coroutine<void> {
  const books = new Mutex();
  let taken = 0;
  function* transfer(): Coroutine<void> {
    yield* books.run(function* () {
      taken++;
      try {
        yield* pause();
      } finally {
        taken--;
      }
    });
  }
  for (const task of [go(transfer), go(transfer), go(transfer)]) yield* task.outcome();
  if (taken !== 0 || books.locked) throw new Error('half a transfer');
}

for (const schedule of schedules) {
  test(`a kill in the wrong place is found by ${schedule}, replayed and shrunk`, async () => {
    const options: SimulateOptions = { schedule, runs: 500 };
    assert.equal((await simulate(unbalanced, options)).failure, undefined);
    const { failure } = await simulate(unbalanced, { ...options, faults: { kills: 2 } });
    assert.equal((failure!.error as Error).message, 'half a transfer');
    const again = await simulate(unbalanced, { replay: failure!.replay });
    const { step, of, replay } = failure!;
    const { failure: same } = again;
    assert.deepEqual([same!.step, same!.of, same!.replay], [step, of, replay]);
    assert.ok(failure!.shrunk.deviations <= 3, failure!.shrunk.lanes);
    const shrunk = await simulate(unbalanced, { replay: failure!.shrunk.replay });
    assert.equal((shrunk.failure!.error as Error).message, 'half a transfer');
  });

  test(`what survives kills survives them under ${schedule}`, async () => {
    const report = await simulate(balanced, { schedule, runs: 500, faults: { kills: 2 } });
    assert.equal(report.failure, undefined, report.failure?.shrunk.lanes);
  });
}

test('a kill is a step of its own in the lanes', async () => {
  const { failure } = await simulate(unbalanced, { faults: { kills: 1 } });
  assert.deepEqual(failure!.shrunk.lanes.split('\n'), [
    ' step    ms  unbalanced                        transfer         transfer#2',
    '    1     0  waits for outcome of task "tran…',
    '    2     0  │                                 waits for pause',
    '    3     0  │                                 │                waits for pause',
    '    4     0  │                                 is killed        │',
    '    5     0  │                                 killed           │',
    '    6     0  │                                                  done',
    '    7     0  failed: half a transfer',
  ]);
});

test('the seed of a failure finds it again, with the same faults', async () => {
  for (const schedule of ['random', 'pct'] as const) {
    const faults = { kills: 1 };
    const { failure } = await simulate(unbalanced, { schedule, faults, seed: 5, runs: 500 });
    const { seed, replay } = failure!;
    const again = await simulate(unbalanced, { schedule, faults, seed, runs: 1 });
    assert.equal(again.failure?.replay, replay);
  }
});

/** How many tasks were killed, and which, in all schedules. */
async function killed(kills: number): Promise<{ runs: number; seen: Set<string> }> {
  const seen = new Set<string>();
  const report = await simulate(
    function* () {
      const tasks = ['a', 'b'].map((name) =>
        go(function* () {
          yield* pause();
          return name;
        }),
      );
      let ends = '';
      for (const task of tasks) {
        const outcome = yield* task.outcome();
        ends += outcome.ok ? outcome.value : '-';
      }
      seen.add(ends);
    },
    { schedule: 'exhaustive', faults: { kills } },
  );
  assert.equal(report.complete, true);
  assert.equal(report.distinct, report.runs);
  return { runs: report.runs, seen };
}

test('exhaustive kills each task at each step, and no more than it may', async () => {
  assert.deepEqual([...(await killed(1)).seen].sort(), ['-b', 'a-', 'ab']);
  assert.deepEqual([...(await killed(2)).seen].sort(), ['--', '-b', 'a-', 'ab']);
});

test('exhaustive kills at each step: as many schedules as can be counted by hand', async () => {
  const { runs, complete } = await simulate(
    function* () {
      const task = go(function* () {
        yield* pause();
        yield* pause();
      });
      yield* task.outcome();
    },
    { schedule: 'exhaustive', faults: { kills: 1 } },
  );
  // Main alone, the task's three turns, main again: a kill before each of the three, or none.
  assert.deepEqual([runs, complete], [4, true]);
});

test('main is never killed, nor what a select is made of, nor who is being killed', async () => {
  const reasons = new Set<unknown>();
  const report = await simulate(
    function* main() {
      for (let i = 0; i < 3; i++) {
        yield* select({
          part: scope(function* () {
            yield* pause();
          }),
          late: sleep(1),
        });
      }
      const task = go(function* () {
        try {
          yield* sleep(5);
        } finally {
          yield* pause();
          yield* pause();
        }
      });
      const outcome = yield* task.outcome();
      if (!outcome.ok) reasons.add((outcome.error as { reason?: unknown }).reason);
    },
    { runs: 300, faults: { kills: 3 } },
  );
  assert.equal(report.failure, undefined, report.failure?.shrunk.lanes);
  assert.deepEqual([...reasons], ['a fault of the simulation']);
});

test('wrong faults are refused by name', async () => {
  const refused: [unknown, RegExp][] = [
    [{ kills: -1 }, /faults\.kills/],
    [{ kills: 1.5 }, /faults\.kills/],
    [3, /faults/],
  ];
  for (const [faults, message] of refused) {
    await assert.rejects(simulate(balanced, { faults: faults as object }), { message });
  }
  await assert.rejects(simulate(balanced, { replay: '1!/0' }), { message: /replay must be/ });
});
