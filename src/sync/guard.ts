// A guard is the right to use what a lock protects: who has it, holds the lock. It is given back
// once, by `release` or at the end of a `using` block, by whichever task has the guard then.
//
//   held --release()--> released
//     |
//     +--a condition waits--> lent --the lock is held again--> held
//                               +--never again: a deadlock, an abandoned clean-up--> lost
//
// Invariants
//   A lock counts as held exactly as long as one of its guards is held, or was handed out and not
//     yet taken by its task (permits.ts).
//   A guard that is lent holds nothing; only the condition that borrowed it makes it hold again.
//   To release a lost one is harmless: the error behind it must not be hidden by another.

import {
  composite,
  type Coroutine,
  type currentFiber,
  type Operation,
  refuseOwner,
  type Task,
  wrongType,
} from '../kernel/index.ts';

/** The right to use what a lock protects. Give it back by `release`, or let `using` do it. */
export interface Guard extends Disposable {
  /** Gives the lock back; the next in line gets it. Acts at once. RangeError if it is not held (any more). */
  release(): void;
  /**
   * Notes that `task` has the guard from now on: it owns the lock. Handing over the guard itself is up
   * to you. Acts at once.
   *
   * @throws DeadlockError if `task` waits, over any number of others, for that lock itself; RangeError if
   * it has ended, or the guard was released.
   */
  transfer(task: Task<unknown>): void;
}

/** A task that owns a lock, as the kernel sees it. */
export type Owner = ReturnType<typeof currentFiber>;

/** In a message about a wait for a lock: whether its owner has ended and left it locked. */
export function leftBy(owner: Owner | null | undefined): string {
  return owner?.ended ? `, which task "${owner.name}" left locked when it ended` : '';
}

/** What guards are made for: a lock's inner part. */
export interface Guarded {
  /** The lock in a message: `mutex "accounts"`. */
  describe(): string;
  /** Takes back what `guard` held. */
  giveBack(share: number, guard: HeldGuard): void;
  /** Stands in line for it again. */
  again(share: number): Operation<HeldGuard>;
  /** Who owns what `guard` holds, where a lock has owners. */
  ownerOf(guard: HeldGuard): Owner | null;
  ownedBy(task: Owner | null, guard: HeldGuard): void;
  /** How many guards its owner has. */
  readonly depth: number;
}

/** A guard, as the locks see it. */
export class HeldGuard implements Guard {
  #lock: Guarded;
  readonly #share: number;
  #state: 'held' | 'lent' | 'lost' | 'released' = 'held';

  constructor(lock: Guarded, share: number) {
    this.#lock = lock;
    this.#share = share;
  }

  get [Symbol.toStringTag](): string {
    return 'Guard';
  }

  release(): void {
    const held = this.#state === 'held';
    if (!held && this.#state !== 'lost') throw this.#notHeld('release');
    this.#state = 'released';
    if (held) this.#lock.giveBack(this.#share, this);
  }

  transfer(task: Task<unknown>): void {
    if (typeof task?.kill !== 'function' || typeof task.state !== 'string')
      throw wrongType('task', 'a task', task);
    if (this.#state !== 'held') throw this.#notHeld('transfer');
    this.#mustBeOnly('transfer');
    if (task.state === 'done' || task.state === 'failed' || task.state === 'killed') {
      throw new RangeError(
        `cannot transfer ${this.#lock.describe()} to task "${task.name}": it has ended`,
      );
    }
    const before = this.#lock.ownerOf(this);
    this.#lock.ownedBy(task as Owner, this);
    try {
      refuseOwner(task as Owner);
    } catch (error) {
      this.#lock.ownedBy(before, this);
      throw error;
    }
  }

  [Symbol.dispose](): void {
    if (this.#state === 'held') this.release();
  }

  /** Gives the lock back for a while; the operation stands in line, and then this guard holds it again. */
  lend(): Operation<void> {
    if (this.#state !== 'held') throw this.#notHeld('wait with');
    this.#mustBeOnly('wait with');
    const owner = this.#lock.ownerOf(this);
    this.#state = 'lent';
    const again = this.#lock.again(this.#share);
    this.#lock.giveBack(this.#share, this);
    // Shielded: whoever cleans up finds the lock held.
    return composite(holdAgain, [this, again, owner], { name: 'lock again', shield: true });
  }

  /** Holds from now on what another guard was made for. */
  adopt(fresh: HeldGuard, owner: Owner | null): void {
    this.#lock = fresh.#lock;
    this.#lock.ownedBy(null, fresh);
    this.#lock.ownedBy(owner, this);
    this.#state = 'held';
    fresh.#state = 'released';
  }

  /** It will not hold the lock again. */
  lose(): void {
    if (this.#state === 'lent') this.#state = 'lost';
  }

  #mustBeOnly(what: string): void {
    const { depth } = this.#lock;
    if (depth > 1) {
      throw new RangeError(
        `cannot ${what} ${this.#lock.describe()}: its owner holds it ${depth} times; release the inner ones first`,
      );
    }
  }

  #notHeld(what: string): RangeError {
    const why =
      this.#state === 'lent' ? 'its task waits for a condition' : 'this guard was released';
    return new RangeError(`cannot ${what} ${this.#lock.describe()}: ${why}`);
  }
}

function* holdAgain(
  guard: HeldGuard,
  again: Operation<HeldGuard>,
  owner: Owner | null,
): Coroutine<void> {
  try {
    guard.adopt(yield* again, owner);
  } finally {
    guard.lose();
  }
}
