// `op.timeout(ms)` and `op.abortOn(signal)`: a wait with an end. A primitive one is taken back; a
// composite one runs in a scope that fails, so its clean-up has ended when the error comes.

import { checkDuration, wrongType } from './arguments.ts';
import { Around, around } from './around.ts';
import { composite } from './composite.ts';
import { currentFiber } from './current.ts';
import { TimeoutError } from './errors.ts';
import type { Fiber } from './fiber.ts';
import { holdOpen } from './host.ts';
import { Nursery } from './nursery.ts';
import type { Coroutine, Operation, OperationBase } from './operation.ts';
import { currentScheduler } from './scheduler.ts';
import { alarm } from './sleep.ts';
import { Alarm } from './timers.ts';
import { endAs, Wait, way } from './wait.ts';

export function timeout<T>(op: OperationBase<T>, ms: number): Operation<T> {
  checkDuration('ms', ms);
  const inner = op.toWait();
  if (inner instanceof Wait)
    return new Wait(limiting, new Limited(inner, timeLimit(ms))) as Wait<T>;
  return composite(
    endedBy,
    [inner, (fail: Fail) => alarm(ms, () => fail(late(inner.describe(), ms))), ms],
    { name: inner.describe() },
  ) as Operation<T>;
}

export function abortOn<T>(op: OperationBase<T>, signal: AbortSignal): Operation<T> {
  if (!(signal instanceof AbortSignal)) throw wrongType('signal', 'an AbortSignal', signal);
  const inner = op.toWait();
  if (inner instanceof Wait)
    return new Wait(limiting, new Limited(inner, abortLimit(signal))) as Wait<T>;
  return composite(endedBy, [inner, (fail: Fail) => onAbort(signal, fail)], {
    name: inner.describe(),
  }) as Operation<T>;
}

/** Runs `body` for at most `ms`: see `deadline`. */
export function* withDeadline<T>(ms: number, body: () => Coroutine<T>): Coroutine<T> {
  return yield* limited(body, (fail) => alarm(ms, () => fail(late('the deadline', ms))), ms);
}

/** When the deadlines around `fiber` end, by its scheduler's clock; Infinity without one. */
export function dueAt(fiber: Fiber<unknown>): number {
  let due = Infinity;
  for (let nursery: Nursery | null = fiber.nursery; nursery !== null; nursery = nursery.outer)
    due = Math.min(due, nursery.dueAt);
  return due;
}

type Fail = (error: unknown) => void;

function* endedBy<T>(
  op: OperationBase<T>,
  watch: (fail: Fail) => () => void,
  ms?: number,
): Coroutine<T> {
  const body = function* (): Coroutine<T> {
    return yield* op;
  };
  return yield* limited(body, watch, ms);
}

/** A scope that fails when `watch` says so; after `ms`, if that is known. */
function* limited<T>(
  body: () => Coroutine<T>,
  watch: (fail: Fail) => () => void,
  ms = Infinity,
): Coroutine<T> {
  const nursery = new Nursery(currentFiber().home.program);
  nursery.limited = true;
  nursery.dueAt = nursery.scheduler.clock.now() + ms;
  const unwatch = watch((error) => nursery.expire(error));
  try {
    return yield* nursery.run(body);
  } finally {
    unwatch();
  }
}

function late(what: string, ms: number): TimeoutError {
  return new TimeoutError(`${what}: it did not end within ${ms} ms`, ms);
}

/** Calls `fail` with the signal's reason when it aborts; throws it if it has: nothing is to begin. */
function onAbort(signal: AbortSignal, fail: Fail): () => void {
  if (signal.aborted) throw signal.reason;
  const { program } = currentFiber().home;
  program.listening++;
  const stop = listenForAbort(signal, () => fail(signal.reason));
  return () => {
    program.listening--;
    stop();
  };
}

/** Holds the process open meanwhile: the timer of AbortSignal.timeout() alone does not. */
function listenForAbort(signal: AbortSignal, aborted: () => void): () => void {
  const release = holdOpen();
  signal.addEventListener('abort', aborted, { once: true });
  return () => {
    release();
    signal.removeEventListener('abort', aborted);
  };
}

/** What may end a wait before its time. */
interface Limit {
  /** Something outside decides when it is reached. */
  readonly external: boolean;
  /** Is it reached before the wait has begun? */
  reached(): boolean;
  /** Calls `end` when it is reached; the function that comes back stops watching. */
  watch(end: () => void): () => void;
  error(inner: Wait<unknown>): unknown;
}

/** A wait around one other, with a limit. */
class Limited extends Around {
  readonly limit: Limit;
  unwatch: () => void = () => {};
  over = false;

  constructor(inner: Wait<unknown>, limit: Limit) {
    super(inner);
    this.limit = limit;
  }
}

const limiting = way<Limited>({
  ...around,
  attempt: (wait) => {
    const limited = wait.subject;
    limited.over = false;
    if (limited.limit.reached()) throw limited.limit.error(limited.inner);
    return around.attempt(wait);
  },
  enlist: (wait) => {
    const limited = wait.subject;
    limited.inner = limited.inner.toWait();
    limited.unwatch = limited.limit.watch(() => {
      limited.over = true;
      limited.unwatch();
      limited.inner.release();
      wait.failLater();
    });
    limited.inner.begin(wait);
  },
  withdraw: ({ subject }) => {
    subject.unwatch();
    subject.inner.release();
  },
  woken: (wait, member) => {
    wait.subject.unwatch();
    endAs(wait, member);
  },
  take: ({ subject }) => {
    if (subject.over) throw subject.limit.error(subject.inner);
    return subject.inner.take();
  },
  external: ({ subject }) => subject.limit.external,
  copy: ({ inner, limit }) => new Limited(inner.toWait(), limit),
});

function timeLimit(ms: number): Limit {
  return {
    external: false,
    reached: () => false,
    watch: (end) => {
      const scheduler = currentScheduler();
      const timer = new Alarm(end);
      scheduler.startTimer(timer, ms);
      return () => scheduler.stopTimer(timer);
    },
    error: (inner) => late(inner.describe(), ms),
  };
}

function abortLimit(signal: AbortSignal): Limit {
  return {
    external: true,
    reached: () => signal.aborted,
    watch: (end) => {
      return listenForAbort(signal, end);
    },
    error: () => signal.reason,
  };
}
