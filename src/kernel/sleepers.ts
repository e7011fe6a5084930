// Watches for the moment in which the host's event loop is empty while programs still run. In a worker
// or a browser there is no such moment to see.

import { asleep, outside, type Waiting } from './deadlock.ts';
import { onEmptyLoop } from './host.ts';
import { ProgramRun } from './program.ts';
import type { Scheduler } from './scheduler.ts';
import { shared } from './shared.ts';

/**
 * For time that is not the host's: nothing on this scheduler is ready and no timer runs. Its programs
 * are told, as the empty loop tells them; true if that made something ready.
 */
export function sleepsOn(scheduler: Scheduler): boolean {
  const programs = programsOn(scheduler);
  const error = asleep(programs);
  return error !== undefined && programs.filter((program) => program.stuck(error)).length > 0;
}

/** The tasks on this scheduler that something outside may wake. */
export function waitOutside(scheduler: Scheduler): Waiting[] {
  return programsOn(scheduler).flatMap(outside);
}

function programsOn(scheduler: Scheduler): ProgramRun[] {
  return [...shared.programs].filter((program): program is ProgramRun => {
    return program instanceof ProgramRun && program.scheduler === scheduler;
  });
}

let watching = false;

/** Looks at every empty loop from now on, until no program runs. */
export function watchForSleep(): void {
  if (watching) return;
  watching = true;
  onEmptyLoop((again) => {
    const programs = [...shared.programs].filter((program) => program instanceof ProgramRun);
    if (programs.length === 0) {
      watching = false;
      return 'stop';
    }
    // Programs of another copy of the package: who knows what they wait for.
    if (programs.length < shared.programs.size) return 'go on';
    const error = asleep(programs);
    if (error === undefined) return 'go on';
    // Whoever else listens for the empty loop may still find something to do.
    if (!again) return 'look again';
    const woken = programs.filter((program) => program.stuck(error));
    return woken.length > 0 ? 'wake up' : 'go on';
  });
}
