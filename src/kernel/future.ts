// A future holds a result that is still to come, and a failure until somebody asks for it.

import { checkBody, checkFunction, wrongType } from './arguments.ts';
import type { AnyBody } from './body.ts';
import { bound } from './context.ts';
import { currentFiber } from './current.ts';
import { CancelledError } from './errors.ts';
import type { Fiber } from './fiber.ts';
import { because } from './kill.ts';
import { type Coroutine, type Operation, OperationBase } from './operation.ts';
import type { Runnable } from './ready.ts';
import { report } from './report.ts';
import { currentScheduler } from './scheduler.ts';
import type { Outcome } from './task.ts';
import { Wait, way } from './wait.ts';
import { WaitList } from './waitlist.ts';

/** What settles a future of another place. */
export interface Settler {
  /** Hears of each who begins (1) or ends (-1) to wait. */
  watch(by: 1 | -1): void;
  /** Hears at once how it has ended, whoever has ended it. */
  ended(outcome: Outcome<unknown>): void;
  /** It stands outside of this program. */
  readonly external: boolean;
}

/** What only this file may know of a future. */
let waitingFor: (future: Future<unknown>) => WaitList;
let isOpen: <T>(future: Future<T>) => boolean;
let settlerOf: (future: Future<unknown>) => Settler | undefined;

type State<T> =
  | { is: 'open' }
  | { is: 'set'; value: T }
  | { is: 'failed'; error: unknown }
  | { is: 'cancelled'; error: CancelledError };

/** Of all that are open: a hundred thousand jobs have as many futures. */
const OPEN = { is: 'open' } as const;

/** Work on a result that is killed when nobody wants that any more: a task, a job. */
export interface Killable {
  kill(reason?: unknown): unknown;
}

/**
 * The result of work elsewhere. It is set once, or fails, or is cancelled; as an operation it waits
 * for that. A failure waits in it and is thrown at whoever asks.
 *
 * @example
 * import { Future, run } from 'offshoot';
 *
 * await run(function* () {
 *   const answer = new Future<number>();
 *   answer.set(42);
 *   return yield* answer;
 * }) // => 42
 */
export class Future<T> extends OperationBase<T> {
  #state: State<T> = OPEN;
  #progress = 0;
  #progressListeners: Set<(n: number) => void> | null = null;
  #doneListeners: Set<(outcome: Outcome<T>) => void> | null = null;
  #waiting: WaitList | null = null;
  /** Until it is settled. */
  #work: Killable | undefined;
  #settler: Settler | undefined;

  /** A future that `cancel` can stop the work of: that is killed, with the reason. */
  static stoppedBy<T>(work: Killable): Future<T> {
    const made = new Future<T>();
    made.#work = work;
    return made;
  }

  /** A future that is settled from another place. */
  static settledBy<T>(settler: Settler): Future<T> {
    const made = new Future<T>();
    made.#settler = settler;
    return made;
  }

  /** Gives it its value. Acts at once; ignored if it was cancelled. @throws TypeError if it is set already. A computation behind it is killed. */
  set(value: T): void {
    this.#settle({ is: 'set', value });
  }

  /** Makes it fail. Acts at once; ignored if it was cancelled. @throws TypeError if it is set already. */
  setError(error: unknown): void {
    this.#settle({ is: 'failed', error });
  }

  /** Waits for the value; rethrows a failure; CancelledError if it was cancelled. */
  get(): Operation<T> {
    return this.toWait();
  }

  /** The value, if there is one by now; rethrows a failure. Never waits. */
  tryGet(): { value: T } | undefined {
    const state = this.#state;
    if (state.is === 'open') return undefined;
    if (state.is === 'set') return { value: state.value };
    throw state.error;
  }

