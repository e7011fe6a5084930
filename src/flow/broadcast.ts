// One source, many targets: what is sent goes to each of them.
//
// A target that fails starves nobody: it is left out from then on, and the others go on. Its error is
// kept, and comes out when the broadcast is closed; or at once, if nobody is left to send to. (If it
// came out of `send`, the stage before the broadcast would fail of it, and all others with that.)

import { ClosedError, type Coroutine, composite, type Operation } from '../kernel/index.ts';
import { belongsHere, know, readiness, type Sink, type Stage, waitedFor } from './sink.ts';

/**
 * Makes a sink that hands each value to all targets, in their order.
 *
 * A target that fails, or is closed, is left out from then on. What it failed with is thrown by `close`
 * (and so comes out of the scope, which closes it), several as one AggregateError; by `send` or `ready`
 * when it was the last target. `close` closes all targets, `throw` throws into those that are left.
 *
 * @throws RangeError if there is no target.
 * @example
 * import { broadcast, consumer } from 'offshoot/flow';
 *
 * const collect = consumer(function* (into: string[]): Generator<void, void, string> {
 *   for (;;) into.push(yield);
 * });
 * const one: string[] = [];
 * const two: string[] = [];
 * const both = broadcast(collect(one), collect(two));
 * both.send('hello');
 * [...one, ...two] // => ['hello', 'hello']
 */
export function broadcast<T>(...targets: Sink<T>[]): Sink<T> {
  if (targets.length === 0) throw new RangeError('broadcast() must have at least one target');
  return new Broadcast(targets);
}

class Broadcast<T> implements Sink<T>, Stage {
  readonly waitsFor: readonly Sink<never>[];
  readonly #all: readonly Sink<T>[];
  /** Those that are not left out. */
  #targets: readonly Sink<T>[];
  #failures: unknown[] = [];
  readonly #disown: () => void;

  constructor(targets: readonly Sink<T>[]) {
    this.#all = this.#targets = targets;
    // This one itself: a target that fails while it is waited for concerns nobody before this.
    this.waitsFor = waitedFor(targets).length === 0 ? [] : [this];
    know(this, this);
    this.#disown = belongsHere(() => this.close());
  }

  send(value: T): void {
    this.checkOpen();
    for (const target of this.#targets) this.#try(target, () => target.send(value));
    this.#checkSomebody();
  }

  ready(): Operation<void> {
    if (this.waitsFor.length === 0) return readiness(this, 'a broadcast');
    return composite(someReady, [this], { name: 'ready of a broadcast' });
  }

  close(): void {
    // Also one that was left out because it was full, which is still open.
    for (const target of this.#all) this.#try(target, () => target.close());
    this.#targets = [];
    this.#disown();
    this.#throwFailures();
  }

  throw(error: unknown): void {
    if (this.#targets.length === 0) throw error;
    for (const target of this.#targets) this.#try(target, () => target.throw(error));
    this.#checkSomebody();
  }

  checkOpen(): void {
    if (this.#targets.length === 0)
      throw new ClosedError('cannot send to a broadcast: it is closed');
  }

  /** Waits for each target; those that fail meanwhile are left out. */
  *someReady(): Coroutine<void> {
    this.checkOpen();
    for (const target of this.#targets) {
      try {
        yield* target.ready();
      } catch (error) {
        this.#leaveOut(target, error);
      }
    }
    this.#checkSomebody();
  }

  #try(target: Sink<T>, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#leaveOut(target, error);
    }
  }

  #leaveOut(target: Sink<T>, error: unknown): void {
    this.#targets = this.#targets.filter((other) => other !== target);
    if (!this.#failures.includes(error)) this.#failures.push(error);
  }

  #checkSomebody(): void {
    if (this.#targets.length > 0) return;
    this.#disown();
    this.#throwFailures();
  }

  #throwFailures(): void {
    const failures = this.#failures;
    this.#failures = [];
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1)
      throw new AggregateError(failures, 'several targets of a broadcast failed');
  }
}

function* someReady(broadcast: Broadcast<never>): Coroutine<void> {
  yield* broadcast.someReady();
}
