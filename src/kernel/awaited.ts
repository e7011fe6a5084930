// `await op`: an operation performed by async code. Its promise is settled in a slice of its own,
// so no user code (a `map`) runs in the slice of whoever ended the wait.

import type { Composite } from './composite.ts';
import { capture, type Context, contextInUse, inContext, whoIsRunning } from './context.ts';
import { refuseCircle } from './deadlock.ts';
import { NoTaskError } from './errors.ts';
import type { Fiber } from './fiber.ts';
import type { OperationBase } from './operation.ts';
import type { Runnable } from './ready.ts';
import { ambientScheduler, type Scheduler } from './scheduler.ts';
import { shared } from './shared.ts';
import { Wait, type Waiter } from './wait.ts';

/** Performs `op` now and promises its result. In a task's async body the wait belongs to the task. */
export function perform<T>(op: OperationBase<T>): Promise<T> {
  const fiber = whoIsRunning();
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  if (fiber !== null && fiber.refuses()) {
    reject(fiber.killing!.error);
    return promise;
  }
  const owner = fiber !== null && fiber.asyncBody !== null && !fiber.ended ? fiber : null;
  const scheduler = fiber?.scheduler ?? ambientScheduler();
  const refuse: Reject = (error, killed) => {
    // Begun early and not awaited yet: a kill of its own task must not end the process.
    if (killed) promise.catch(() => {});
    reject(error);
  };
  const awaited = new Awaited(owner, scheduler, resolve as (value: unknown) => void, refuse);
  const inner = op.toWait();
  if (inner instanceof Wait) awaited.start(inner, fiber);
  else awaited.startChild(inner, fiber);
  return promise;
}

type Reject = (error: unknown, killed: boolean) => void;

export class Awaited implements Waiter, Runnable {
  /** The task whose async code awaits. */
  readonly owner: Fiber<unknown> | null;
  readonly #scheduler: Scheduler;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: Reject;
  /** What is awaited, until it is over. */
  wait: Wait<unknown> | null = null;
  /** A composite runs as a child task; a kill goes to it, and its end is waited for. */
  #child: Fiber<unknown> | null = null;
  /** What this await throws when the child has ended, however it ended: the task was killed. */
  #interrupted: Error | null = null;
  /** The host's context of the `await`: what is mapped there is the awaiting code's own. */
  readonly #context: Context | undefined = contextInUse() ? capture() : undefined;

  constructor(
    owner: Fiber<unknown> | null,
    scheduler: Scheduler,
    resolve: (value: unknown) => void,
    reject: Reject,
  ) {
    this.owner = owner;
    this.#scheduler = scheduler;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(wait: Wait<unknown>, performer: Fiber<unknown> | null): void {
    const before = shared.current;
    shared.current = performer;
    try {
      if (wait.attempt()) {
        this.#resolve(wait.take());
        return;
      }
      this.wait = wait;
      this.owner?.asyncBody!.add(this);
      if (performer !== null && wait.way.owner !== null) refuseCircle(performer, wait);
      if (performer !== null) performer.since = Math.floor(this.#scheduler.clock.now());
      wait.begin(this);
    } catch (error) {
      this.#leave();
      this.#reject(error, false);
    } finally {
      shared.current = before;
    }
  }

  startChild(op: Composite<unknown>, performer: Fiber<unknown> | null): void {
    if (performer === null) {
      this.#reject(
        new NoTaskError(
          `${op.describe()}: it runs as a task, and there is none here to own it; use run()`,
        ),
        false,
      );
      return;
    }
    try {
      this.#child = performer.nursery.startHeld(op, performer);
    } catch (error) {
      this.#reject(error, false);
      return;
    }
    this.start(this.#child.join(), performer);
  }

  woken(): void {
    this.#scheduler.enqueue(this);
  }

  step(): void {
    const wait = this.wait;
    if (wait === null) return;
    this.#leave();
    if (contextInUse()) inContext(this.#context, () => this.#settle(wait));
    else this.#settle(wait);
  }

  #settle(wait: Wait<unknown>): void {
    shared.current = this.owner;
    try {
      const value = wait.take();
      if (this.#interrupted === null) this.#resolve(value);
      else this.#reject(this.#interrupted, true);
    } catch (error) {
      this.#reject(error, this.#interrupted !== null);
    } finally {
      shared.current = null;
    }
  }

  /** The task that awaits was killed. */
  interrupt(error: Error & { reason?: unknown }): void {
    if (this.#child !== null) {
      this.#interrupted = error;
      this.#child.kill(error.reason);
      return;
    }
    const wait = this.wait;
    if (wait === null) return;
    this.#leave();
    wait.release();
    this.#reject(error, true);
  }

  #leave(): void {
    this.wait = null;
    this.owner?.asyncBody?.awaited?.delete(this);
  }
}
