// What belongs into the packed values of a message (wire: Extra), wherever in it they stand. Of each job
// and each ending it is asked, and mostly there is nothing.

import type { Extra } from '../wire/index.ts';
import { type Ending, ERROR, type JobEntry, KILLED } from './protocol.ts';

/** Of a job: of its arguments, and of the locals that it takes along. */
export function forExtrasOfJob(entry: JobEntry, use: (extra: Extra) => void): void {
  const extra = entry[4];
  const context = entry[5];
  if (extra !== null) use(extra);
  if (context === null) return;
  const [, ...locals] = context;
  for (const [, , ofLocal] of locals) if (ofLocal !== null) use(ofLocal);
}

/** Of an ending: of its value or error, and of the results before. */
export function forExtrasOfEnding(ending: Ending, use: (extra: Extra) => void): void {
  const extra = ending[1] === KILLED ? ending[4] : ending[3];
  if (extra !== null && extra !== undefined) use(extra);
  const before = ending[1] === ERROR ? ending[4]?.[1] : undefined;
  if (before !== null && before !== undefined) use(before);
}
