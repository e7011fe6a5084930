// Programs made by chance, in orders made by chance: whatever happens in them, they end, and nothing
// stays behind. `npm run fuzz -- 100000` runs more of them; a failure names its seed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomReady, reportTo, runOn, Scheduler } from 'offshoot/kernel';
import '../support/leaks.ts';
import { VirtualClock } from '../support/virtual.ts';
import { RandomProgram } from './random-program.ts';

const programs = Number(process.env['PROGRAMS'] ?? 400);
const first = Number(process.env['SEED'] ?? 1);

/** What is left when a program has ended. */
async function leftBehind(seed: number): Promise<string[]> {
  const program = new RandomProgram(seed);
  const order = (random: ConstructorParameters<typeof RandomReady>[0]) => new RandomReady(random);
  const scheduler = new Scheduler({ clock: new VirtualClock(), seed, order });
  // It may fail: that is one of the ends it can have.
  await runOn(scheduler, () => program.main(), { within: 50 }).catch(() => {});
  const alive = program.tasks.filter((task) => !['done', 'failed', 'killed'].includes(task.state));
  const waiting = program.channels
    .map((c) => c.statistics())
    .filter((s) => s.senders + s.receivers > 0);
  return [
    ...alive.map((task) => `task "${task.name}" is ${task.state}`),
    ...waiting.map((s) => `${s.senders} senders and ${s.receivers} receivers wait in a channel`),
    ...(scheduler.timers.length > 0 ? [`${scheduler.timers.length} timers run`] : []),
  ];
}

test(`${programs} random programs end and leave nothing behind`, async () => {
  const console = reportTo(() => {});
  try {
    for (let seed = first; seed < first + programs; seed++) {
      assert.deepEqual(
        await leftBehind(seed),
        [],
        `seed ${seed}: SEED=${seed} PROGRAMS=1 runs it alone`,
      );
    }
  } finally {
    reportTo(console);
  }
});
