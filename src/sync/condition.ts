// A condition: tasks that hold a lock wait for what somebody else will change under the same lock.
//
// Invariants
//   However a wait ends (notified, killed, timed out, lost in a select), the guard's lock is held again
//     before any code of the task runs: its `finally` blocks, too, find it held.
//   A notification is not lost: who is killed between the notification and its own return hands it on.

import {
  checkCount,
  checkFunction,
  composite,
  type Coroutine,
  type Operation,
  Wait,
  WaitList,
  way,
  wrongType,
} from '../kernel/index.ts';
import { type Guard, HeldGuard } from './guard.ts';

/** What a condition says of itself. */
export interface ConditionStatistics {
  name: string;
  waiting: number;
}

/**
 * Waits, with a lock let go meanwhile, until another task notifies. In order of arrival. What was
 * waited for may be gone again when the lock is held again: use `waitFor`, which looks.
 *
 * Works with the guard of any lock. A kill of a task that waits here is through when it has the lock
 * again, and has cleaned up. So who holds the lock must not wait for that: DeadlockError.
 *
 * @example
 * import { Condition, go, Mutex, run } from 'offshoot';
 *
 * await run(function* () {
 *   const lock = new Mutex();
 *   const changed = new Condition();
 *   const items: string[] = [];
 *   const consumer = go(function* () {
 *     const guard = yield* lock.lock();
 *     try {
 *       yield* changed.waitFor(guard, () => items.length > 0);
 *       return items.shift();
 *     } finally {
 *       guard.release();
 *     }
 *   });
 *   yield* lock.run(() => {
 *     items.push('first');
 *     changed.notify();
 *   });
 *   return yield* consumer;
 * }) // => 'first'
 */
export class Condition {
  /** What it is called in messages. */
  name = 'condition';
  readonly #line = new Line(this);

  /** Lets the lock go, waits to be notified, and holds the lock again, however the wait ends. Composite. */
  wait(guard: Guard): Operation<void> {
    return composite(waitOnce, [this.#line, checkGuard(guard)], { name: this.#what });
  }

  /** Waits until `predicate` says true; it is called with the lock held. Composite. */
  waitFor(guard: Guard, predicate: () => boolean): Operation<void> {
    checkFunction('predicate', predicate);
    const args = [this.#line, checkGuard(guard), predicate] as const;
    return composite(waitUntil, [...args], { name: this.#what });
  }

  /** Wakes the `n` that have waited longest. Acts at once. */
  notify(n = 1): void {
    this.#line.notify(checkCount('n', n, 1));
  }

  /** Wakes all that wait. Acts at once. */
  notifyAll(): void {
    this.#line.waiting.completeAll(ALL);
  }

  statistics(): ConditionStatistics {
    return { name: this.name, waiting: this.#line.waiting.count() };
  }

  get #what(): string {
    return `wait for condition "${this.name}"`;
  }
}

function checkGuard(guard: Guard): HeldGuard {
  if (guard instanceof HeldGuard) return guard;
  throw wrongType('guard', 'the guard of a lock', guard);
}

/** How a wait was woken: by `notify`, which is to wake somebody in any case, or by `notifyAll`. */
const ONE = 'one';
const ALL = 'all';
type Notified = typeof ONE | typeof ALL;

class Line {
  readonly of: Condition;
  readonly waiting = new WaitList();

  constructor(of: Condition) {
    this.of = of;
  }

  notify(n: number): void {
    for (let i = 0; i < n; i++) {
      const first = this.waiting.take();
      if (first === null) return;
      first.complete(ONE);
    }
  }

  /** Who was woken is killed: a notification for one goes to the next. */
  handOn(notified: unknown): void {
    if (notified === ONE) this.notify(1);
  }
}

const notification = way<Line, Notified>({
  attempt: () => false,
  enlist: (wait) => wait.subject.waiting.add(wait),
  withdraw: (wait) => wait.subject.waiting.remove(wait),
  discard: (wait) => wait.subject.handOn(wait.value),
  describe: ({ subject }) => `wait for condition "${subject.of.name}"`,
});

function* waitOnce(line: Line, guard: HeldGuard): Coroutine<void> {
  const lock = guard.lend();
  let notified: Notified | undefined;
  try {
    notified = yield* new Wait(notification, line);
  } finally {
    // A kill that comes while it stands in line for the lock skips what follows, not `finally`.
    let through = false;
    try {
      yield* lock;
      through = true;
    } finally {
      if (!through) line.handOn(notified);
    }
  }
}

function* waitUntil(line: Line, guard: HeldGuard, predicate: () => boolean): Coroutine<void> {
  while (!predicate()) yield* waitOnce(line, guard);
}
