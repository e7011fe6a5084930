// Waiting for promises. All waits for one promise share one subscription to it, so a select in a loop
// over a promise that lasts as long as the program keeps nothing of its rounds.

import { describeValue, wrongType } from './arguments.ts';
import { isThenable } from './body.ts';
import { isOperation, type Operation } from './operation.ts';
import { Wait, way } from './wait.ts';
import { WaitList } from './waitlist.ts';

/**
 * Waits for a promise. Given a function, calls it when the wait is performed, with a signal that is
 * aborted if the wait is taken back; so `until((signal) => fetch(url, { signal }))` can be killed.
 * A bare promise cannot be stopped: it is no longer waited for.
 *
 * @throws what the promise rejects with; TypeError if it is neither promise nor function.
 * @example
 * import { run, until } from 'offshoot';
 *
 * await run(function* () {
 *   return yield* until(Promise.resolve('kept'));
 * }) // => 'kept'
 */
export function until<T>(
  promise: PromiseLike<T> | ((signal: AbortSignal) => PromiseLike<T>),
): Operation<T> {
  if (isOperation(promise)) {
    throw new TypeError(
      'promise must be a promise, not an operation: write yield* op, without until',
    );
  }
  if (typeof promise !== 'function' && !isThenable(promise)) {
    throw wrongType('promise', 'a promise or a function that makes one', promise);
  }
  return new Wait(settling, new Promised(promise)) as Wait<unknown> as Wait<T>;
}

type Source = PromiseLike<unknown> | ((signal: AbortSignal) => PromiseLike<unknown>);

/** One wait for a promise: where it comes from, and while it lasts the promise and how to stop its maker. */
class Promised {
  readonly source: Source;
  settlement: Settlement | null = null;
  controller: AbortController | null = null;

  constructor(source: Source) {
    this.source = source;
  }

  /** The promise itself, made now if it has a maker. */
  promise(): PromiseLike<unknown> {
    const { source } = this;
    if (typeof source !== 'function') return source;
    this.controller = new AbortController();
    const made = source(this.controller.signal);
    if (isThenable(made)) return made;
    throw new TypeError(
      `until: ${source.name || 'the function'} must return a promise, not ${describeValue(made)}`,
    );
  }
}

/** How a promise was settled, once it was, and who waits for that. */
class Settlement {
  how: 'open' | 'kept' | 'broken' = 'open';
  value: unknown = undefined;
  readonly waiting = new WaitList();

  settle(how: 'kept' | 'broken', value: unknown): void {
    if (this.how !== 'open') return;
    this.how = how;
    this.value = value;
    for (let wait = this.waiting.take(); wait !== null; wait = this.waiting.take()) this.tell(wait);
  }

  tell(wait: Wait<unknown>): void {
    if (this.how === 'kept') wait.complete(this.value);
    else wait.fail(this.value);
  }
}

const settlements = new WeakMap<PromiseLike<unknown>, Settlement>();

function settlementOf(promise: PromiseLike<unknown>): Settlement {
  const known = settlements.get(promise);
  if (known !== undefined) return known;
  const settlement = new Settlement();
  settlements.set(promise, settlement);
  try {
    promise.then(
      (value) => settlement.settle('kept', value),
      (error) => settlement.settle('broken', error),
    );
  } catch (error) {
    settlement.settle('broken', error);
  }
  return settlement;
}

const settling = way<Promised>({
  attempt: () => false,
  enlist: (wait) => {
    const promised = wait.subject;
    try {
      promised.settlement = settlementOf(promised.promise());
    } catch (error) {
      wait.fail(error);
      return;
    }
    if (promised.settlement.how === 'open') promised.settlement.waiting.add(wait);
    else promised.settlement.tell(wait);
  },
  withdraw: (wait) => {
    const { settlement, controller } = wait.subject;
    settlement!.waiting.remove(wait);
    controller?.abort();
  },
  describe: () => 'wait for a promise',
  copy: ({ source }) => new Promised(source),
  external: () => true,
});
