// Calling a body, in the ways that change what a kill or an end means: call, scope, shield, using,
// deadline, and defer.

import { checkBody, checkDuration, describeValue, wrongType } from './arguments.ts';
import { Around, around } from './around.ts';
import type { AnyBody } from './body.ts';
import { withCleanUp } from './cleanup.ts';
import { Composite, composite } from './composite.ts';
import { currentFiber } from './current.ts';
import { NoTaskError } from './errors.ts';
import { withDeadline } from './limits.ts';
import { Nursery } from './nursery.ts';
import {
  type Body,
  type Coroutine,
  isOperation,
  type Operation,
  type OperationBase,
} from './operation.ts';
import type { Scope, Task } from './task.ts';
import { Wait, way } from './wait.ts';

/**
 * Starts a task in the current scope. Acts at once; the body begins when its turn comes.
 *
 * Costs some 430 B and a microsecond with a shared body. Give a body its arguments rather than a
 * closure of its own: V8 makes a map and a prototype for each new generator function.
 *
 * @throws NoTaskError outside a task; ClosedError if the scope has ended; TypeError if `body` is no function.
 * @example
 * import { go, run } from 'offshoot';
 *
 * function* double(n: number) {
 *   return 2 * n;
 * }
 * await run(function* () {
 *   const task = go(double, 21);
 *   return yield* task;
 * }) // => 42
 */
export function go<T, A extends unknown[]>(body: (...args: A) => Operation<T>, ...args: A): Task<T>;
export function go<T, A extends unknown[]>(
  body: (...args: A) => Coroutine<T> | Promise<T> | T,
  ...args: A
): Task<T>;
export function go<T, A extends unknown[]>(
  body: (...args: A) => Coroutine<T> | Promise<T> | T,
  ...args: A
): Task<T> {
  checkBody('body', body);
  const { nursery } = currentFiber('go()');
  return nursery.start(body as unknown as AnyBody, args) as Task<unknown> as Task<T>;
}

/**
 * Calls a body as a subroutine: `yield* call(f, x)` gives what f returns. Unlike `yield* f(x)` it
 * costs O(1) to resume at any depth, and 100,000 calls deep are no stack overflow. Composite.
 *
 * @throws what the body throws; TypeError if `body` is no function.
 * @example
 * import { call, run, type Coroutine } from 'offshoot';
 *
 * function* depth(n: number): Coroutine<number> {
 *   return n === 0 ? 0 : 1 + (yield* call(depth, n - 1));
 * }
 * await run(() => depth(50_000)) // => 50000
 */
export function call<T, A extends unknown[]>(
  body: (...args: A) => Coroutine<T> | Promise<T> | T,
  ...args: A
): Operation<T> {
  checkBody('body', body);
  return new Composite(body as unknown as Body<T, never[]>, args);
}

/**
 * Runs `body` in a scope of its own, and waits until all tasks started in it have ended; then what
 * was opened in it is closed, newest first. A failure in one kills the others and comes out here;
 * several come out as one AggregateError. Composite.
 *
 * @example
 * import { run, scope, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   const said: string[] = [];
 *   yield* scope(function* (s) {
 *     s.go(function* () {
 *       yield* sleep(1);
 *       said.push('child');
 *     });
 *     said.push('body');
 *   });
 *   return said;
 * }) // => ['body', 'child']
 */
export function scope<T>(body: (scope: Scope) => Operation<T>): Operation<T>;
export function scope<T>(body: (scope: Scope) => Coroutine<T> | Promise<T> | T): Operation<T>;
export function scope<T>(body: (scope: Scope) => Coroutine<T> | Promise<T> | T): Operation<T> {
  checkBody('body', body);
  return composite(inScope, [body as Body<unknown, never[]>], { name: 'scope' }) as Operation<T>;
}

/** `scope` for a generator of ours: without a frame of its own. A body without `args` is given the scope. */
export function* inScope<A extends unknown[]>(
  body: Body<unknown, A>,
  args?: Readonly<A>,
): Coroutine<unknown> {
  return yield* new Nursery(currentFiber().home.program).run(body as Body<unknown, never[]>, args);
}

/**
 * Runs `body` to its end even if the task is killed meanwhile; the kill waits until it is through.
 * Composite. `kill` with `within` ends a shield, too, when its time is over.
 *
 * @example
 * import { go, run, shield, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   let saved = false;
 *   const task = go(function* () {
 *     yield* shield(function* () {
 *       yield* sleep(1);
 *       saved = true;
 *     });
 *   });
 *   yield* sleep(0);
 *   task.kill();
 *   yield* task.outcome();
 *   return saved;
 * }) // => true
 */
export function shield<T>(body: () => Operation<T>): Operation<T>;
export function shield<T>(body: () => Coroutine<T> | Promise<T> | T): Operation<T>;
export function shield<T>(body: () => Coroutine<T> | Promise<T> | T): Operation<T> {
  checkBody('body', body);
  return new Composite<T>(body, [], { name: 'shield', shield: true, performsResult: true });
}

