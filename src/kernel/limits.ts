// `op.timeout(ms)` and `op.abortOn(signal)`: a wait with an end. A primitive one is taken back; a
// composite one runs in a scope that fails, so its clean-up has ended when the error comes.

import { checkDuration, describeValue } from './arguments.ts';
import { composite } from './composite.ts';
import { currentFiber } from './current.ts';
import { TimeoutError } from './errors.ts';
import { Nursery } from './nursery.ts';
import type { Coroutine, Operation, OperationBase } from './operation.ts';
import { currentScheduler, type Scheduler } from './scheduler.ts';
import { alarm } from './sleep.ts';
import type { Timed } from './timers.ts';
import { Group, release, Wait } from './wait.ts';

export function timeout<T>(op: OperationBase<T>, ms: number): Operation<T> {
  checkDuration('ms', ms);
  const inner = op.toWait();
  if (inner instanceof Wait) return new TimedWait(inner, ms);
  return composite(endedBy, [inner, (fail: Fail) => alarm(ms, () => fail(late(inner.describe(), ms)))]) as Operation<T>;
}

export function abortOn<T>(op: OperationBase<T>, signal: AbortSignal): Operation<T> {
  if (!(signal instanceof AbortSignal)) throw new TypeError(`signal must be an AbortSignal, not ${describeValue(signal)}`);
  const inner = op.toWait();
  if (inner instanceof Wait) return new AbortableWait(inner, signal);
  return composite(endedBy, [inner, (fail: Fail) => onAbort(signal, fail)]) as Operation<T>;
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

/** A wait around one other, that may end it. */
abstract class Limit<T> extends Group<T> {
  protected inner: Wait<T>;
  protected over = false;

  constructor(inner: Wait<T>) {
    super();
    this.inner = inner;
  }

  abstract watch(): void;
  abstract unwatch(): void;
  abstract error(): unknown;

  attempt(): boolean {
    this.over = false;
    this.inner = this.inner.toWait();
    return this.inner.attempt();
  }

  enlist(): void {
    this.watch();
    this.inner.begin(this);
  }

  withdraw(): void {
    this.unwatch();
    release(this.inner);
  }

  override discard(): void {
    release(this.inner);
  }

  woken(): void {
    this.unwatch();
    this.wake();
  }

  /** The limit is reached. */
  protected end(): void {
    this.over = true;
    release(this.inner);
    this.wake();
  }

  override take(): T {
    this.reset();
    if (this.over) throw this.error();
    return this.inner.take();
  }

  describe(): string {
    return this.inner.describe();
  }
}

class TimedWait<T> extends Limit<T> implements Timed {
  readonly #ms: number;
  #scheduler: Scheduler | null = null;
  at = 0;
  order = 0;
  index = -1;

  constructor(inner: Wait<T>, ms: number) {
    super(inner);
    this.#ms = ms;
  }

  watch(): void {
    this.#scheduler = currentScheduler();
    this.#scheduler.startTimer(this, this.#ms);
  }

  unwatch(): void {
    this.#scheduler!.stopTimer(this);
  }

  fire(): void {
    this.end();
  }

  error(): unknown {
    return late(this.describe(), this.#ms);
  }

  copy(): TimedWait<T> {
    return new TimedWait(this.inner.toWait(), this.#ms);
  }
}

class AbortableWait<T> extends Limit<T> {
  readonly #signal: AbortSignal;
  readonly #listener = (): void => this.end();

  constructor(inner: Wait<T>, signal: AbortSignal) {
    super(inner);
    this.#signal = signal;
  }

  override attempt(): boolean {
    if (this.#signal.aborted) throw this.#signal.reason;
    return super.attempt();
  }

  watch(): void {
    this.#signal.addEventListener('abort', this.#listener);
  }

  unwatch(): void {
    this.#signal.removeEventListener('abort', this.#listener);
  }

  error(): unknown {
    return this.#signal.reason;
  }

  protected override end(): void {
    this.unwatch();
    super.end();
  }

  copy(): AbortableWait<T> {
    return new AbortableWait(this.inner.toWait(), this.#signal);
  }
}
