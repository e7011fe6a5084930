// A wait is one object: the operation, its own iterator, and its own place in a wait list.
//
//   idle --attempt() says true-----------------------------------------> idle   (it never waited)
//   idle --begin()--> waiting --complete()/fail()--> done | failed --take()--> idle
//                        |                              |
//                        +-- takeBack() --> withdrawn <--+   (killed before the task could resume)
//
// What it waits for is its `way`: how to try, how to enlist, how to withdraw. Killing, select and
// timeout then need no code in any primitive. One that is in use is copied to be performed again; so
// a primitive may hand out the same one to all, as a channel does for `receive`.
//
// There is one class for all waits, and a way is a table of functions, because this is the hottest
// object of the package: with a subclass for each primitive the engine sees a dozen shapes in every
// line below, and a round trip over two channels took three times as long (measured). For the same
// reason fields and methods are plain, not `#` (a private method is a field more in each). None of it
// shows in the type that users see.

import { refuseCircle } from './deadlock.ts';
import { NoTaskError } from './errors.ts';
import type { Fiber } from './fiber.ts';
import { OperationBase } from './operation.ts';
import { MARK, MARKED, SUSPENDED, shared } from './shared.ts';
import type { WaitList } from './waitlist.ts';

/** Nobody performs it. */
export const IDLE = 0;
/** It stands in a list, or its timer runs. */
export const WAITING = 1;
/** It is over, and its result is still to be taken. */
export const DONE = 2;
/** It is over, and its error is still to be thrown. */
export const FAILED = 3;
/** It was taken back, and its task has not left it yet. */
const WITHDRAWN = 4;
/** Where a wait stands. */
export type Phase = 0 | 1 | 2 | 3 | 4;

/** Who is told that a wait is over: a task, a group, an await. */
export interface Waiter {
  woken(wait: Wait<unknown>): void;
}

/** How to wait for one kind of thing. `S` is what a wait of this kind is about: a channel, a task. */
export interface Way<S, T = unknown> {
  /** Tries to get through without waiting; if so, the result is in `wait.value`. May throw. */
  attempt(this: void, wait: Wait<T, S>): boolean;
  /**
   * Both at once, where that is hot: gets through, or has `task` wait (`wait.waitIn`). For a way without an owner.
   */
  perform?(this: void, wait: Wait<T, S>, task: Fiber<unknown>): boolean;
  /** Joins the list, or starts the timer, that will complete the wait. */
  enlist(this: void, wait: Wait<T, S>): void;
  /** Undoes `enlist`, at once and without trace. */
  withdraw(this: void, wait: Wait<T, S>): void;
  /** Says what is waited for: `receive on channel "jobs"`. */
  describe(this: void, wait: Wait<T, S>): string;
  /** Makes the result, in the task's own slice. Without it, the result is what stands in `value`. */
  take?(this: void, wait: Wait<T, S>): T;
  /** It was over, but its task was killed before it could take the result: gives back what it got. */
  discard?(this: void, wait: Wait<T, S>): void;
  /** A group is told that a member is over. */
  woken?(this: void, wait: Wait<T, S>, member: Wait<unknown>): void;
  /** What is waited for comes from outside: a promise, a callback, a signal. */
  external?(this: void, wait: Wait<T, S>): boolean;
  /** Who must act, where the wait belongs to tasks: a lock's holder, the task that is joined. Of several, each. */
  owner?(this: void, wait: Wait<T, S>): Fiber<unknown> | readonly Fiber<unknown>[] | null;
  /** What is waited for is held by its owner, as a lock is; else its description names who must act. */
  held?: boolean;
  /** The waits inside a group. */
  members?(this: void, wait: Wait<T, S>): readonly Wait<unknown>[];
  /** The subject of a copy, where it holds the state of one wait. Without it, the subject is shared. */
  copy?(this: void, subject: S): S;
}

