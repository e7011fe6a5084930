// A job as an operation: it starts when the operation is performed, and is killed with it.

import {
  composite,
  type Coroutine,
  currentFiber,
  KilledError,
  type Operation,
} from '../../kernel/index.ts';
import { type Employer, Job } from './job.ts';
import { type CheckedJobOptions, plainJob } from '../pool/job-options.ts';
import type { Origin } from '../../wire/index.ts';
import { addressOf } from '../portable/portable.ts';
import { ONE } from '../protocol.ts';

/** One call of `fn` by `employer`. Composite. */
export function jobOf<T>(
  employer: Employer,
  fn: object,
  args: readonly unknown[],
  origin: Origin,
  options: CheckedJobOptions = plainJob,
): Operation<T> {
  const { name } = addressOf(fn);
  return composite(perform, [employer, fn, args, origin, options], {
    name: () => `call of ${name || 'a function'}`,
  }) as Operation<unknown> as Operation<T>;
}

function* perform(
  employer: Employer,
  fn: object,
  args: readonly unknown[],
  origin: Origin,
  options: CheckedJobOptions,
): Coroutine<unknown> {
  const job = new Job(employer, fn, ONE, args, origin, options);
  if (employer.wakesFirst === true) job.extras.wakesFirstOn = currentFiber().scheduler;
  employer.start(job);
  try {
    const outcome = yield* job.ended();
    if (outcome.ok) return outcome.value;
    throw outcome.error;
  } finally {
    if (job.outcome === null) yield* composite(killing, [[job]]);
  }
}

/** Kills jobs on behalf of the task that is being killed, and waits for their end. */
export function* killing(jobs: readonly Job[]): Coroutine<void> {
  const { killing: kill, patienceMs } = currentFiber();
  for (const job of jobs) job.kill(kill?.reason, Math.min(job.options.within, patienceMs));
  const errors: unknown[] = [];
  for (const job of jobs) {
    const outcome = yield* job.ended();
    if (!outcome.ok && outcome.killed && !(outcome.error instanceof KilledError))
      errors.push(outcome.error);
  }
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, 'clean-up of killed jobs failed');
}
