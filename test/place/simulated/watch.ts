// Watches the caller's side of a simulated run: every job, and every entry of a worker's ledger.
import assert from 'node:assert/strict';
import type { Job } from '../../../src/place/caller/job.ts';
import type { PlaceParts } from '../../support/place-parts.ts';
import type { Order } from '../fixtures/simulated.ts';

/** What was seen of one run. */
export class Watch {
  /** Under which numbers each piece of work was sent. */
  readonly sentAs = new Map<number, number[]>();
  readonly #jobs = new Set<Job>();
  readonly #ends = new Map<Job, number>();
  /** Of each ledger: what stands in it. */
  readonly #entries = new Map<object, Set<number>>();
  /** What must not be. */
  readonly #wrong: string[] = [];

  /** It stands in a line, or is sent. */
  lives(job: Job): void {
    this.#jobs.add(job);
    if (job.state === 'ended') this.#wrong.push(`job ${namesOf(job)} is given on after its end`);
    if (job.rare?.killing === true)
      this.#wrong.push(`job ${namesOf(job)} is given on after it was killed`);
  }

  sent(job: Job): void {
    for (const n of numbersOf(job)) this.sentAs.set(n, [...(this.sentAs.get(n) ?? []), job.id]);
  }

  ends(job: Job): void {
    this.#ends.set(job, (this.#ends.get(job) ?? 0) + 1);
  }

  enters(ledger: object, entry: number | undefined): void {
    const entries = this.#entries.get(ledger) ?? new Set();
    this.#entries.set(ledger, entries);
    if (entry === undefined || entries.has(entry))
      this.#wrong.push(`entry ${entry} of a ledger is given twice`);
    else entries.add(entry);
  }

  leaves(ledger: object, entry: number): void {
    if (this.#entries.get(ledger)?.delete(entry) !== true)
      this.#wrong.push(`entry ${entry} of a ledger leaves, and was not there`);
  }

  /** How many jobs have ended; an item of a map counts as one. */
  get ended(): number {
    return [...this.#ends.keys()].reduce((sum, { size }) => sum + size, 0);
  }

  /** What stands in all ledgers together. */
  get entries(): number {
    return [...this.#entries.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Every job has ended, once, and nobody has anything of it any more. */
  assertEnded(): void {
    assert.deepEqual(this.#wrong, []);
    for (const job of this.#jobs) {
      assert.equal(this.#ends.get(job) ?? 0, 1, `how often job ${namesOf(job)} ended`);
      assert.equal(job.rare?.patience ?? null, null, `who has patience with job ${namesOf(job)}`);
      assert.equal(job.station, null, `which station has job ${namesOf(job)}`);
    }
  }
}

let current = new Watch();

/** From now on another one watches: a run begins. */
export function watchAnew(): Watch {
  current = new Watch();
  return current;
}

/** Has these parts watched, from now on. */
export function watchParts({ Job: Jobs, Marks, Cells }: PlaceParts): void {
  const job = Jobs.prototype;
  const marks = Marks.prototype;
  const cells = Cells.prototype;
  // oxlint-disable-next-line unbound-method -- each is called with the job that it was called for.
  const { waits, number, end } = job;
  job.waits = function () {
    current.lives(this);
    waits.call(this);
  };
  job.number = function () {
    current.lives(this);
    const id = number.call(this);
    current.sent(this);
    return id;
  };
  job.end = function (outcome) {
    if (this.state !== 'ended') current.ends(this);
    end.call(this, outcome);
  };
  for (const ledger of [marks, cells]) {
    // oxlint-disable-next-line unbound-method -- as above.
    const { enter, leave } = ledger;
    const isCells = ledger === cells;
    ledger.enter = function (id: number) {
      const cell = enter.call(this as never, id);
      current.enters(this, isCells ? cell : id);
      return cell;
    };
    ledger.leave = function (cell: number, id: number) {
      if (cell >= 0) current.leaves(this, isCells ? cell : id);
      leave.call(this as never, cell, id);
    };
  }
}

function namesOf(job: Job): string {
  return `${job.name} ${numbersOf(job).join()}`;
}

/** Which pieces of work a job is about. */
function numbersOf({ args }: Job): number[] {
  return args.map((arg) => (arg as Order | null)?.n).filter((n) => typeof n === 'number');
}
