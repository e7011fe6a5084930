// A consumer is a generator that values are pushed into: `const line = yield`. It is primed when it is
// made, so that it stands at its first `yield`.
//
//   open --send()--> running --it waits for the next value--> open
//     \                  \--it returns, or throws--> closed
//      \--close(), throw()--> running --> closed
//
// It runs in the slice of whoever sends, and may not wait: what it has to do with a value is done when
// `send` returns. So it can never be sent to while it runs, unless by itself, in a circle.

import {
  checkFunction,
  ClosedError,
  type Operation,
  ReentrantError,
  shared,
} from '../kernel/index.ts';
import { belongsHere, know, readiness, type Sink, type Stage, waitedFor } from './sink.ts';

/** What a consumer is written as: it receives with `yield`, and gives nothing. */
export type ConsumerBody<T, A extends unknown[]> = (...args: A) => Generator<void, void, T>;

/**
 * Makes a sink of a generator function: each value that is sent comes out of a bare `yield`. Calling
 * what comes back starts a new one, which runs up to its first `yield`.
 *
 * It belongs to the scope of the task that makes it, and is closed at the end of that, the newest
 * first: so those before it in a pipeline are closed before it. Made outside of any task it is closed
 * by `close` alone; nobody does that for it, also not the garbage collector. `close` closes this one,
 * and not what it sends to; a stage that is to close its target does so in its `finally`.
 *
 * `ready` waits for those sinks among the arguments (also in lists) that are elsewhere. A send costs
 * some 20 ns.
 *
 * @throws TypeError if `body` is no function.
 * @example
 * import { consumer } from 'offshoot/flow';
 *
 * const seen: string[] = [];
 * const collect = consumer(function* (into: string[]): Generator<void, void, string> {
 *   for (;;) into.push(yield);
 * });
 * const grep = consumer(function* (
 *   pattern: string,
 *   target: { send(line: string): void },
 * ): Generator<void, void, string> {
 *   for (;;) {
 *     const line = yield;
 *     if (line.includes(pattern)) target.send(line);
 *   }
 * });
 * const lines = grep('python', collect(seen));
 * lines.send('a series of tubes');
 * lines.send('python generators rock');
 * seen // => ['python generators rock']
 */
export function consumer<T, A extends unknown[]>(
  body: ConsumerBody<T, A>,
): (...args: A) => Sink<T> {
  checkFunction('body', body);
  const name = body.name === '' ? 'a consumer' : `consumer "${body.name}"`;
  return (...args) => new Consumer<T>(name, body(...args), args);
}

type State = 'open' | 'running' | 'closed';

class Consumer<T> implements Sink<T>, Stage {
  readonly waitsFor: readonly Sink<never>[];
  readonly #name: string;
  readonly #body: Generator<unknown, void, T>;
  #state: State = 'running';
  /** What it ended with. */
  #failure: { error: unknown } | null = null;
  /** Its scope has no more to do with it. */
  #disown: () => void = () => {};

  constructor(name: string, body: Generator<unknown, void, T>, args: readonly unknown[]) {
    this.#name = name;
    this.#body = body;
    this.waitsFor = waitedFor(args);
    know(this, this);
    this.#go(() => body.next());
    // After it has run up to there: so it is closed before what it has opened, which its clean-up may use.
    if (this.#state === 'open') this.#disown = belongsHere(() => this.close());
  }

  send(value: T): void {
    if (this.#state !== 'open') throw this.#refusal('send to');
    this.#state = 'running';
    let step: IteratorResult<unknown, void>;
    try {
      step = this.#body.next(value);
    } catch (error) {
      this.#fail(error);
      throw error;
    }
    if (step.done === true || step.value !== undefined) this.#stopped(step);
    else this.#state = 'open';
  }

  ready(): Operation<void> {
    return readiness(this, this.#name);
  }

  close(): void {
    if (this.#state === 'closed') return;
    if (this.#state === 'running') throw this.#refusal('close');
    this.#go(() => this.#body.return());
    if (this.#state !== 'open') return;
    this.#end();
    throw new TypeError(
      `${this.#name} wants another value while it is being closed: its finally block must not yield`,
    );
  }

  throw(error: unknown): void {
    if (this.#state === 'running') throw this.#refusal('throw into');
    // As a generator does: nobody is there to catch it.
    if (this.#state === 'closed') throw error;
    this.#go(() => this.#body.throw(error));
  }

  checkOpen(): void {
    if (this.#state === 'closed') throw this.#refusal('send to');
  }

  /** Runs it until it wants a value, or has ended. */
  #go(resume: () => IteratorResult<unknown, void>): void {
    this.#state = 'running';
    let step: IteratorResult<unknown, void>;
    try {
      step = resume();
    } catch (error) {
      this.#fail(error);
      throw error;
    }
    this.#stopped(step);
  }

  #stopped({ done, value }: IteratorResult<unknown, void>): void {
    if (done === true) this.#end();
    else if (value === undefined) this.#state = 'open';
    else this.#refuseValue();
  }

  /** It has yielded something. If that is a wait that was begun, its return takes it back. */
  #refuseValue(): never {
    const error = new TypeError(
      `${this.#name} has yielded a value, or tried to wait: a consumer receives with a bare yield, and does ` +
        'nothing that waits. What has to wait is a task, which receives from a channel.',
    );
    this.#fail(error);
    try {
      this.#body.return();
    } finally {
      if (shared.current !== null) shared.current.waiting = null;
    }
    throw error;
  }

  #fail(error: unknown): void {
    this.#failure = { error };
    this.#end();
  }

  #end(): void {
    this.#state = 'closed';
    this.#disown();
  }

  #refusal(what: string): Error {
    if (this.#state === 'running') {
      return new ReentrantError(
        `cannot ${what} ${this.#name}: it is running. Stages must not send in a circle; where they have to, put a channel between them.`,
      );
    }
    if (this.#failure === null)
      return new ClosedError(`cannot ${what} ${this.#name}: it is closed`);
    const { error } = this.#failure;
    return new ClosedError(`cannot ${what} ${this.#name}: it has failed`, { cause: error });
  }
}
