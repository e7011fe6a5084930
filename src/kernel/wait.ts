// A wait is one object: the operation, its own iterator, and its own place in a wait list.
//
//   idle --attempt() says true-----------------------------------------> idle   (it never waited)
//   idle --begin()--> waiting --complete()/fail()--> done | failed --take()--> idle
//                        |                              |
//                        +-- takeBack() --> withdrawn <--+   (killed before the task could resume)
//
// A primitive says how to try, how to enlist and how to withdraw; killing, select and timeout
// then need no code in it. One that is in use makes a copy of itself to be performed again.
// Its fields are plain, not `#`: this is the hottest object of the package, and scheduler, wait
// lists and select all work on it. Nothing of it shows in the type that users see.

import { NoTaskError } from './errors.ts';
import { OperationBase } from './operation.ts';
import { MARK, MARKED, SUSPENDED, shared } from './shared.ts';

export const IDLE = 0;
export const WAITING = 1;
export const DONE = 2;
export const FAILED = 3;
export const WITHDRAWN = 4;
export type Phase = 0 | 1 | 2 | 3 | 4;

/** Who is told that a wait is over: a task, a select, an await. */
export interface Waiter {
  woken(wait: Wait<unknown>): void;
}

export abstract class Wait<T> extends OperationBase<T> {
  phase: Phase = IDLE;
  waiter: Waiter | null = null;
  /** The result or the error, when it is over. */
  value: unknown = undefined;
  /** Neighbours in the wait list that this stands in. */
  before: Wait<unknown> | null = null;
  after: Wait<unknown> | null = null;

  /** Tries to get through without waiting; if so, the result is in `value`. May throw. */
  abstract attempt(): boolean;
  /** Joins the list, or starts the timer, that will complete this. */
  abstract enlist(): void;
  /** Undoes `enlist`, at once and without trace. */
  abstract withdraw(): void;
  /** The same wait, to be performed while this one is in use. */
  abstract copy(): Wait<T>;
  /** Says what it waits for: `receive on channel "jobs"`. */
  abstract describe(): string;
  /** It was over, but its task was killed before it could take the result: give back what it got. */
  discard(): void {}

  toWait(): Wait<T> {
    return this.phase === IDLE ? this : this.copy();
  }

  /** `yield*` calls this twice: to perform the wait, and when the task resumes. */
  next(): IteratorResult<never, T> {
    if (this.phase === IDLE) {
      const task = shared.current;
      if (task === null) throw notInTask(this.describe());
      if (task.interrupted) return SUSPENDED;
      if (!this.attempt()) {
        task.waiting = this as Wait<unknown>;
        this.begin(task);
        return SUSPENDED;
      }
    }
    return { done: true, value: this.take() };
  }

  /** A kill asks here twice: with MARK when it looks for frames, and when it unwinds them. */
  return(value?: unknown): IteratorResult<never, T> {
    if (value === MARK) return MARKED;
    this.takeBack();
    this.phase = IDLE;
    return { done: true, value: value as T };
  }

  throw(error: unknown): never {
    this.return();
    throw error;
  }

  /** Starts waiting on behalf of `waiter`. */
  begin(waiter: Waiter): void {
    this.phase = WAITING;
    this.waiter = waiter;
    this.enlist();
  }

  /** Ends the wait with a result. Called by whoever it waited for, who has taken it off its list. */
  complete(value: unknown): void {
    this.phase = DONE;
    this.value = value;
    this.waiter!.woken(this as Wait<unknown>);
  }

  /** Ends the wait with an error. */
  fail(error: unknown): void {
    this.phase = FAILED;
    this.value = error;
    this.waiter!.woken(this as Wait<unknown>);
  }

  /** The result, for the task that now has its turn; or the error, thrown. */
  take(): T {
    const failed = this.phase === FAILED;
    const value = this.value;
    this.reset();
    if (failed) throw value;
    return value as T;
  }

  reset(): void {
    this.phase = IDLE;
    this.waiter = null;
    this.value = undefined;
  }

  /** Ends the wait without a result: its task was killed, or it lost a select. */
  takeBack(): void {
    const phase = this.phase;
    if (phase === IDLE || phase === WITHDRAWN) return;
    // Until its task has left it, it must not be taken for free.
    this.phase = WITHDRAWN;
    if (phase === WAITING) this.withdraw();
    else if (phase === DONE) this.discard();
    this.waiter = null;
    this.value = undefined;
  }
}

function notInTask(what: string): NoTaskError {
  return new NoTaskError(
    `${what}: there is no task to wait in. Perform it with yield* inside run(), or with await.`,
  );
}

/** A wait that stands around others: a select, a timeout, a map. Its result is made when it is taken. */
export abstract class Group<T> extends Wait<T> implements Waiter {
  abstract woken(member: Wait<unknown>): void;

  /** It is over; `take` will make the result. */
  wake(): void {
    this.phase = DONE;
    this.waiter!.woken(this as Wait<unknown>);
  }
}

/** Takes a member of a group back, so that it can be used again. */
export function release(member: Wait<unknown>): void {
  member.takeBack();
  member.phase = IDLE;
}
