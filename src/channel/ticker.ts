// Time as something to receive: a ticker that beats, a timer that can be stopped and reset.

import {
  Alarm,
  checkDuration,
  ClosedError,
  currentFiber,
  now,
  type Operation,
  type Scheduler,
  Wait,
  WaitList,
  way,
} from '../kernel/index.ts';
import { type Channel, channel, type Receiver } from './channel.ts';

/**
 * A channel that gives the time (as `now()` does) every `ms` milliseconds, until the scope ends or it is
 * disposed of. A slow receiver misses beats; they do not pile up, and the beat does not drift.
 *
 * @throws NoTaskError outside a task; RangeError if `ms` is not above 0.
 * @example
 * import { run, ticker } from 'offshoot';
 *
 * await run(function* () {
 *   const beat = ticker(2);
 *   const first = yield* beat.receive();
 *   return (yield* beat.receive()) > first;
 * }) // => true
 */
export function ticker(ms: number): Receiver<number> & Disposable {
  if (!(checkDuration('ms', ms) > 0)) throw new RangeError(`ms must be above 0, not ${ms}`);
  const { scheduler, nursery } = currentFiber('ticker()');
  const beats: Channel<number> = channel(1);
  beats.name = `ticker of ${ms} ms`;
  let due = now() + ms;
  const alarm = new Alarm(() => {
    if (beats.closed) return;
    beats.trySend(due);
    const late = Math.floor((scheduler.clock.now() - due) / ms);
    due += ms * (late + 1);
    scheduler.startTimer(alarm, due - scheduler.clock.now());
  });
  scheduler.startTimer(alarm, ms);
  const stop = (): void => {
    scheduler.stopTimer(alarm);
    beats.close();
  };
  const disown = nursery.own(stop);
  const dispose = (): void => {
    disown();
    stop();
  };
  return Object.assign(beats, { [Symbol.dispose]: dispose });
}

/** A single alarm that can be stopped and started again. */
export interface Timer extends Disposable {
  /** Waits until it fires. Waits on while the timer is stopped. */
  readonly fired: Operation<void>;
  /** Stops it; false if it had fired or was stopped. */
  stop(): boolean;
  /** Starts it anew. */
  reset(ms: number): void;
}

/**
 * An alarm that fires once after `ms` milliseconds; stopped when the scope ends.
 *
 * @throws NoTaskError outside a task; RangeError if `ms` is negative or NaN.
 * @example
 * import { run, timer } from 'offshoot';
 *
 * await run(function* () {
 *   const bell = timer(1000);
 *   bell.reset(1);
 *   yield* bell.fired;
 *   return bell.stop();
 * }) // => false
 */
export function timer(ms: number): Timer {
  checkDuration('ms', ms);
  const { scheduler, nursery } = currentFiber('timer()');
  const made = new ScopedTimer(scheduler, ms);
  made.disown = nursery.own(() => made.end());
  return made;
}

class ScopedTimer implements Timer {
  readonly #scheduler: Scheduler;
  readonly #alarm = new Alarm(() => this.#fire());
  readonly waiting = new WaitList();
  state: 'running' | 'stopped' | 'fired' = 'stopped';
  #over = false;
  disown: () => void = () => {};

  constructor(scheduler: Scheduler, ms: number) {
    this.#scheduler = scheduler;
    this.reset(ms);
  }

  get [Symbol.toStringTag](): string {
    return 'Timer';
  }

  get fired(): Operation<void> {
    return new Wait(firing, this);
  }

  stop(): boolean {
    if (this.state !== 'running') return false;
    this.#scheduler.stopTimer(this.#alarm);
    this.state = 'stopped';
    return true;
  }

  reset(ms: number): void {
    checkDuration('ms', ms);
    if (this.#over)
      throw new ClosedError('cannot reset a timer: it was disposed of, or its scope has ended');
    this.stop();
    this.state = 'running';
    this.#scheduler.startTimer(this.#alarm, ms);
  }

  /** Stops it for good. */
  end(): void {
    this.stop();
    this.#over = true;
  }

  [Symbol.dispose](): void {
    this.end();
    this.disown();
  }

  #fire(): void {
    this.state = 'fired';
    this.waiting.completeAll();
  }
}

const firing = way<ScopedTimer, void>({
  attempt: ({ subject }) => subject.state === 'fired',
  enlist: (wait) => wait.subject.waiting.add(wait),
  withdraw: (wait) => wait.subject.waiting.remove(wait),
  describe: () => 'a timer',
});
