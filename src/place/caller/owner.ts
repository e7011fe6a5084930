// Whoever employs a worker, as its station sees him: a place has one, a pool several.

import type { Scheduler } from '../../kernel/index.ts';
import type { Job } from './job.ts';
import type { Loss } from './loss.ts';
import type { Station } from './station.ts';

/** Whoever employs the worker. */
export interface Owner {
  readonly scheduler: Scheduler;
  /** It is up, or some of its jobs have ended: it can take more. */
  free(station: Station): void;
  /** It has given these jobs back, which it had not begun (`reclaim`). */
  returned(jobs: Job[]): void;
  /** It is no more; the jobs in `left` had not begun. */
  gone(station: Station, left: Job[], loss: Loss): void;
}
