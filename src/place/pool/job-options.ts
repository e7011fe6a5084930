// What can be said of single jobs: `pool.with({ ... })`. A wrong option throws at once.

import { checkDuration, checkNames, checkNumber } from '../../kernel/index.ts';

/** How jobs are treated: see `pool.with`. */
export interface JobOptions {
  /** Who goes first: higher before lower, equal ones in order of arrival. Default: 0. */
  priority?: number;
  /**
   * How long the job may run once it has begun, in milliseconds; then it is killed, and fails with
   * TimeoutError. Its time in the line does not count, nor the import of its module by a worker that
   * meets it for the first time: for all of that there is `.timeout(ms)`. In `map` and `imap`: for each
   * item, taken together for those that go in one message. Default: for ever.
   */
  limitMs?: number;
  /** How long its clean-up may take when it is killed, in milliseconds; then its worker is ended. Default: 5000. */
  within?: number;
}

export interface CheckedJobOptions {
  readonly priority: number;
  readonly limitMs: number;
  readonly within: number;
}

/** How long the clean-up of a killed job may take, unless somebody says less, in milliseconds. */
export const GRACE_MS = 5000;

export const plainJob: CheckedJobOptions = { priority: 0, limitMs: Infinity, within: GRACE_MS };

/** The options of `before`, but for what `options` say. */
export function checkJobOptions(before: CheckedJobOptions, options: JobOptions): CheckedJobOptions {
  checkNames('with', options, ['priority', 'limitMs', 'within']);
  const { priority = before.priority, limitMs = before.limitMs, within = before.within } = options;
  checkNumber('priority', priority, -Infinity, 'a number');
  checkDuration('limitMs', limitMs);
  checkDuration('within', within);
  return { priority, limitMs, within };
}
