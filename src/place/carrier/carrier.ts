// A carrier starts a worker and takes messages there and back. It knows nothing of jobs.

import type { Form } from '../../wire/index.ts';
import { startProcess } from './process-carrier.ts';
import type { FromWorker, Start, ToWorker } from '../protocol.ts';
import { startThread } from './thread-carrier.ts';

/** What a worker is. */
export type WorkerKind = 'thread' | 'process';

export interface Carrier {
  /** How it copies. */
  readonly form: Form;
  /** Throws if the message cannot be copied. The memory in `transfer` moves. */
  post(message: ToWorker, transfer?: readonly ArrayBuffer[]): void;
  /** Should this worker keep the event loop alive? */
  hold(alive: boolean): void;
  /**
   * Ends the worker as soon as may be. `ended` is called when nothing more comes from it: of a thread
   * at once, for it may take its time; of a process when it is dead, for that it is soon.
   */
  terminate(): void;
}

/** How a worker ended: neither a code nor a signal means that it could not be started. */
export interface Exit {
  code: number | null;
  signal: string | null;
  /** What ended it, if that is known. */
  error: unknown;
  /** Something that it said could not be read, nor what came after it: it may have begun more than it is known to. */
  unreadable?: boolean;
}

export interface Listener {
  received(message: FromWorker): void;
  /** Nothing more comes. Called once. */
  ended(exit: Exit): void;
}

/** How to start workers. */
export interface StartOptions {
  execArgv?: readonly string[] | undefined;
  env?: Readonly<Record<string, string>> | undefined;
  memoryMb?: number | undefined;
  /** Of a process. */
  cwd?: string | undefined;
}

export type StartWorker = typeof startWorker;

/** Starts a worker of a kind. */
export function startWorker(
  kind: WorkerKind,
  start: Start,
  options: StartOptions,
  listener: Listener,
): Carrier {
  return kind === 'thread'
    ? startThread(start, options, listener)
    : startProcess(start, options, listener);
}
