// Every failure that a caller can act on has a class here, a stable `code`, and a message that
// says what happened, to what, and what to do. docs/errors.md lists them; a test compares the two.

/** What every error of this package is. `code` is stable; the message is for people. */
export abstract class OffshootError<C extends string = string> extends Error {
  abstract readonly code: C;

  // As every class has it, but told to the compiler, which takes `C` for `any` otherwise.
  declare static readonly [Symbol.hasInstance]: <E>(
    this: abstract new (...args: never[]) => E,
    value: unknown,
  ) => value is E;
}

/** Tells why an error was made: `cause` as in `Error`. */
export interface ErrorCause {
  cause?: unknown;
}

/** Names a class where a minifier cannot: it is what `error.name` and stacks say. */
export function named<C extends { prototype: Error }>(target: C, name: string): C {
  Object.defineProperty(target, 'name', { value: name, configurable: true });
  Object.defineProperty(target.prototype, 'name', {
    value: name,
    configurable: true,
    writable: true,
  });
  return target;
}

/** A task, a scope or a call was killed. `reason` is what was given to `kill`. */
export class KilledError extends OffshootError<'OFFSHOOT_KILLED'> {
  readonly code = 'OFFSHOOT_KILLED';
  readonly reason: unknown;
  constructor(message = 'it was killed', options: ErrorCause & { reason?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.reason = options.reason;
  }
}
named(KilledError, 'KilledError');

/** A time limit passed. `ms` is the limit. */
export class TimeoutError extends OffshootError<'OFFSHOOT_TIMEOUT'> {
  readonly code = 'OFFSHOOT_TIMEOUT';
  readonly ms: number;
  constructor(message: string, ms: number) {
    super(message);
    this.ms = ms;
  }
}
named(TimeoutError, 'TimeoutError');

/** What was to be used has been closed: a channel, a scope, a pool. */
export class ClosedError extends OffshootError<'OFFSHOOT_CLOSED'> {
  readonly code = 'OFFSHOOT_CLOSED';
}
named(ClosedError, 'ClosedError');

/** The future was cancelled: there will be no value. */
export class CancelledError extends OffshootError<'OFFSHOOT_CANCELLED'> {
  readonly code = 'OFFSHOOT_CANCELLED';
}
named(CancelledError, 'CancelledError');

/**
 * Tasks wait for each other for ever. `waits` tells who waits for what, and since when (by `now()`);
 * the second task of one name is `name#2`.
 */
export class DeadlockError extends OffshootError<'OFFSHOOT_DEADLOCK'> {
  readonly code = 'OFFSHOOT_DEADLOCK';
  readonly waits: readonly { task: string; on: string; since: number }[];
  constructor(message: string, waits: readonly { task: string; on: string; since: number }[]) {
    super(message);
    this.waits = waits;
  }
}
named(DeadlockError, 'DeadlockError');

/** Something that belongs to a task was asked for where no task is known. */
export class NoTaskError extends OffshootError<'OFFSHOOT_NO_TASK'> {
  readonly code = 'OFFSHOOT_NO_TASK';
}
named(NoTaskError, 'NoTaskError');

/** A bounded buffer that must not wait was full. */
export class MailboxFullError extends OffshootError<'OFFSHOOT_MAILBOX_FULL'> {
  readonly code = 'OFFSHOOT_MAILBOX_FULL';
}
named(MailboxFullError, 'MailboxFullError');

/** A program was started while a place imported its module: it would start itself again in each worker. */
export class StartedWhileLoadingError extends OffshootError<'OFFSHOOT_STARTED_WHILE_LOADING'> {
  readonly code = 'OFFSHOOT_STARTED_WHILE_LOADING';
}
named(StartedWhileLoadingError, 'StartedWhileLoadingError');
