// The place where one is: the same interface, without a way to go.

import { call, go, type Operation, operation, type Task } from '../kernel/index.ts';
import type { ExitReason, Place } from './place.ts';
import { addressOf, type PortableBody } from './portable/portable.ts';

class Here implements Place {
  readonly name = 'here';

  get [Symbol.toStringTag](): string {
    return 'Place';
  }

  call<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Operation<T> {
    addressOf(fn);
    return call(fn, ...args);
  }

  go<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Task<T> {
    addressOf(fn);
    return go(fn, ...args);
  }

  close(): Operation<void> {
    throw cannotEnd('close');
  }

  kill(): void {
    throw cannotEnd('kill');
  }

  /** For as long as anybody here can wait, it has not ended. */
  exited(): Operation<ExitReason> {
    return operation<ExitReason>(() => {});
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

function cannotEnd(what: string): TypeError {
  return new TypeError(`here.${what}(): this place is where you are; end the program instead`);
}

/**
 * This thread, as a place: `call` and `go` run the function as a task here, and copy nothing. So code
 * that is given a place can be given this one, too.
 *
 * @throws NotPortableError for what could not go elsewhere; TypeError from `close` and `kill`.
 * @example
 * import { run } from 'offshoot';
 * import { here, portable } from 'offshoot/place';
 *
 * export const double = portable(import.meta, (n: number) => 2 * n);
 * await run(function* () {
 *   return yield* here.call(double, 21);
 * }) // => 42
 */
export const here: Place = new Here();
