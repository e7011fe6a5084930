import { go, sleep } from 'offshoot';
import {
  assertHolds,
  random,
  simulate,
  SimulationError,
  type SimulationReport,
} from 'offshoot/testing';
import { is, type Equal } from '../equal.ts';
const report = await simulate(
  function* (scope) {
    scope.go(async () => random(3));
    go(() => random());
    yield* sleep(1e6);
  },
  { runs: 100, schedule: 'pct', depth: 3, clock: 'virtual', checkDeterminism: true },
);
is<Equal<typeof report, SimulationReport>>();
const seed = report.failure?.seed;
is<Equal<typeof seed, number | undefined>>();
if (report.failure !== undefined) {
  await simulate(() => 1, { replay: report.failure.shrunk.replay });
  report.failure.shrunk.lanes.split('\n');
}
for (const { task, at, what } of assertHolds(report).trace) `${at.toFixed()} ${task}: ${what}`;
try {
  assertHolds(report);
} catch (e) {
  if (e instanceof SimulationError && e.kind === 'steps') e.message.trim();
}
