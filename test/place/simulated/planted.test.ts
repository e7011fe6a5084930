// Do the random programs find faults? Each is planted in a copy of the room (planted-faults.ts), and must
// make some program fail. Prints which, and how.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { type Schedule, simulate } from 'offshoot/testing';
import { addressOf } from '../../../src/place/portable/portable.ts';
import '../../support/leaks.ts';
import type { PlaceParts } from '../../support/place-parts.ts';
import { type Fault, partsWith } from '../../support/planted-faults.ts';
import { work } from '../fixtures/simulated.ts';
import { MAX_STEPS, Program, type Shape } from './program.ts';
import { watchParts } from './watch.ts';

/** How many programs of each kind a fault may take. */
const BUDGET = 1500;
const BATCH = 25;

/** Faults, and if they show in a few programs alone: in which. */
const faults: (Fault & { shape?: Shape })[] = [
  {
    name: 'what had begun is carried on elsewhere when its worker dies',
    file: 'caller/station.ts',
    sound: 'const unbegun = unreadable === true ? [] : this.unbegun();',
    faulty: 'const unbegun = this.jobs;',
  },
  {
    name: 'what had not begun is lost with its worker',
    file: 'caller/station.ts',
    sound: 'const unbegun = unreadable === true ? [] : this.unbegun();',
    faulty: 'const unbegun: Job[] = [];',
  },
  {
    name: 'the book about a worker that could not be read is believed',
    file: 'caller/station.ts',
    sound: 'unreadable === true ? []',
    faulty: 'unreadable === true ? this.unbegun()',
    shape: { on: 'process', mishap: 'babble' },
  },
  {
    name: 'the kill of a job is forgotten when its worker dies',
    file: 'caller/station.ts',
    sound:
      'for (const job of unbegun) if (job.rare?.killing === true) job.endKilled(job.rare.reason);',
    faulty: '',
  },
  {
    name: 'a killed job that is given back is carried on',
    file: 'caller/station.ts',
    sound: 'if (job.rare?.killing === true) job.endKilled(job.rare.reason);\n      else if',
    faulty: 'if',
    shape: { only: 'burst' },
  },
  {
    name: 'nobody settles a caller when the time for clean-up is over',
    file: 'caller/station.ts',
    sound: 'job.endKilled(reason, true);\n      if (this.#isUnbegun(job)) return;',
    faulty: 'if (this.#isUnbegun(job)) return;',
  },
  {
    name: 'the patience with a job that has ended goes on',
    file: 'caller/station.ts',
    sound: 'this.#owner.scheduler.stopTimer(rare.patience);\n    rare.patience = null;',
    faulty: '',
  },
  {
    name: 'an entry stays in the book when a job has ended',
    file: 'caller/station.ts',
    sound: 'this.#ledger.leave(job.cell, job.id);',
    faulty: '',
  },
  {
    name: 'the book does not hear that a job begins',
    file: 'caller/ledger.ts',
    sound: 'begun(id: number): void {\n    this.#unbegun.delete(id);',
    faulty: 'begun(_: number): void {',
  },
  {
    name: 'a cell that a worker has begun is taken back',
    file: 'caller/cells.ts',
    sound: 'return cell >= 0 && Atomics.compareExchange(this.shared, cell, id, 0) === id;',
    faulty: 'return cell >= 0;',
  },
  {
    name: 'a worker begins what was taken back',
    file: 'worker/workbench.ts',
    sound: 'if (!this.#claims.claim(cell, id)) {',
    faulty: 'if (!this.#claims.claim(cell, id) && false) {',
  },
  {
    name: 'a worker begins before its caller is sure to know',
    file: 'worker/workbench.ts',
    sound: 'if (this.#claims.known()) this.#run(entry);',
    faulty: 'if (this.#claims.known() || true) this.#run(entry);',
  },
  {
    name: 'a worker gives back what it then begins',
    file: 'worker/workbench.ts',
    sound: "this.#outbox.post({ is: 'givenBack', ids: this.#remove(ids) });",
    faulty: "this.#outbox.post({ is: 'givenBack', ids });",
  },
  {
    name: 'a worker that has nothing to do keeps what it has to say',
    file: 'worker/workbench.ts',
    sound: 'if (entry === undefined) {\n        this.#outbox.flush();',
    faulty: 'if (entry === undefined) {',
  },
  {
    name: 'a worker does two jobs at a time',
    file: 'worker/workbench.ts',
    sound: '(this.#running.size === 0 || !this.#start.oneAtATime)',
    faulty: 'this.#running.size < 2',
  },
  {
    name: 'a killed job stays in the line',
    file: 'pool/crew.ts',
    sound: 'this.#line.remove(job);\n      job.endKilled(reason);',
    faulty: 'job.endKilled(reason);',
  },
  {
    name: 'an idle worker is let go while a job waits behind another',
    file: 'pool/staff.ts',
    sound: 'return size > this.#options.min && size > this.load;',
    faulty: 'return size > this.#options.min;',
    shape: { only: 'burst', grows: true },
  },
  {
    name: 'a killed caller does not wait for the clean-up of his job',
    file: 'caller/perform.ts',
    sound: 'if (job.outcome === null) yield* composite(killing, [[job]]);',
    faulty: 'if (job.outcome === null) job.kill(undefined);',
  },
];

/** How many programs it took until one failed, and how; undefined if none did. */
async function find(fault: Fault, shape: Shape): Promise<string | undefined> {
  const parts = await partsWith(fault);
  watchParts(parts);
  await parts.load(addressOf(work).module);
  for (let seed = 1; seed <= BUDGET; seed += BATCH) {
    for (const on of ['process', 'thread'] as const) {
      for (const schedule of ['random', 'pct'] as const) {
        const what = await failureOf(parts, { on, ...shape }, seed, schedule);
        if (what !== undefined) return `a program of ${seed} to ${seed + BATCH}, ${on}: ${what}`;
      }
    }
  }
  return undefined;
}

/** What the first that fails of some programs fails with. It is not shortened: that takes longer than to find it. */
async function failureOf(
  parts: PlaceParts,
  shape: Shape,
  seed: number,
  schedule: Schedule,
): Promise<string | undefined> {
  let first: string | undefined;
  const main = function* () {
    if (first !== undefined) return;
    try {
      yield* new Program(parts, shape, () => {}).run();
    } catch (error) {
      first = inspect(error, { depth: 0 }).slice(0, 300);
    }
  };
  const { failure } = await simulate(main, {
    runs: BATCH,
    seed,
    schedule,
    maxSteps: MAX_STEPS,
    outsideMs: 50,
  });
  return first ?? failure?.message;
}

for (const fault of faults) {
  test(`planted: ${fault.name}: is found`, async (t) => {
    const found = await find(fault, fault.shape ?? {});
    assert.ok(found !== undefined, `not found by ${4 * BUDGET} programs`);
    t.diagnostic(found);
  });
}
