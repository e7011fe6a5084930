// How a worker was lost, in words and as an error.

import { WorkerLostError } from '../../kernel/index.ts';
import type { Exit } from '../carrier/carrier.ts';

/** What an owner is told of a worker that is no more. */
export interface Loss {
  error: WorkerLostError;
  /** Nobody had asked it to end. */
  unasked: boolean;
  /** It died by itself, and no job had begun in it. */
  diedAlone: boolean;
}

/** The error of whoever had a job in the worker `worker`, which ended so. */
export function lossBy(worker: string, exit: Exit, cause: unknown): WorkerLostError {
  const { code: exitCode, signal } = exit;
  const because = cause instanceof Error ? `: ${cause.message}` : '';
  const error = new WorkerLostError(
    `${worker} ${inWordsOf(exit)}${because}`,
    cause === undefined ? {} : { cause },
  );
  return Object.assign(error, {
    worker,
    ...(exitCode !== null && { exitCode }),
    ...(signal !== null && { signal }),
  });
}

/** The error of whoever had a job in a worker that was ended, because the job `by` in it answered to no kill. */
export function hardLoss(worker: string, by: string): WorkerLostError {
  const error = new WorkerLostError(
    `${worker} was ended, because ${by} in it did not answer when it was killed`,
    { cause: 'hardKill' },
  );
  return Object.assign(error, { worker, by });
}

function inWordsOf({ code, signal }: Exit): string {
  if (code !== null) return `ended with exit code ${code}`;
  if (signal === null) return 'could not be started';
  const hint = signal === 'SIGABRT' ? ': it aborted, as Node does when memory is exhausted' : '';
  return `was ended by ${signal}${hint}`;
}
