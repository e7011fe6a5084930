// What a place is, whatever it is: this thread, another one, later a process or a machine.

import type { Operation, Task, WorkerLostError } from '../kernel/index.ts';
import type { PortableBody } from './portable/portable.ts';

/** How a place ended. */
export type ExitReason =
  | { kind: 'normal' }
  | { kind: 'killed'; reason: unknown }
  | { kind: 'lost'; error: WorkerLostError };

/** Where tasks can be started. Arguments and results are copied. */
export interface Place extends AsyncDisposable {
  readonly name: string;
  /** Calls `fn` there. Composite: a kill, a timeout or a lost select kills the call. */
  call<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Operation<T>;
  /** Starts `fn` there, as a task of the current scope. Acts at once. */
  go<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Task<T>;
  /** Takes in no more, waits for the calls that run there, and ends it. Composite. */
  close(): Operation<void>;
  /** Ends it at once, with all that runs there. */
  kill(reason?: unknown): void;
  /** Waits for its end, and tells how it came. Primitive. */
  exited(): Operation<ExitReason>;
}