/**
 * Runs `body` for at most `ms` milliseconds, in a scope of its own: when they are over, the tasks
 * inside are killed, and TimeoutError comes out when their clean-up has ended. Deadlines nest: the
 * nearest wins. Composite.
 *
 * @example
 * import { deadline, run, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   try {
 *     yield* deadline(5, () => sleep(1000));
 *   } catch (error) {
 *     return String(error);
 *   }
 *   return 'in time';
 * }) // => 'TimeoutError: the deadline: it did not end within 5 ms'
 */
export function deadline<T>(ms: number, body: () => Operation<T>): Operation<T>;
export function deadline<T>(ms: number, body: () => Coroutine<T> | Promise<T> | T): Operation<T>;
export function deadline<T>(ms: number, body: () => Coroutine<T> | Promise<T> | T): Operation<T> {
  checkDuration('ms', ms);
  checkBody('body', body);
  return composite(withDeadline, [ms, body as () => Coroutine<unknown>], {
    name: 'deadline',
  }) as Operation<T>;
}

/**
 * Registers `body` to run when the current task ends, however it ends: last registered first. It may
 * wait, and a kill does not reach it. Acts at once.
 *
 * @throws NoTaskError outside a task.
 * @example
 * import { defer, go, run } from 'offshoot';
 *
 * await run(function* () {
 *   const said: string[] = [];
 *   yield* go(function* () {
 *     defer(() => void said.push('first registered'));
 *     defer(() => void said.push('last registered'));
 *     said.push('body');
 *   });
 *   return said;
 * }) // => ['body', 'last registered', 'first registered']
 */
export function defer(body: () => Coroutine<void> | Promise<void> | Operation<void> | void): void {
  checkBody('body', body);
  const { ended, name, extras } = currentFiber('defer()');
  if (ended) throw new NoTaskError(`defer(): task "${name}" has ended, and runs nothing any more`);
  extras.deferred ??= [];
  extras.deferred.push(body);
}

/**
 * Opens something, runs `body` with it, and disposes of it however the body ends; a kill between the
 * two does not lose it. Composite.
 *
 * @throws TypeError if what was opened has no Symbol.dispose and no Symbol.asyncDispose.
 * @example
 * import { run, until, using } from 'offshoot';
 *
 * const file = { text: 'hello', [Symbol.dispose]() { this.text = ''; } };
 * await run(function* () {
 *   const length = yield* using(until(Promise.resolve(file)), function* (f) {
 *     return f.text.length;
 *   });
 *   return [length, file.text];
 * }) // => [5, '']
 */
export function using<R extends Disposable | AsyncDisposable, T>(
  open: Operation<R>,
  body: (resource: R) => Coroutine<T>,
): Operation<T> {
  if (!isOperation(open)) throw wrongType('open', 'an operation', open);
  checkBody('body', body);
  return composite(usingIt, [open, body as (resource: unknown) => Coroutine<unknown>], {
    name: 'using',
  }) as Operation<T>;
}

/** What is there to be disposed of: nothing, a resource, or one that is still to be taken. */
interface Opened {
  resource?: unknown;
  take?: () => unknown;
}

function usingIt(
  open: OperationBase<unknown>,
  body: (resource: unknown) => Coroutine<unknown>,
): Coroutine<unknown> {
  const opened: Opened = {};
  return withCleanUp(
    function* () {
      const wait = open.toWait();
      opened.resource = yield* wait instanceof Wait
        ? new Wait(keeping, new Opening(wait, opened))
        : wait;
      return yield* new Composite(body, [opened.resource]);
    },
    function* () {
      if (opened.take !== undefined) opened.resource = opened.take();
      if ('resource' in opened) yield* new Composite(disposerOf(opened.resource), []);
    },
  );
}

/** How to dispose of a resource. */
function disposerOf(resource: unknown): () => Promise<void> | void {
  const { [Symbol.asyncDispose]: later, [Symbol.dispose]: now } = (resource ?? {}) as Partial<
    AsyncDisposable & Disposable
  >;
  if (later !== undefined) return () => Promise.resolve(later.call(resource));
  if (now !== undefined) return () => now.call(resource);
  throw new TypeError(
    `what was opened cannot be disposed of: ${describeValue(resource)} has no Symbol.dispose`,
  );
}

/** What was opened, and the wait that opens it. */
class Opening extends Around {
  readonly opened: Opened;

  constructor(inner: Wait<unknown>, opened: Opened) {
    super(inner);
    this.opened = opened;
  }
}

/** A wait whose result is not lost when its task is killed before it could take it. */
const keeping = way<Opening>({
  ...around,
  // Taken by the task's own clean-up: a map around it is user code.
  discard: ({ subject: { inner, opened } }) => {
    opened.take = () => inner.take();
  },
  copy: ({ inner, opened }) => new Opening(inner.toWait(), opened),
});
