// The link is cut after each message of a run with a queue, one run for each: whatever state the protocol
// is in, nothing is got twice, nothing is lost but what was decided by a message that was cut off, every
// wait ends, and so does a join at home.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClosedError, type Coroutine, go, pause, Queue, select, sleep } from 'offshoot';
import { LinkLostError } from 'offshoot/kernel';
import { assertHolds, random, simulate } from 'offshoot/testing';
import '../../support/leaks.ts';
import { pair } from './pair.ts';
import { Scissors } from './scissors.ts';

/** Gets until the queue is closed or the link is lost, leaves some selects, and says what is done. */
function* getting(
  from: Queue<number>,
  got: number[],
  working = new Set<number>(),
): Coroutine<void> {
  try {
    for (;;) {
      const { key, value } = yield* select({
        value: from.get(),
        late: random(3) === 0 && pause(),
      });
      if (key === 'late') continue;
      got.push(value);
      working.add(value);
      for (let ms = random(4); ms > 0; ms--) yield* pause();
      working.delete(value);
      from.taskDone();
    }
  } catch (error) {
    assert.ok(error instanceof LinkLostError || error instanceof ClosedError, String(error));
  }
}

function* putting(into: Queue<number>, values: number[], put: number[]): Coroutine<void> {
  try {
    for (const n of values) {
      const { key } = yield* select({ put: into.put(n), late: random(4) === 0 && pause() });
      if (key === 'put') put.push(n);
    }
    yield* into.join();
  } catch (error) {
    assert.ok(error instanceof LinkLostError, String(error));
  }
}

/** One run that is cut after so many messages; true if there were so many. */
function* run(maxSize: number, order: 'fifo' | 'priority', after: number): Coroutine<boolean> {
  let scissors: Scissors | undefined;
  const { give, here, there } = pair({}, (made) => (scissors = new Scissors(made, after)));
  for (const peer of [here, there]) scissors!.listenTo(peer);
  const home = new Queue<number>({ maxSize, order });
  const far = yield* give(home);
  const [got, put] = [[], []] as number[][];
  const workingHere = new Set<number>();
  const getters = [far, far].map((end) => go(getting, end, got!));
  getters.push(go(getting, home, got!, workingHere));
  const putters = [
    go(putting, home, [1, 2, 3, 4, 5, 6], put!),
    go(putting, far, [11, 12, 13, 14, 15, 16], put!),
  ];
  for (const task of putters) yield* task;
  yield* home.join();
  assert.deepEqual([...workingHere], [], 'join has waited for all that was got here');
  yield* sleep(1);
  home.close();
  for (const task of getters) yield* task;
  for (let left = tryGet(home); left !== undefined; left = tryGet(home)) got!.push(left);
  assert.equal(new Set(got).size, got!.length, 'nothing twice');
  const missing = put!.filter((n) => !got!.includes(n));
  assert.ok(
    missing.length <= scissors!.underWay,
    `missing: ${missing.join()}; decided by messages that were cut off: ${scissors!.underWay}`,
  );
  return scissors!.posted >= after;
}

function tryGet(queue: Queue<number>): number | undefined {
  return queue.empty ? undefined : queue.tryGet()?.value;
}

for (const maxSize of [1, 3]) {
  for (const order of ['fifo', 'priority'] as const) {
    test(`a queue whose link is cut after each message; ${order}, at most ${maxSize}`, async () => {
      let cuts = 0;
      for (let after = 3; ; after++) {
        let reached = false;
        const report = await simulate(
          function* () {
            if (yield* run(maxSize, order, after)) reached = true;
          },
          { runs: 20, schedule: 'random', seed: after },
        );
        assertHolds(report);
        if (!reached) break;
        cuts++;
      }
      assert.ok(cuts >= 12, `${cuts} states`);
    });
  }
}
