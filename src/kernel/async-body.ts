// An async body: a task that runs in the host's microtasks and meets the scheduler only where it
// awaits an operation. A kill takes the awaited waits back, which throws KilledError there, and
// aborts the task's signal; the task ends when its promise settles.

import type { Awaited } from './awaited.ts';
import type { KilledError } from './errors.ts';

export class AsyncBody {
  /** What it awaits at this moment. */
  awaited: Set<Awaited> | null = null;
  /** A kill has reached it, by its signal or at an await. From then on it cleans up, and may wait. */
  reached = false;
  /** How its promise settled. */
  end: { ok: boolean; value: unknown } | null = null;

  add(wait: Awaited): void {
    (this.awaited ??= new Set()).add(wait);
  }

  interrupt(error: KilledError): void {
    for (const wait of [...(this.awaited ?? [])]) {
      this.reached = true;
      wait.interrupt(error);
    }
  }
}

/** Did an async body end because of this kill? APIs that take a signal throw its reason, or an AbortError. */
export function endedBy(kill: KilledError, error: unknown): boolean {
  if (error === kill) return true;
  try {
    if (!(error instanceof Error)) return false;
    return error.name === 'AbortError' || error.cause === kill || error.name === 'KilledError';
  } catch {
    // A proxy that does not like to be asked.
    return false;
  }
}
