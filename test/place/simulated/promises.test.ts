// Single promises of calls, in many orders; and what the random programs (calls.test.ts) have found, each
// in a program of its own.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type Coroutine, go, now, pause, sleep } from 'offshoot';
import { WorkerLostError } from 'offshoot/kernel';
import { assertHolds, random, simulate } from 'offshoot/testing';
import { addressOf } from '../../../src/place/portable/portable.ts';
import '../../support/leaks.ts';
import * as parts from '../../support/place-parts.ts';
import { SimulatedWorkers } from '../../support/simulated-workers.ts';
import { book, Book, type Order, type Step, work } from '../fixtures/simulated.ts';

before(() => parts.load(addressOf(work).module));

const order = (n: number, ...steps: Step[]): Order => ({ n, steps, cleanMs: 0 });

async function inManyOrders(main: (workers: SimulatedWorkers) => Coroutine<void>): Promise<void> {
  const program = () => {
    book.current = new Book();
    return main(new SimulatedWorkers(parts));
  };
  assertHolds(await simulate(program, { runs: 100, maxSteps: 5000 }));
}

test('a job that is killed before it begins is not carried on when its worker dies', async () => {
  let unbegun = 0;
  await inManyOrders(function* (workers) {
    const checked = parts.checkPoolOptions({ on: 'process', size: 1 });
    const pool = yield* parts.openPool({ ...checked, host: workers.host });
    let isSent = false;
    workers.tap = (message, worker) => {
      if (Array.isArray(message)) isSent = true;
      else if (message.is === 'kill') worker.die();
    };
    const caller = go(() => pool.apply(work, order(1, ['sleep', 1e6])));
    while (!isSent) yield* pause();
    caller.kill('enough', { within: 100 });
    yield* caller.outcome();
    assert.ok(now() <= 100, `its caller went on after ${now()} ms`);
    assert.equal(workers.all.slice(1).flatMap(({ claimed }) => [...claimed]).length, 0);
    if (!book.current.begun.has(1)) unbegun++;
  });
  assert.ok(unbegun > 10, `it had not begun in ${unbegun} runs`);
});

test('what a process may have begun behind rubbish in its pipe is not begun again', async () => {
  let behind = 0;
  await inManyOrders(function* (workers) {
    const checked = parts.checkPoolOptions({ on: 'process', size: 1 });
    const pool = yield* parts.openPool({ ...checked, host: workers.host });
    // It was quick, so the next ones are sent ahead.
    yield* pool.apply(work, order(1));
    const first = pool.submit(work, order(2, ['babble']));
    const second = pool.submit(work, order(3, ['sleep', 5]));
    for (const future of [first, second]) {
      try {
        yield* future;
      } catch (error) {
        assert.ok(error instanceof WorkerLostError, String(error));
      }
    }
    const { begun } = book.current;
    assert.ok((begun.get(3) ?? []).length <= 1, `it began in ${begun.get(3)?.join(' and ')}`);
    if (begun.get(3)?.[0] === begun.get(2)?.[0]) behind++;
  });
  assert.ok(behind > 10, `it began behind the rubbish in ${behind} runs`);
});

test('an idle worker stays while a job waits behind one that computes', async () => {
  await inManyOrders(function* (workers) {
    const checked = parts.checkPoolOptions({ on: 'process', min: 0, max: 2, idleMs: 0 });
    const pool = yield* parts.openPool({ ...checked, host: workers.host });
    // It was quick, so the next ones are sent ahead.
    yield* pool.apply(work, order(1));
    const first = pool.submit(work, order(2, ['compute', 50]));
    const second = pool.submit(work, order(3));
    assert.deepEqual([yield* first, yield* second], [4, 6]);
    assert.ok(workers.all.length <= 3, `${workers.all.length} workers for two jobs`);
  });
});

for (const on of ['thread', 'process'] as const) {
  test(`jobs that wait for a worker begin by priority, equal ones as they came: ${on}`, async () => {
    await inManyOrders(function* (workers) {
      const checked = parts.checkPoolOptions({ on, size: 1 });
      const pool = yield* parts.openPool({ ...checked, host: workers.host });
      const { begun } = book.current;
      const first = pool.submit(work, order(0, ['compute', 5]));
      while (!begun.has(0)) yield* sleep(0.1);
      const priorities = Array.from({ length: 6 }, () => random(3));
      const futures = priorities.map((priority, index) => {
        return pool.with({ priority }).submit(work, order(index + 1, ['sleep', random(3)]));
      });
      for (const future of [first, ...futures]) yield* future;
      const expected = [...futures.keys()].sort((a, b) => priorities[b]! - priorities[a]! || a - b);
      assert.deepEqual(
        [...begun.keys()].slice(1),
        expected.map((index) => index + 1),
      );
    });
  });
}
