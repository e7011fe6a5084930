// Many readers or one writer, in one line: so neither can starve the other.
//
// Invariants
//   readers > 0 or writing, never both.
//   If anyone waits, the first in line cannot be let in: a writer while anybody is in, a reader
//     while a writer is.
//   `owners` has the guards that were taken and not given back, each with its task, if that is known.
//
// Who waits behind others waits for them, too: a reader behind a writer that waits for the readers. So
// the owners of such a wait are the writers ahead, and not those inside: a writer may leave.

import { type Operation, performerOf, Wait, WaitList, way, whoIsRunning } from '../kernel/index.ts';
import { type Guard, type Guarded, HeldGuard, leftBy, type Owner } from './guard.ts';

/** What a readers-writer lock says of itself. */
export interface RWLockStatistics {
  name: string;
  readers: number;
  writing: boolean;
  waiting: number;
}

/**
 * Many may read at once, or one may write. Serves in order of arrival: a waiting writer stops new
 * readers, and the readers behind it come in together when it is through. Not reentrant: who reads
 * and asks to write (or to read again while a writer waits) waits for itself: DeadlockError.
 *
 * @example
 * import { run, RWLock } from 'offshoot';
 *
 * await run(function* () {
 *   const table = new RWLock();
 *   const first = yield* table.read();
 *   const second = yield* table.read();
 *   const { readers } = table.statistics();
 *   first.release();
 *   second.release();
 *   const writer = yield* table.write();
 *   const { writing } = table.statistics();
 *   writer.release();
 *   return { readers, writing };
 * }) // => { readers: 2, writing: true }
 */
export class RWLock {
  /** What it is called in messages. */
  name = 'rwlock';
  readonly #room = new Room(this);

  /** Waits until nobody writes or waits to, and holds it beside other readers. Primitive. */
  read(): Operation<Guard> {
    return this.#room.again(READ);
  }

  /** Waits until nobody is in, and holds it alone. Primitive. */
  write(): Operation<Guard> {
    return this.#room.again(WRITE);
  }

  statistics(): RWLockStatistics {
    const { readers, writing, waiting } = this.#room;
    return { name: this.name, readers, writing, waiting: waiting.count() };
  }
}

const READ = 0;
const WRITE = 1;

class Room implements Guarded {
  readonly #of: RWLock;
  readers = 0;
  writing = false;
  readonly owners = new Map<HeldGuard, Owner>();
  readonly depth = 1;
  readonly waiting = new WaitList();

  constructor(of: RWLock) {
    this.#of = of;
  }

  describe(): string {
    return `rwlock "${this.#of.name}"`;
  }

  again(how: number): Operation<HeldGuard> {
    return new Wait(entering, this, how);
  }

  /** Goes in if there is room; whether anybody waits is not its business. */
  enter(how: unknown): boolean {
    if (this.writing || (how === WRITE && this.readers > 0)) return false;
    if (how === WRITE) this.writing = true;
    else this.readers++;
    return true;
  }

  guard(how: number): HeldGuard {
    const guard = new HeldGuard(this, how);
    this.ownedBy(whoIsRunning(), guard);
    return guard;
  }

  ownerOf(guard: HeldGuard): Owner | null {
    return this.owners.get(guard) ?? null;
  }

  ownedBy(task: Owner | null, guard: HeldGuard): void {
    if (task === null) this.owners.delete(guard);
    else this.owners.set(guard, task);
  }

  giveBack(how: unknown, guard?: HeldGuard): void {
    if (guard !== undefined) this.owners.delete(guard);
    if (how === WRITE) this.writing = false;
    else this.readers--;
    this.serve();
  }

  /** Lets in those at the head of the line that there is room for. */
  serve(): void {
    const { waiting } = this;
    for (let first = waiting.head; first !== null; first = waiting.head) {
      if (!this.enter(first.message)) return;
      waiting.remove(first);
      first.complete(undefined);
    }
  }

  leave(wait: Wait<unknown>): void {
    this.waiting.remove(wait);
    this.serve();
  }

  /** Says who has ended without going out, if anybody has. */
  left(): string {
    return leftBy([...this.owners.values()].find((owner) => owner.ended));
  }

  /** Those without whom `wait` cannot end. */
  mustActFor(wait: Wait<unknown>): Owner[] {
    if (wait.message === WRITE || this.writing) return [...this.owners.values()];
    return this.writersAhead(wait);
  }

  writersAhead(wait: Wait<unknown>): Owner[] {
    const tasks: Owner[] = [];
    const { head } = this.waiting;
    for (let ahead = head; ahead !== null && ahead !== wait; ahead = ahead.after) {
      const task = ahead.message === WRITE ? performerOf(ahead) : null;
      if (task !== null) tasks.push(task);
    }
    return tasks;
  }
}

const entering = way<Room, HeldGuard>({
  attempt: (wait) => wait.subject.waiting.empty && wait.subject.enter(wait.message),
  enlist: (wait) => wait.subject.waiting.add(wait),
  withdraw: (wait) => wait.subject.leave(wait),
  discard: (wait) => wait.subject.giveBack(wait.message),
  take: (wait) => wait.subject.guard(wait.message as number),
  owner: (wait) => wait.subject.mustActFor(wait),
  held: true,
  describe: ({ subject, message }) =>
    `${message === WRITE ? 'write' : 'read'} on ${subject.describe()}${subject.left()}`,
});
