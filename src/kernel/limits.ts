// `op.timeout(ms)` and `op.abortOn(signal)`: a wait with an end. A primitive one is taken back; a
// composite one runs in a scope that fails, so its clean-up has ended when the error comes.

import { checkDuration, describeValue } from './arguments.ts';
import { Around, around } from './around.ts';
import { composite } from './composite.ts';
import { currentFiber } from './current.ts';
import { TimeoutError } from './errors.ts';
import { Nursery } from './nursery.ts';
import type { Coroutine, Operation, OperationBase } from './operation.ts';
import { currentScheduler } from './scheduler.ts';
import { alarm } from './sleep.ts';
import { Alarm } from './timers.ts';
import { Wait, way } from './wait.ts';

export function timeout<T>(op: OperationBase<T>, ms: number): Operation<T> {
  checkDuration('ms', ms);
  const inner = op.toWait();
  if (inner instanceof Wait) return new Wait(limiting, timed(inner, ms)) as Wait<T>;
  return composite(
    endedBy,
    [inner, (fail: Fail) => alarm(ms, () => fail(late(inner.describe(), ms)))],
    { name: inner.describe() },
  ) as Operation<T>;
}

export function abortOn<T>(op: OperationBase<T>, signal: AbortSignal): Operation<T> {
  if (!(signal instanceof AbortSignal))
    throw new TypeError(`signal must be an AbortSignal, not ${describeValue(signal)}`);
  const inner = op.toWait();
  if (inner instanceof Wait)
    return new Wait(aborting, abortable(inner, signal), { signal }) as Wait<T>;
  return composite(endedBy, [inner, (fail: Fail) => onAbort(signal, fail)], {
    name: inner.describe(),
  }) as Operation<T>;
}

/** Runs `body` for at most `ms`: see `deadline`. */
export function* withDeadline<T>(ms: number, body: () => Coroutine<T>): Coroutine<T> {
  return yield* limited(body, (fail) => alarm(ms, () => fail(late('the deadline', ms))));
}

type Fail = (error: unknown) => void;

function* endedBy<T>(op: OperationBase<T>, watch: (fail: Fail) => () => void): Coroutine<T> {
  return yield* limited(function* () {
    return yield* op;
  }, watch);
}

/** A scope that fails when `watch` says so. */
function* limited<T>(body: () => Coroutine<T>, watch: (fail: Fail) => () => void): Coroutine<T> {
  const nursery = new Nursery(currentFiber().home.program);
  const unwatch = watch((error) => nursery.fail(error));
  try {
    return yield* nursery.run(body);
  } finally {
    unwatch();
  }
}

function late(what: string, ms: number): TimeoutError {
  return new TimeoutError(`${what}: it did not end within ${ms} ms`, ms);
}

/** Calls `fail` with the signal's reason when it aborts, or at once if it has. */
function onAbort(signal: AbortSignal, fail: Fail): () => void {
  const listener = (): void => fail(signal.reason);
  if (signal.aborted) listener();
  else signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}

/** A wait around one other, that ends when something else says so. */
class Limited extends Around {
  /** Calls `end` at the limit; the function that comes back stops watching. */
  readonly watch: (end: () => void) => () => void;
  readonly error: () => unknown;
  unwatch: () => void = () => {};
  over = false;

  constructor(inner: Wait<unknown>, watch: (end: () => void) => () => void, error: () => unknown) {
    super(inner);
    this.watch = watch;
    this.error = error;
  }
}

const limiting = way<Limited>({
  ...around,
  attempt: (wait) => {
    wait.subject.over = false;
    return around.attempt(wait);
  },
  enlist: (wait) => {
    const limited = wait.subject;
    limited.unwatch = limited.watch(() => {
      limited.over = true;
      limited.inner.release();
      wait.wake();
    });
    limited.inner.begin(wait);
  },
  withdraw: ({ subject }) => {
    subject.unwatch();
    subject.inner.release();
  },
  woken: (wait) => {
    wait.subject.unwatch();
    wait.wake();
  },
  take: ({ subject }) => {
    if (subject.over) throw subject.error();
    return subject.inner.take();
  },
  copy: ({ inner, watch, error }) => new Limited(inner.toWait(), watch, error),
});

function timed(inner: Wait<unknown>, ms: number): Limited {
  const watch = (end: () => void): (() => void) => {
    const scheduler = currentScheduler();
    const timer = new Alarm(end);
    scheduler.startTimer(timer, ms);
    return () => scheduler.stopTimer(timer);
  };
  return new Limited(inner, watch, () => late(inner.describe(), ms));
}

function abortable(inner: Wait<unknown>, signal: AbortSignal): Limited {
  const watch = (end: () => void): (() => void) => {
    const listener = (): void => end();
    signal.addEventListener('abort', listener, { once: true });
    return () => signal.removeEventListener('abort', listener);
  };
  return new Limited(inner, watch, () => signal.reason);
}

const aborting = way<Limited & { signal?: AbortSignal }>({
  ...limiting,
  attempt: (wait) => {
    const { signal } = wait.message as { signal: AbortSignal };
    if (signal.aborted) throw signal.reason;
    return limiting.attempt(wait);
  },
  take: limiting.take!,
});
