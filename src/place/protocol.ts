// What the caller's thread and a worker say to each other.
//
//   caller                                         worker
//     |  ----------- (starts it, with a Start) ------->  |  imports and runs init
//     |  <---------------------------------- ready ----  |
//     |  -- functions [address, ...] ----------------->  |  numbered on from those before
//     |  -- jobs [[id, cell, function, ...], ...] ---->  |  begins them in this order
//     |  <------------------------- loaded function ---  |  when it has imported a function's module
//     |  <------------------ ended [[id, ...], ...] ---  |  several in one message
//     |  <------------------------ progress id, value -  |  now and then, the latest alone
//     |  -- kill id, within -------------------------->  |  clean-up runs
//     |  <------------------ ended [[id, KILLED]] -----  |
//     |  <-- peer [...] ----------------------------->  |  what travelled and goes on living (sharing.ts)
//     |  -- close ------------------------------------>  |  ends its program, and exits
//     |  <-------------------------------- crashed ----  |  instead of anything: the error that ends it
//
// and a process besides, which has no shared memory:
//
//     |  -- start Start ----------------------------->   |  the first message
//     |  <----------------------------- begun id -----   |  before it begins each job that was sent ahead
//     |  -- giveBack [id, ...] ---------------------->   |
//     |  <---------------- givenBack [id, ...] -------   |  those of them that it had not begun
//
// Arguments, results, errors and reasons are packed: each has its extra beside it (wire: pack, unpack).
//
// Who has a job that was sent but is not begun is settled with a thread in shared memory, without a
// message, so that it can be taken away from one that is stuck in a loop, and is known when one dies. A
// cell holds
//   id    the job was sent, nobody has begun it
//   -id   the worker has begun it
//   0     the caller has taken it back
// and each side changes it from `id` alone, with compareExchange. A cell is used again for other jobs:
// a worker that meets an old entry finds another id in its cell, and drops the entry.
//
// A process says `begun`, and begins when the system has taken that message: what a process has written
// arrives, however it dies. So the caller knows then, too, who had begun. But a job can be taken back only
// by asking; a process that is stuck in another job answers when it is through with that. So few jobs
// are sent ahead to processes, and quick ones alone (caller/ahead.ts).

import { type Extra, type Flat } from '../wire/index.ts';
import type { PackedContext } from './job-context.ts';
import type { Address } from './portable/portable.ts';

/** Both sides must speak the same version; they come from one copy of the package, and check it. */
export const PROTOCOL = 5;

/** The largest message to or from a process, in bytes. */
export const MAX_FRAME = 256 * 1024 * 1024;

/** One call of the function with `args`. */
export const ONE = 0;
/** One call of the function for each of `args`; the result is an Answers. */
export const EACH = 1;
export type How = typeof ONE | typeof EACH;

/** With a `cell` of -1 a job counts as begun when it is sent. To a process each other one is "say so". */
export type JobEntry = [
  id: number,
  cell: number,
  fn: number,
  how: How,
  /** Null, and one call: the arguments follow one by one. Else they follow as one list. */
  extra: Extra | null,
  context: PackedContext | null,
  ...args: unknown[],
];

export const VALUE = 0;
export const ERROR = 1;
export const KILLED = 2;

export type Ending =
  | [id: number, how: typeof VALUE, value: unknown, extra: Extra | null]
  | [id: number, how: typeof ERROR, error: unknown, extra: Extra | null, before?: Before]
  /** Without an error it was a plain kill, for the reason that the caller had. */
  | [id: number, how: typeof KILLED, abandoned: boolean]
  | [id: number, how: typeof KILLED, abandoned: boolean, error: unknown, extra: Extra | null];

/** Of a job EACH, the results of the items before the one that failed. */
export type Before = readonly [values: readonly unknown[], extra: Extra | null];

/** The results of a job of the kind EACH, and how long it took, in milliseconds. */
export interface Answers {
  values: unknown[];
  ms: number;
}

/** Jobs, and their ends, are bare lists: an object around one costs 0.4 us more to copy. */
export type ToWorker =
  | Flat<JobEntry>
  | { is: 'functions'; addresses: Address[] }
  | { is: 'kill'; id: number; within: number; reason: unknown; extra: Extra | null }
  | { is: 'giveBack'; ids: number[] }
  | { is: 'peer'; batch: readonly unknown[] }
  | { is: 'start'; start: Start }
  | { is: 'close' };

/** Before the endings stands how long these jobs took together, in milliseconds. */
export type Endings = Flat<Ending>;

export type FromWorker =
  | Endings
  | { is: 'ready' }
  | { is: 'progress'; id: number; value: number }
  | { is: 'begun'; id: number }
  | { is: 'loaded'; fn: number }
  | { is: 'givenBack'; ids: number[] }
  | { is: 'peer'; batch: readonly unknown[] }
  | { is: 'crashed'; error: unknown; extra: Extra | null };

/** What a worker is started with. */
export interface Start {
  protocol: number;
  name: string;
  init: Address | null;
  /** Of a thread. */
  cells: Int32Array<SharedArrayBuffer> | null;
  /** Does a job begin only when the one before has ended? */
  oneAtATime: boolean;
}
