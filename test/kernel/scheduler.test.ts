import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Coroutine, currentTask, go, pause, run, sleep, type Task } from 'offshoot';
import { observe, RandomReady } from 'offshoot/kernel';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { played } from './played.ts';

test('what is ready runs first in, first out', async () => {
  const { steps } = await played(function* (step) {
    const turns = function* (name: string): Coroutine<void> {
      for (let i = 1; i <= 3; i++) {
        step(`${name}${i}`);
        yield* pause();
      }
    };
    for (const name of ['a', 'b', 'c']) go(turns, name);
    yield* sleep(1);
  });
  assert.equal(steps.join(' '), 'a1 b1 c1 a2 b2 c2 a3 b3 c3');
});

test('thousands of tasks that pause do not starve the event loop', async () => {
  // Counted in turns, not in time: the immediate and the timer must come while all still pause.
  const turns = await run(
    function* () {
      let over = false;
      let count = 0;
      for (let i = 0; i < 5000; i++) {
        go(function* () {
          for (; !over; count++) yield* pause();
        });
      }
      while (count < 5000) yield* pause();
      const hosts = [turnOf(setImmediate), turnOf((f) => setTimeout(f, 0))];
      while (!hosts.every((host) => host.came)) yield* pause();
      over = true;
      return count;
    },
    { slice: 1 },
  );
  assert.ok(turns > 5000);
});

function turnOf(schedule: (f: () => void) => unknown): { came: boolean } {
  const host = { came: false };
  schedule(() => (host.came = true));
  return host;
}

test('a random order is a function of its seed, and other seeds give other orders', async () => {
  const orderOf = (seed: number): Promise<string> =>
    runVirtually(
      function* () {
        let order = '';
        for (const name of 'abcdef') {
          go(function* () {
            for (let i = 0; i < 3; i++) {
              order += name;
              yield* pause();
            }
          });
        }
        yield* sleep(1);
        return order;
      },
      { seed, order: (random) => new RandomReady(random) },
    );
  assert.equal(await orderOf(3), await orderOf(3));
  assert.equal(new Set(await Promise.all([1, 2, 3, 4, 5].map(orderOf))).size, 5);
});

test('the states of a task: ready, running, waiting, and how it ended', async () => {
  const { steps } = await played(function* (step) {
    const task: Task<void> = go(function* () {
      step(currentTask().state);
      yield* sleep(1);
    });
    step(task.state);
    yield* pause();
    step(task.state);
    yield* task;
    step(task.state);
  });
  assert.deepEqual(steps, ['ready', 'running', 'waiting', 'done']);
});

test('an observer is told of start, resumption, suspension and end', async () => {
  const seen: string[] = [];
  const before = observe({
    started: ({ name }) => seen.push(`${name} started`),
    resumed: ({ name }) => seen.push(`${name} resumed`),
    suspended: ({ name }) => seen.push(`${name} suspended`),
    ended: ({ name, state }) => seen.push(`${name} ${state}`),
  });
  try {
    await runVirtually(function* main() {
      const child = go(function* child() {
        yield* sleep(1);
      });
      yield* child;
    });
  } finally {
    observe(before);
  }
  const of = (name: string): string[] => seen.filter((what) => what.startsWith(`${name} `));
  const life = ['started', 'resumed', 'suspended', 'resumed', 'done'];
  assert.deepEqual(
    of('child'),
    life.map((what) => `child ${what}`),
  );
  assert.equal(of('main')[0], 'main started');
  assert.equal(of('main').at(-1), 'main done');
});
