// Permits are what stands under Mutex, Semaphore and the like: a number that are free, and a line of
// those who wait for some.
//
// Invariants
//   First come, first served: whoever waits for many holds up those behind who would need few.
//   If anyone waits, fewer are free than the first in line asks for.
//   Permits handed to a task that is killed before its turn go to the next in line (`discard`).

import { type Operation, Wait, WaitList, way, whoIsRunning } from '../kernel/index.ts';
import { type Guarded, HeldGuard, leftBy, type Owner } from './guard.ts';

/** Something with a name. */
export interface Named {
  name: string;
}

interface PermitsOptions {
  count: number;
  /** No more than so many can be free. Default: no limit. */
  limit?: number;
  /** Whose guard it is, owns it: a mutex, not a semaphore. */
  owned?: boolean;
  /** What its wait is called in messages, before its name. Default: `lock of`. */
  wait?: string;
}

/** A counted lock; see the head of this file. */
export class Permits implements Guarded {
  readonly #kind: string;
  readonly #of: Named;
  readonly #owned: boolean;
  readonly #wait: string;
  free: number;
  readonly limit: number;
  owner: Owner | null = null;
  readonly depth = 1;
  readonly waiting = new WaitList();

  /** `kind` and the name of `of` are what messages say: `semaphore "pages"`. */
  constructor(kind: string, of: Named, options: PermitsOptions) {
    const { count, limit = Infinity, owned = false, wait = 'lock of' } = options;
    this.#kind = kind;
    this.#of = of;
    this.#owned = owned;
    this.#wait = wait;
    this.free = count;
    this.limit = limit;
  }

  describe(): string {
    return `${this.#kind} "${this.#of.name}"`;
  }

  /** A wait in a message: `acquire on semaphore "pages"`. */
  describeWait(): string {
    return `${this.#wait} ${this.describe()}${leftBy(this.owner)}`;
  }

  acquire(count: number): Operation<HeldGuard> {
    return new Wait(acquiring, this, count);
  }

  tryAcquire(count: number): HeldGuard | undefined {
    return this.take(count) ? this.guard(count) : undefined;
  }

  again(count: number): Operation<HeldGuard> {
    return this.acquire(count);
  }

  giveBack(count: number): void {
    if (this.free + count > this.limit) {
      throw new RangeError(
        `cannot release ${count} of ${this.describe()}: ${this.limit - this.free} of ${this.limit} are taken`,
      );
    }
    this.put(count);
  }

  ownerOf(): Owner | null {
    return this.owner;
  }

  ownedBy(task: Owner | null): void {
    if (this.#owned) this.owner = task;
  }

  /** Takes `count` if nobody waits and so many are free. */
  take(count: number): boolean {
    if (!this.waiting.empty || this.free < count) return false;
    this.free -= count;
    return true;
  }

  /** The guard of what was just taken, for the task whose turn it is. */
  guard(count: number): HeldGuard {
    this.ownedBy(whoIsRunning());
    return new HeldGuard(this, count);
  }

  put(count: number): void {
    this.owner = null;
    this.free = Math.min(this.free + count, this.limit);
    this.serve();
  }

  /** Lets in as many as there are permits for. Who is let in may leave other places in this line. */
  serve(): void {
    const { waiting } = this;
    for (let first = waiting.head; first !== null; first = waiting.head) {
      const count = first.message as number;
      if (this.free < count) return;
      this.free -= count;
      waiting.remove(first);
      first.complete(undefined);
    }
  }

  leave(wait: Wait<unknown>): void {
    this.waiting.remove(wait);
    this.serve();
  }
}

const acquiring = way<Permits, HeldGuard>({
  attempt: (wait) => wait.subject.take(wait.message as number),
  enlist: (wait) => wait.subject.waiting.add(wait),
  withdraw: (wait) => wait.subject.leave(wait),
  discard: (wait) => wait.subject.put(wait.message as number),
  take: (wait) => wait.subject.guard(wait.message as number),
  owner: ({ subject }) => subject.owner,
  held: true,
  describe: ({ subject }) => subject.describeWait(),
});
