// A lock that its owner, a task, may lock again: it is free when as many guards were released.
//
// Invariants
//   depth is the number of guards of the owner; 0 exactly when nobody holds it.
//   Handed to a task that has had no turn since, it has depth 1 and no owner yet.

import {
  type Coroutine,
  currentFiber,
  type Operation,
  Wait,
  WaitList,
  way,
} from '../kernel/index.ts';
import { type Guard, type Guarded, HeldGuard, leftBy, type Owner } from './guard.ts';
import { holding } from './holding.ts';

/** What a reentrant lock says of itself. */
export interface ReentrantLockStatistics {
  name: string;
  /** How many guards its owner has. */
  depth: number;
  /** The name of the task that holds it. */
  owner: string | undefined;
  waiting: number;
}

/**
 * A mutex that the same task may lock again. Serves in order of arrival.
 *
 * The owner is the task: a child task is another one, and so is a composite operation that runs as a
 * child, in a `select` or under `await`.
 *
 * @throws NoTaskError where it is locked outside a task: it would have no owner.
 * @example
 * import { ReentrantLock, run } from 'offshoot';
 *
 * await run(function* () {
 *   const lock = new ReentrantLock();
 *   const inner = () => lock.run(() => 'inner');
 *   return yield* lock.run(() => inner());
 * }) // => 'inner'
 */
export class ReentrantLock {
  /** What it is called in messages. */
  name = 'lock';
  readonly #levels = new Levels(this);

  /** Waits until it is free or the task's own, and holds it once more. Primitive. */
  lock(): Operation<Guard> {
    return this.#levels.again();
  }

  /** Holds it (once more) if that needs no waiting. Acts at once. */
  tryLock(): Guard | undefined {
    return this.#levels.enter() ? this.#levels.guard() : undefined;
  }

  /** Runs `body` while holding it, and releases it however the body ends. Composite. */
  run<T>(body: () => Operation<T>): Operation<T>;
  run<T>(body: () => Coroutine<T> | Promise<T> | T): Operation<T>;
  run<T>(body: () => Coroutine<T> | Promise<T> | T): Operation<T> {
    return holding(
      () => `run with reentrant lock "${this.name}"`,
      () => this.lock(),
      body,
    );
  }

  statistics(): ReentrantLockStatistics {
    const { depth, owner, waiting } = this.#levels;
    return { name: this.name, depth, owner: owner?.name, waiting: waiting.count() };
  }
}

class Levels implements Guarded {
  readonly #of: ReentrantLock;
  depth = 0;
  owner: Owner | null = null;
  readonly waiting = new WaitList();

  constructor(of: ReentrantLock) {
    this.#of = of;
  }

  describe(): string {
    return `reentrant lock "${this.#of.name}"`;
  }

  again(): Operation<HeldGuard> {
    return new Wait(entering, this);
  }

  /** One more level, if it is the task's own, or if it is free and nobody waits. */
  enter(): boolean {
    const task = currentFiber(`lock of ${this.describe()}`);
    const free = this.depth === 0 && this.waiting.empty;
    if (!free && this.owner !== task) return false;
    this.depth++;
    return true;
  }

  guard(): HeldGuard {
    this.owner ??= currentFiber();
    return new HeldGuard(this, 1);
  }

  ownerOf(): Owner | null {
    return this.owner;
  }

  ownedBy(task: Owner | null): void {
    this.owner = task;
  }

  giveBack(): void {
    if (--this.depth > 0) return;
    this.owner = null;
    const next = this.waiting.take();
    if (next === null) return;
    this.depth = 1;
    next.complete(undefined);
  }
}

const entering = way<Levels, HeldGuard>({
  attempt: ({ subject }) => subject.enter(),
  enlist: (wait) => wait.subject.waiting.add(wait),
  withdraw: (wait) => wait.subject.waiting.remove(wait),
  discard: ({ subject }) => subject.giveBack(),
  take: ({ subject }) => subject.guard(),
  owner: ({ subject }) => subject.owner,
  held: true,
  describe: ({ subject }) => `lock of ${subject.describe()}${leftBy(subject.owner)}`,
});
