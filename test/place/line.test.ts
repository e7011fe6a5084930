import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Job } from '../../src/place/caller/job.ts';
import { plainJob } from '../../src/place/pool/job-options.ts';
import { Line } from '../../src/place/pool/line.ts';
import { Origin } from '../../src/wire/index.ts';
import { ONE } from '../../src/place/protocol.ts';
import { double } from './fixtures/jobs.ts';

const nobody = { start: () => {}, stop: () => {}, ended: () => {} };
const origin = new Origin();

function jobOf(priority: number): Job {
  return new Job(nobody, double, ONE, [], origin, { ...plainJob, priority });
}

const step = fc.oneof(
  fc.record({ do: fc.constant('push' as const), n: fc.integer({ min: -2, max: 2 }) }),
  fc.record({ do: fc.constant('shift' as const), n: fc.constant(0) }),
  fc.record({ do: fc.constant('remove' as const), n: fc.nat(50) }),
  fc.record({ do: fc.constant('comeBack' as const), n: fc.nat(50) }),
);

/** The same line, as a list that is sorted anew each time. */
class SortedLine {
  waiting: Job[] = [];
  #arrivals = new Map<Job, number>();

  push(job: Job): void {
    if (!this.#arrivals.has(job)) this.#arrivals.set(job, this.#arrivals.size);
    this.waiting.push(job);
    this.waiting.sort(
      (a, b) =>
        b.options.priority - a.options.priority || this.#arrivals.get(a)! - this.#arrivals.get(b)!,
    );
  }

  remove(job: Job): void {
    this.waiting = this.waiting.filter((other) => other !== job);
  }
}

test('the line is in order of priority, then of first arrival, whoever leaves and comes back', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const line = new Line();
      const model = new SortedLine();
      const away: Job[] = [];
      for (const { do: what, n } of steps) {
        if (what === 'push') {
          const job = jobOf(n);
          line.push(job);
          model.push(job);
        } else if (what === 'shift') {
          const first = line.shift();
          assert.equal(first, model.waiting.shift());
          if (first !== undefined) away.push(first);
        } else if (what === 'remove' && model.waiting.length > 0) {
          const job = model.waiting[n % model.waiting.length]!;
          line.remove(job);
          model.remove(job);
        } else if (what === 'comeBack' && away.length > 0) {
          const [job] = away.splice(n % away.length, 1);
          line.push(job!);
          model.push(job!);
        }
        assert.deepEqual([line.length, line.first], [model.waiting.length, model.waiting[0]]);
        assert.deepEqual(new Set(line), new Set(model.waiting));
      }
      for (const job of model.waiting) assert.equal(line.shift(), job);
      assert.equal(line.shift(), undefined);
    }),
  );
});
