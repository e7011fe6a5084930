// Does a simulation find bugs? Copies of our primitives, each with one fault planted, must fail in some
// schedule; the same copies without a fault must hold in all that are tried. Prints for each fault
// how many schedules it took.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { simulate, type SimulationReport } from 'offshoot/testing';
import '../support/leaks.ts';
import { barrier } from './barrier.ts';
import { channel } from './channel.ts';
import { condition } from './condition.ts';
import { mutex } from './mutex.ts';
import { once } from './once.ts';
import { priorityQueue } from './priority-queue.ts';
import { queue } from './queue.ts';
import { rwLock } from './rw-lock.ts';
import { semaphore } from './semaphore.ts';
import type { Subject } from './subject.ts';

const subjects: Subject[] = [
  mutex,
  semaphore,
  rwLock,
  condition,
  barrier,
  once,
  queue,
  priorityQueue,
  channel,
];

/** How many schedules a fault may take. */
const BUDGET = 2000;
/** How many a sound copy must hold in, of each kind. */
const SOUND = 1000;

/** Was it found, and in words: after how many schedules, and how many of these were distinct. */
async function found(
  { program }: Subject,
  fault: string,
  schedule: 'random' | 'pct' | 'exhaustive',
): Promise<{ found: boolean; took: string }> {
  const report = await simulate(program(fault), { schedule, runs: BUDGET, maxSteps: 2000 });
  const { failure, runs, distinct } = report;
  assertDistinct(report);
  if (failure === undefined) return { found: false, took: `more than ${runs} by ${schedule}` };
  return { found: true, took: `${runs} by ${schedule} (${distinct} distinct)` };
}

function assertDistinct({ runs, distinct }: SimulationReport): void {
  assert.ok(distinct >= 0.8 * runs, `${distinct} of ${runs} schedules are distinct`);
}

async function holds(t: TestContext, { primitive, program }: Subject): Promise<void> {
  for (const schedule of ['random', 'pct'] as const) {
    const report = await simulate(program(undefined), { schedule, runs: SOUND, maxSteps: 2000 });
    const { runs, distinct, failure } = report;
    assert.equal(failure, undefined, `${failure?.message}\n${failure?.shrunk.lanes}`);
    assertDistinct(report);
    t.diagnostic(`${primitive}, sound: ${runs} schedules by ${schedule}, ${distinct} distinct`);
  }
}

for (const subject of subjects) {
  test(`a sound ${subject.primitive} holds in every schedule that is tried`, (t) =>
    holds(t, subject));

  for (const fault of subject.faults) {
    test(`${subject.primitive}, ${fault}: is found`, async (t) => {
      const random = await found(subject, fault, 'random');
      const pct = await found(subject, fault, 'pct');
      const exhaustive = await found(subject, fault, 'exhaustive');
      const took = `${random.took}, ${pct.took}, ${exhaustive.took}`;
      t.diagnostic(`${subject.primitive}, ${fault}: schedules: ${took}`);
      assert.ok(random.found || pct.found, took);
    });
  }
}

test('at least twenty faults are planted', () => {
  const faults = subjects.flatMap((subject) => subject.faults);
  assert.ok(faults.length >= 20, `${faults.length}`);
});
