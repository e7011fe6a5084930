// Many readers or one writer, in one line: so neither can starve the other.
//
// Invariants
//   readers > 0 or writing, never both.
//   If anyone waits, the first in line cannot be let in: a writer while anybody is in, a reader
//     while a writer is.

import { type Operation, Wait, WaitList, way } from '../kernel/index.ts';
import { type Guard, type Guarded, HeldGuard, type Owner } from './guard.ts';

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
 * and asks to write (or to read again while a writer waits) waits for itself.
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
  readonly owner: Owner | null = null;
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

  /** Readers are many: nobody owns it. */
  ownedBy(): void {}

  giveBack(how: unknown): void {
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
}

const entering = way<Room, HeldGuard>({
  attempt: (wait) => wait.subject.waiting.empty && wait.subject.enter(wait.message),
  enlist: (wait) => wait.subject.waiting.add(wait),
  withdraw: (wait) => wait.subject.leave(wait),
  discard: (wait) => wait.subject.giveBack(wait.message),
  take: (wait) => new HeldGuard(wait.subject, wait.message as number),
  describe: ({ subject, message }) =>
    `${message === WRITE ? 'write' : 'read'} on ${subject.describe()}`,
});
