// Slices that take too long are reported by the name of their task. Time is the tests' own, but for one.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import {
  type Clock,
  type Coroutine,
  go,
  pause,
  type Report,
  reportTo,
  run,
  runOn,
  Scheduler,
  until,
} from '../../src/kernel/index.ts';

/** A clock that goes on when it is told to. */
class OwnClock implements Clock {
  at = 0;
  processorMs = 0;
  preempted = 0;
  now(): number {
    return this.at;
  }
  spent(): { processorMs: number; preempted: number } {
    const { processorMs, preempted } = this;
    return { processorMs, preempted };
  }
  wakeAt(): void {}
  rest(): void {}
}

describe('slow slices', () => {
  let clock: OwnClock;
  let reports: Report[];
  let before: ReturnType<typeof reportTo>;

  beforeEach(() => {
    clock = new OwnClock();
    reports = [];
    before = reportTo((each) => reports.push(each));
  });
  afterEach(() => void reportTo(before));

  /** Runs on the own clock. */
  const program = (main: () => Coroutine<void>, slowMs?: number): Promise<void> =>
    runOn(new Scheduler({ clock, ...(slowMs !== undefined && { slowMs }) }), main);
  const messages = (): string[] => reports.map(({ kind, message }) => `${kind}: ${message}`);
  /** Tasks by these names, each of which takes so many milliseconds in one slice. */
  function* taking(times: Record<string, number>): Coroutine<void> {
    for (const [name, ms] of Object.entries(times)) {
      const task = go(() => {
        clock.at += ms;
      });
      task.name = name;
    }
    yield* pause();
  }

  test('one that took longer than 100 ms is reported with its name and what to do', async () => {
    await program(() => taking({ long: 101 }));
    assert.deepEqual(messages(), [
      'slow: a slice of task "long" took 101 ms, in which no other task, no timer and no I/O had a turn. ' +
        'Let them, with yield* pause() in a long loop, or send the work away, with blocking(f) or a pool.',
    ]);
  });

  test('one that took 100 ms is not, nor many short ones after each other', async () => {
    await program(function* () {
      yield* taking({ just: 100 });
      for (let i = 0; i < 1000; i++) {
        clock.at += 1;
        yield* pause();
      }
    });
    assert.deepEqual(messages(), []);
  });

  test('slowMs is another limit, and with Infinity there is none', async () => {
    await program(() => taking({ short: 11 }), 10);
    await program(() => taking({ long: 10_000 }), Infinity);
    assert.deepEqual(
      messages().map((message) => message.slice(0, 41)),
      ['slow: a slice of task "short" took 11 ms,'],
    );
    await assert.rejects(async () => run(() => {}, { slowMs: -1 }), /slowMs/);
  });

  test('where it may be one of several they are named, and timed one by one from then on', async () => {
    await program(function* () {
      // After the first slices of a turn the clock is looked at only now and then.
      const quick = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`quick ${i}`, 0]));
      yield* taking({ ...quick, long: 150, last: 0 });
      yield* until(new Promise((resolve) => setImmediate(resolve)));
      yield* taking({ ...quick, again: 150, last: 0 });
    });
    assert.deepEqual(
      messages().map((message) => message.replace(/, in which.*/, '')),
      [
        'slow: a turn of the tasks "quick 7", "quick 8", "long" and 2 more took 150 ms',
        'slow: a slice of task "again" took 150 ms',
      ],
    );
  });

  test('of a program that is slow throughout one a second is reported, with how many were not', async () => {
    await program(function* () {
      for (let i = 0; i < 7; i++) {
        clock.at += 200;
        yield* pause();
      }
    });
    const said = messages().map((message) => /It was so (\d+) times more/.exec(message)?.[1]);
    assert.deepEqual(said, [undefined, '4']);
  });

  test('when others had the processor meanwhile, it is the machine that was slow', async () => {
    await program(function* () {
      clock.at += 60;
      yield* pause();
      clock.at += 500;
      clock.preempted++;
      clock.processorMs += 99;
      yield* pause();
    });
    assert.deepEqual(messages(), []);
    await program(function* () {
      clock.at += 500;
      clock.preempted++;
      clock.processorMs += 100;
      yield* pause();
    });
    assert.equal(reports.length, 1);
  });

  test('by the real clock', async () => {
    await run(function* () {
      const spin = go(function spin() {
        const start = process.cpuUsage();
        for (let spent = 0; spent < 250_000;) {
          const { user, system } = process.cpuUsage(start);
          spent = user + system;
        }
      });
      yield* spin;
    });
    assert.deepEqual(
      messages().map((message) => message.replace(/\d+ ms.*/, '')),
      ['slow: a slice of task "spin" took '],
    );
  });
});