/** A way with all its functions, so that all ways have one shape. */
class FullWay<S, T> {
  readonly attempt: Way<S, T>['attempt'];
  readonly perform: NonNullable<Way<S, T>['perform']> | null;
  readonly enlist: Way<S, T>['enlist'];
  readonly withdraw: Way<S, T>['withdraw'];
  readonly describe: Way<S, T>['describe'];
  readonly take: NonNullable<Way<S, T>['take']> | null;
  readonly discard: NonNullable<Way<S, T>['discard']>;
  readonly woken: NonNullable<Way<S, T>['woken']>;
  readonly copy: NonNullable<Way<S, T>['copy']>;
  readonly external: NonNullable<Way<S, T>['external']>;
  readonly owner: NonNullable<Way<S, T>['owner']> | null;
  readonly held: boolean;
  readonly members: NonNullable<Way<S, T>['members']>;

  constructor(way: Way<S, T>) {
    this.attempt = way.attempt;
    this.perform = way.perform ?? null;
    this.enlist = way.enlist;
    this.withdraw = way.withdraw;
    this.describe = way.describe;
    this.take = way.take ?? null;
    this.discard = way.discard ?? (() => {});
    this.woken = way.woken ?? endAs;
    this.copy = way.copy ?? ((subject) => subject);
    this.external = way.external ?? (() => false);
    this.owner = way.owner ?? null;
    this.held = way.held ?? false;
    this.members = way.members ?? (() => []);
  }
}
export type { FullWay };

/** A group ends as the member has ended that it waited for. */
export function endAs<T, S>(group: Wait<T, S>, member: Wait<unknown>): void {
  if (member.phase === FAILED) group.failLater();
  else group.wake();
}

/** Stands for an error that is still to be made. */
const LATER = Symbol('later');

/** What most waits give: made once, for all. */
const NOTHING: IteratorReturnResult<never> = { done: true, value: undefined as never };

/** Defines a way to wait. */
// So that bundlers drop ways that nobody waits in:
// @__NO_SIDE_EFFECTS__
export function way<S, T = unknown>(functions: Way<S, T>): FullWay<S, T> {
  return new FullWay(functions);
}

/** A primitive operation, its iterator and its place in a wait list in one; see the head of this file. */
export class Wait<T, S = unknown> extends OperationBase<T> {
  readonly way: FullWay<S, T>;
  readonly subject: S;
  /** What is to be sent, where the way needs that. */
  readonly message: unknown;
  phase: Phase;
  waiter: Waiter | null;
  /** The result or the error, when it is over. */
  value: unknown;
  /** A number that its way may use: when it was handed its value, the entry of its timer. */
  ticket: number;
  /** Neighbours in the wait list that this stands in. */
  before: Wait<unknown> | null;
  after: Wait<unknown> | null;

  constructor(how: FullWay<S, T>, subject: S, message?: unknown) {
    super();
    this.way = how;
    this.subject = subject;
    this.message = message;
    this.phase = IDLE;
    this.waiter = null;
    this.value = undefined;
    this.ticket = 0;
    this.before = null;
    this.after = null;
  }

  // ---- as an operation

  toWait(): Wait<T, S> {
    return this.phase === IDLE ? this : this.copy();
  }

  /** For a primitive that hands out one wait to all: this, if nobody performs it. */
  handOut(): Wait<T, S> {
    return this.phase === IDLE ? this : this.copy();
  }

  copy(): Wait<T, S> {
    return new Wait(this.way, this.way.copy(this.subject), this.message);
  }

  /** `yield*` calls this twice: to perform the wait, and when the task resumes. */
  next(): IteratorResult<never, T> {
    if (this.phase === IDLE) {
      const task = shared.current;
      if (task === null) throw notInTask(this.describe());
      if (task.interrupted) {
        // Nobody else may perform this one before its task has left it.
        this.phase = WITHDRAWN;
        return SUSPENDED;
      }
      if (task.waiting !== null) throw leftBehind(task.waiting);
      if (!this.performedBy(task)) return SUSPENDED;
    } else if (this.phase === WAITING || this.waiter !== shared.current) throw leftBehind(this);
    const value = this.take();
    return value === undefined ? NOTHING : { done: true, value };
  }

  /** Gets through, or has the task wait. */
  performedBy(task: Fiber<unknown>): boolean {
    const { way } = this;
    if (way.perform !== null) return way.perform(this, task);
    if (way.attempt(this)) return true;
    if (way.owner !== null) refuseCircle(task, this);
    this.begins(task);
    way.enlist(this);
    return false;
  }

