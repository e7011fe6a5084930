// A job on its way to a worker: the job, what stands for it in the message, and what it was packed into.

import type { Packed } from '../../wire/index.ts';
import type { Job } from './job.ts';
import type { PackedContext } from '../job-context.ts';
import { type JobEntry, ONE } from '../protocol.ts';

export interface Letter {
  job: Job;
  entry: JobEntry;
  packed: Packed;
}

/** What goes on the link. What was packed must arrive as the list that it is, and of many items that is cheaper. */
export function letterOf(
  job: Job,
  fn: number,
  packed: Packed,
  context: PackedContext | null,
): Letter {
  const { id, cell, how } = job;
  const { value, extra } = packed;
  const entry: JobEntry =
    extra === null && how === ONE
      ? [id, cell, fn, how, null, context, ...(value as readonly unknown[])]
      : [id, cell, fn, how, extra, context, value as readonly unknown[]];
  return { job, entry, packed };
}
