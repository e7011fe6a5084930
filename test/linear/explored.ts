// One test for each thing that is checked: it holds in every schedule that is tried, and tells how many.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SimulationReport } from 'offshoot/testing';
import { exhaust, explore, type Subject } from './play.ts';

const RUNS = 300;
const PROGRAMS = 4;
const MOST = 500;

export function testSubject<S, C>(subject: Subject<S, C>): void {
  test(`${subject.name}: what tasks see is what its model says`, async (t) => {
    for (const schedule of ['random', 'pct'] as const) {
      const report = await explore(subject, schedule, RUNS);
      t.diagnostic(`${subject.name}: ${tell(report)} by ${schedule}`);
    }
    for (let seed = 1; seed <= PROGRAMS; seed++) {
      const report = await exhaust(subject, seed, MOST);
      const seen = `${(100 * report.seen!).toFixed(0)} % of all`;
      t.diagnostic(`${subject.name}, program ${seed}: ${tell(report)}, ${seen}`);
    }
  });
}

function tell({ runs, distinct, failure }: SimulationReport): string {
  if (failure !== undefined) {
    const { error, message, shrunk } = failure;
    assert.fail(`${message}\n${(error as Error).stack}\nreplay: ${shrunk.replay}\n${shrunk.lanes}`);
  }
  assert.ok(distinct >= 0.8 * runs, `${distinct} of ${runs} schedules are distinct`);
  return `${runs} schedules, ${distinct} distinct`;
}