  /** The task waits from now on. */
  begins(task: Fiber<unknown>): void {
    task.waiting = this;
    this.phase = WAITING;
    this.waiter = task;
  }

  /** The task waits from now on, in this line; for `perform`. */
  waitIn(list: WaitList, task: Fiber<unknown>): false {
    this.begins(task);
    list.add(this as Wait<unknown>);
    return false;
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

  // ---- for who performs it

  /** Tries to get through without waiting; if so, `take` gives the result. */
  attempt(): boolean {
    return this.way.attempt(this);
  }

  /** As `attempt`, for a group: until the result is taken, nobody else may perform this. */
  attemptFor(group: Waiter): boolean {
    if (!this.way.attempt(this)) return false;
    this.phase = DONE;
    this.waiter = group;
    return true;
  }

  /** Starts waiting on behalf of `waiter`. */
  begin(waiter: Waiter): void {
    this.phase = WAITING;
    this.waiter = waiter;
    this.way.enlist(this);
  }

  /** The result, for the task that now has its turn; or the error, thrown. */
  take(): T {
    if (this.phase === FAILED && this.value !== LATER) {
      const error = this.value;
      this.reset();
      throw error;
    }
    const { take } = this.way;
    if (take !== null) {
      if (this.value === LATER) this.value = undefined;
      this.phase = IDLE;
      this.waiter = null;
      return take(this);
    }
    const value = this.value;
    this.reset();
    return value as T;
  }

  /** Ends the wait without a result: its task was killed, or it lost a select. */
  takeBack(): void {
    const phase = this.phase;
    if (phase === IDLE || phase === WITHDRAWN) return;
    // Until its task has left it, it must not be taken for free.
    this.phase = WITHDRAWN;
    if (phase === WAITING) this.way.withdraw(this);
    else if (phase === DONE) this.way.discard(this);
    this.waiter = null;
    this.value = undefined;
  }

  /** As `takeBack`, of a wait that belongs to a group: it is free again. */
  release(): void {
    this.takeBack();
    this.phase = IDLE;
  }

  /** As `release`, if it is `group` that performs this. */
  releaseFrom(group: Waiter): void {
    if (this.waiter === group) this.release();
  }

  describe(): string {
    return this.way.describe(this);
  }

  // ---- for whoever it waited for, who has taken it off its list

  /** Ends the wait with a result. */
  complete(value: unknown): void {
    this.value = value;
    this.wake();
  }

  /** Ends the wait; its way makes the result when it is taken. */
  wake(): void {
    this.phase = DONE;
    this.waiter!.woken(this);
  }

  /** As a timer: its time has come. */
  fire(): void {
    this.complete(undefined);
  }

  /** Ends the wait with an error. */
  fail(error: unknown): void {
    this.phase = FAILED;
    this.value = error;
    this.waiter!.woken(this);
  }

  /** Ends the wait with an error that its way throws when it is taken, in the task's own slice. */
  failLater(): void {
    this.phase = FAILED;
    this.value = LATER;
    this.waiter!.woken(this as Wait<unknown>);
  }

  /** A member of this group is over. */
  woken(member: Wait<unknown>): void {
    this.way.woken(this, member);
  }

  reset(): void {
    this.phase = IDLE;
    this.waiter = null;
    this.value = undefined;
  }
}

/** A wait was begun, but not with yield*: its task went on. If it is the task's own, it is taken back. */
function leftBehind(wait: Wait<unknown>): TypeError {
  const what = wait.describe();
  const task = shared.current;
  if (task !== null && task.waiting === wait) task.waiting = null;
  if (task !== null) wait.releaseFrom(task);
  return new TypeError(
    `${what} was begun and left: iterated by hand (for-of, spread, destructuring), or by a break out of a generator ` +
      'whose finally waits. Perform it with yield*.',
  );
}

function notInTask(what: string): NoTaskError {
  return new NoTaskError(
    `${what}: there is no task to wait in. Perform it with yield* inside run(), or with await.`,
  );
}
