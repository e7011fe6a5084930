// How a job ended, as its worker says it: unpacked, for the caller.

import { type ErrorClasses, type Extra, unpack, type UnpackOptions } from '../../wire/index.ts';
import { classesOf } from '../portable/error-classes.ts';
import { forExtrasOfEnding } from '../extras.ts';
import type { Job } from './job.ts';
import { type Ending, ERROR, VALUE } from '../protocol.ts';
import type { Sharing } from '../sharing.ts';

/** Ends the job, if anybody still waits for it. `where` is what its worker is called in stacks. */
export function settle(
  job: Job | undefined,
  ending: Ending,
  where: string,
  sharing: Sharing,
): void {
  if (ending[1] === VALUE && ending[3] === null) {
    job?.end({ ok: true, value: ending[2] });
    return;
  }
  forExtrasOfEnding(ending, sharing.arrived);
  if (job === undefined || job.outcome !== null) {
    forExtrasOfEnding(ending, sharing.unread);
    return;
  }
  const from = { where, classes: classesOf(job.address.module), references: sharing };
  // Rare: a function came along whose module nobody has imported here.
  const ready = sharing.prepare(extraOf(ending));
  const end = (): void => {
    try {
      settleNow(job, ending, from);
    } catch (error) {
      job.fail(error);
    }
  };
  if (ready === undefined) end();
  else
    ready.then(end, (error: unknown) => {
      forExtrasOfEnding(ending, sharing.unread);
      job.fail(error);
    });
}

/** What a worker says that it ends with. */
export function crashIn(
  { error, extra }: { error: unknown; extra: Extra | null },
  where: string,
  classes: ErrorClasses,
): unknown {
  return unpack(error, extra, { where, classes });
}

function extraOf(ending: Ending): Extra | null {
  const extra = ending[1] === VALUE || ending[1] === ERROR ? ending[3] : ending[4];
  return extra ?? null;
}

function settleNow(job: Job, ending: Ending, from: UnpackOptions): void {
  const [, how] = ending;
  const { origin } = job;
  if (how === VALUE) job.end({ ok: true, value: unpack(ending[2], ending[3], from) });
  else if (how === ERROR) {
    const [, , thrown, extra, before] = ending;
    if (before !== undefined) job.extras.before = unpack(...before, from) as readonly unknown[];
    const error = unpack(thrown, extra, { ...from, origin });
    job.end({ ok: false, error, killed: false, abandoned: false });
  } else if (ending.length === 3) job.endKilled(job.rare?.reason, ending[2]);
  else {
    const error = unpack(ending[3], ending[4], { ...from, origin });
    job.end({ ok: false, error, killed: true, abandoned: false });
  }
}
