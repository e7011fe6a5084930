// Deadlocks have names: circles where they close, and programs in which everything sleeps.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { currentTask, deadline, go, pause, run, select, sleep, type Task } from 'offshoot';
import { DeadlockError } from 'offshoot/kernel';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';

type Cast = Record<string, Task<unknown>>;

test('the join that closes a circle throws there, and names everybody in it', async () => {
  const caught: unknown[] = [];
  await runVirtually(function* () {
    const cast: Cast = {};
    cast['a'] = go(function* a() {
      yield* cast['b']!.outcome();
    });
    cast['b'] = go(function* b() {
      yield* cast['c']!.outcome();
    });
    cast['c'] = go(function* c() {
      yield* sleep(5);
      try {
        yield* cast['a']!;
      } catch (error) {
        caught.push(error);
      }
    });
    yield* cast['a'];
  });
  const [error] = caught as [DeadlockError];
  assert.equal(error.code, 'OFFSHOOT_DEADLOCK');
  assert.equal(
    error.message,
    'this wait would close a circle: task "c" waits for join of task "a"; ' +
      'task "a" waits for outcome of task "b"; task "b" waits for outcome of task "c"',
  );
  assert.deepEqual(error.waits, [
    { task: 'c', on: 'join of task "a"', since: 5 },
    { task: 'a', on: 'outcome of task "b"', since: 0 },
    { task: 'b', on: 'outcome of task "c"', since: 0 },
  ]);
});

test('a task that joins itself is a circle of one', async () => {
  await assert.rejects(
    run(function* alone() {
      yield* currentTask();
    }),
    { name: 'DeadlockError', message: /task "alone" waits for join of task "alone"/ },
  );
});

test('an await in an async body closes a circle, too', async () => {
  const failure = runVirtually(function* () {
    const cast: Cast = {};
    cast['a'] = go(function* a() {
      yield* cast['b']!.outcome();
    });
    cast['b'] = go(async function b() {
      await sleep(1);
      await cast['a'];
    });
    yield* cast['a'];
  });
  await assert.rejects(failure, { name: 'DeadlockError' });
});

test('a wait that can end some other way closes no circle', async () => {
  const ways: ((other: Task<unknown>) => Generator<never, unknown, unknown>)[] = [
    (other) => other.outcome().timeout(1)[Symbol.iterator]() as never,
    (other) => select({ other: other.outcome(), late: sleep(1) })[Symbol.iterator]() as never,
    (other) => deadline(1, () => other.outcome())[Symbol.iterator]() as never,
  ];
  for (const way of ways) {
    const ended = await runVirtually(function* () {
      const cast: Cast = {};
      cast['a'] = go(function* a() {
        yield* cast['b']!.outcome();
      });
      cast['b'] = go(function* b() {
        yield* pause();
        try {
          yield* { [Symbol.iterator]: () => way(cast['a']!) };
        } catch (error) {
          return (error as Error).name;
        }
        return 'went on';
      });
      return yield* cast['b'];
    });
    assert.match(String(ended), /went on|TimeoutError/);
  }
});

const asleep: Record<string, string[]> = {
  channels: [
    'clean',
    'DeadlockError: channels on receive on channel "silent"; worker on receive on channel "silent"',
  ],
  asynchronous: ['DeadlockError: asynchronous on receive on channel "silent"'],
  aSelect: [
    'DeadlockError: aSelect on select over receive on channel "silent", send on channel "silent"',
  ],
  nested: [
    'DeadlockError: nested on end of the tasks of a scope; inner on receive on channel "silent"',
  ],
  unreferencedTimer: ['DeadlockError: unreferencedTimer on receive on channel "silent"'],
  idlePool: ['DeadlockError: idlePool on receive on channel "silent"'],
  idleThread: ['DeadlockError: idleThread on receive on channel "silent"'],
  sleepingCleanUp: [
    'reported: abandoned',
    'DeadlockError: sleepingCleanUp on receive on channel "silent"',
  ],
};

const awake: Record<string, string> = {
  timer: 'done',
  callback: 'called',
  promise: 'kept',
  listening: 'heard',
  socket: 'answered',
  subprocess: 'exited',
  wrapped: 'resumed',
  onceOnly: 'once',
  posixSignal: 'SIGUSR2',
  thread: 'up',
  lastMinute: 'in time',
  sharedMemory: 'timed-out',
  background: 'done',
};

const program = fileURLToPath(new URL('asleep-program.ts', import.meta.url));

function played(...args: string[]): { lines: string[]; code: number | null } {
  const node = ['--conditions=offshoot-source', '--no-warnings', program, ...args];
  const { stdout, status } = spawnSync(process.execPath, node, {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { lines: stdout.trimEnd().split('\n'), code: status };
}

for (const [name, lines] of Object.entries(asleep)) {
  test(`a program in which everything sleeps rejects with names: ${name}`, () => {
    assert.deepEqual(played(name), { lines: [...lines, 'exit'], code: 0 });
  });
}

for (const [name, result] of Object.entries(awake)) {
  test(`no false alarm: ${name}`, () => {
    assert.deepEqual(played(name), { lines: [`result: ${result}`, 'exit'], code: 0 });
  });
}

test('with deadlock: report it is told once, with off not at all; the process then ends as Node ends it', () => {
  assert.deepEqual(played('channels', 'report'), {
    lines: ['reported: deadlock', 'exit'],
    code: 13,
  });
  assert.deepEqual(played('channels', 'off'), { lines: ['exit'], code: 13 });
});
