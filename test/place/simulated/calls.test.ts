// Calls to pools and places in many schedules: both sides of each worker run in one simulation
// (simulated-workers.ts), callers are killed, workers die, and pools end at any time.
// PROGRAMS=20000 plays so many of each kind, SEED says with which it begins: npm run fuzz.
import assert from 'node:assert/strict';
import { before, test, type TestContext } from 'node:test';
import { assertHolds, simulate } from 'offshoot/testing';
import { addressOf } from '../../../src/place/portable/portable.ts';
import '../../support/leaks.ts';
import * as parts from '../../support/place-parts.ts';
import { work } from '../fixtures/simulated.ts';
import { MAX_STEPS, Program, type Shape } from './program.ts';
import { watchParts } from './watch.ts';

const RUNS = Number(process.env.PROGRAMS ?? 100);
const SEED = Number(process.env.SEED ?? 1);

before(async () => {
  watchParts(parts);
  // Later on it is there, and nobody waits for the host.
  await parts.load(addressOf(work).module);
});

const states = [
  'killed before it is sent',
  'killed before it begins',
  'killed while it runs',
  'killed while its reply travels',
  'a worker dies',
];

/** Plays so many of each kind, and tells what came about. In the last any task may be killed, on both sides. */
async function explore(t: TestContext, shape: Shape): Promise<void> {
  const seen = new Map<string, number>();
  const note = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
  for (const [schedule, kills] of [
    ['random', 0],
    ['pct', 0],
    ['random', 2],
  ] as const) {
    const main = () => new Program(parts, shape, note).run();
    const limits = { maxSteps: MAX_STEPS, faults: { kills } };
    const report = await simulate(main, { runs: RUNS, seed: SEED, schedule, ...limits });
    assertHolds(report);
    const { runs, distinct, steps } = report;
    const how = `${schedule}, with ${kills} kills`;
    t.diagnostic(`${runs} runs by ${how}: ${distinct} distinct, ${steps} steps`);
    // A kill at the beginning leaves little of a program.
    if (kills === 0)
      assert.ok(distinct >= 0.8 * runs, `${distinct} of ${runs} schedules are distinct`);
  }
  for (const [what, times] of seen) t.diagnostic(`${what}: ${times} times`);
  const missing = states.filter((state) => !seen.has(state));
  const possible =
    shape.toPlace === true ? missing.filter((what) => !/is sent/.test(what)) : missing;
  assert.deepEqual(possible, [], 'states that never came about');
}

for (const on of ['thread', 'process'] as const) {
  test(`whatever happens, every call to a pool ends once: ${on}`, (t) => explore(t, { on }));

  test(`whatever happens, every call to a place ends once: ${on}`, (t) =>
    explore(t, { on, toPlace: true }));

  test(`a worker that dies after any message takes along what it had begun: ${on}`, async (t) => {
    let cuts = 0;
    for (let after = 1; after <= 60; after++) {
      let wasCut = false;
      const main = function* () {
        const program = new Program(parts, { on, cutAfter: after }, () => {});
        yield* program.run();
        wasCut ||= program.wasCut;
      };
      const runs = Math.ceil(RUNS / 30);
      assertHolds(await simulate(main, { runs, seed: SEED * after, schedule: 'random' }));
      if (wasCut) cuts++;
    }
    t.diagnostic(`${cuts} states`);
    assert.ok(cuts >= 30, `${cuts} states`);
  });
}
