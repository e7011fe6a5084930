// What the caller's side of a worker asks of the system: workers, a moment when the stack is empty, and a
// timer that nobody waits for. In a simulation all three are its own (test/support/simulated-workers.ts).

import { type StartWorker, startWorker } from './carrier.ts';

export interface Host {
  startWorker: StartWorker;
  /** Calls `f` when the stack is empty, before the event loop goes on. */
  soon(f: () => void): void;
  /** Calls `f` in `ms` milliseconds, and keeps nothing alive for that. Gives what stops it. */
  inIdleTime(f: () => void, ms: number): () => void;
}

/** The longest delay that the host's timers take. */
const LONGEST = 2 ** 31 - 1;

export const host: Host = {
  startWorker,
  soon: queueMicrotask,
  inIdleTime(f, ms) {
    const timer = setTimeout(f, Math.min(Math.max(0, ms), LONGEST));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