  /** Gives up the result, and kills the computation behind it, if there is one. False if it had ended. */
  cancel(reason?: unknown): boolean {
    if (this.#state.is !== 'open') return false;
    this.#end({
      is: 'cancelled',
      error: new CancelledError(`the future was cancelled${because(reason)}`, { cause: reason }),
    });
    this.#leave(reason);
    return true;
  }

  get cancelled(): boolean {
    return this.#state.is === 'cancelled';
  }

  /** How far the work is, as `setProgress` said; 0 to begin with. */
  get progress(): number {
    return this.#progress;
  }

  /** Says how far the work is: any number, by custom from 0 to 1. Acts at once. */
  setProgress(n: number): void {
    if (typeof n !== 'number' || Number.isNaN(n)) throw wrongType('n', 'a number', n);
    if (this.#state.is !== 'open') return;
    this.#progress = n;
    for (const listener of this.#progressListeners ?? []) later(() => listener(n));
  }

  /** Calls `f` at each progress, in a turn of its own; the function that comes back stops that. */
  onProgress(f: (n: number) => void): () => void {
    checkFunction('f', f);
    const listener = bound((progress: number) => f(progress));
    this.#progressListeners ??= new Set();
    this.#progressListeners.add(listener);
    return () => void this.#progressListeners?.delete(listener);
  }

  /** Calls `f` once with the outcome, in a turn of its own, also if it has ended already. */
  onDone(f: (outcome: Outcome<T>) => void): () => void {
    checkFunction('f', f);
    const listener = bound((outcome: Outcome<T>): void => {
      if (this.#doneListeners!.delete(listener)) f(outcome);
    });
    this.#doneListeners ??= new Set();
    this.#doneListeners.add(listener);
    if (this.#state.is !== 'open') later(() => listener(this.#outcome()));
    return () => void this.#doneListeners!.delete(listener);
  }

  toWait(): Wait<T> {
    return new Wait(settling, this as Future<unknown>) as Wait<T>;
  }

  static {
    waitingFor = (made) => (made.#waiting ??= new WaitList());
    isOpen = (made) => made.#state.is === 'open';
    settlerOf = (made) => made.#settler;
  }

  #settle(state: State<T>): void {
    if (this.#state.is === 'cancelled') return;
    if (this.#state.is !== 'open')
      throw new TypeError(`a future is set once; this one is ${this.#state.is} already`);
    this.#end(state);
    // Somebody else has the answer: the work on it is in vain.
    this.#leave('its future was set');
  }

  /** It is settled: work on it that goes on ends, and what has done it is not kept. */
  #leave(reason: unknown): void {
    const work = this.#work;
    this.#work = undefined;
    work?.kill(reason);
  }

  #end(state: State<T>): void {
    this.#state = state;
    this.#progressListeners = null;
    this.#settler?.ended(this.#outcome());
    this.#tell(state.is === 'set');
    for (const listener of this.#doneListeners ?? []) later(() => listener(this.#outcome()));
  }

  /** Whoever waits goes on. */
  #tell(isSet: boolean): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    for (let wait = waiting.take(); wait !== null; wait = waiting.take()) {
      this.#settler?.watch(-1);
      if (isSet) wait.complete(undefined);
      else wait.failLater();
    }
  }

  #outcome(): Outcome<T> {
    const state = this.#state as Exclude<State<T>, { is: 'open' }>;
    if (state.is === 'set') return { ok: true, value: state.value };
    return { ok: false, error: state.error, killed: state.is === 'cancelled', abandoned: false };
  }
}

const settling = way<Future<unknown>>({
  attempt: ({ subject }) => subject.tryGet() !== undefined,
  enlist: (wait) => {
    waitingFor(wait.subject).add(wait);
    settlerOf(wait.subject)?.watch(1);
  },
  withdraw: (wait) => {
    waitingFor(wait.subject).remove(wait);
    settlerOf(wait.subject)?.watch(-1);
  },
  external: ({ subject }) => settlerOf(subject)?.external === true,
  describe: () => 'a future',
  take: ({ subject }) => subject.tryGet()!.value,
});

/** A listener's turn. */
class Listening implements Runnable {
  readonly #f: () => void;

  constructor(f: () => void) {
    this.#f = f;
  }

  step(): void {
    try {
      this.#f();
    } catch (error) {
      report({ kind: 'callback', message: 'a listener of a future failed:', error });
    }
  }
}

/** Is it still to be settled? */
export function isPending(future: Future<unknown>): boolean {
  return isOpen(future);
}

function later(f: () => void): void {
  currentScheduler().enqueue(new Listening(f));
}

/**
 * Starts a computation in the background, in the current scope. Its failure does not end the scope:
 * it waits in the future. `cancel` kills the computation.
 *
 * @throws NoTaskError outside a task; TypeError if `body` is no function.
 * @example
 * import { future, run } from 'offshoot';
 *
 * await run(function* () {
 *   const doubled = future(function* (n: number) {
 *     return 2 * n;
 *   }, 21);
 *   return yield* doubled;
 * }) // => 42
 */
export function future<T, A extends unknown[]>(
  body: (...args: A) => Operation<T>,
  ...args: A
): Future<T>;
export function future<T, A extends unknown[]>(
  body: (...args: A) => Coroutine<T> | Promise<T> | T,
  ...args: A
): Future<T>;
export function future<T, A extends unknown[]>(
  body: (...args: A) => Coroutine<T> | Promise<T> | T,
  ...args: A
): Future<T> {
  checkBody('body', body);
  const { nursery } = currentFiber('future()');
  const fiber = nursery.start(body as unknown as AnyBody, args) as Fiber<T>;
  fiber.held = true;
  const made = Future.stoppedBy<T>(fiber);
  fiber.whenEnded((outcome) => settle(made, fiber, outcome));
  return made;
}

function settle<T>(made: Future<T>, fiber: Fiber<T>, outcome: Outcome<T>): void {
  if (isOpen(made)) {
    if (outcome.ok) made.set(outcome.value);
    else if (fiber.phase === 'killed') made.cancel(fiber.killing!.reason);
    else made.setError(outcome.error);
    // Nobody asks a future that was settled before how its computation ended: a failure goes up the scope.
  } else if (fiber.phase === 'failed') fiber.home.fail(fiber.result);
}
