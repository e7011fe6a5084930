// Who has a job that was sent, but is not begun: the caller's book about one worker (protocol.ts draws
// both ways to settle it). With a thread it is kept in shared memory (cells.ts), with a process in
// messages.

export interface Ledger {
  /** Does it need an answer of the worker to take a job back? */
  readonly asks: boolean;
  /** The job is going to be sent; gives what is sent with it. */
  enter(id: number): number;
  /** The job is no longer with the worker. */
  leave(cell: number, id: number): void;
  isUnbegun(cell: number, id: number): boolean;
  /** True if that could be settled at once: the worker had not begun the job, and now never will. */
  takeBack(cell: number, id: number): boolean;
  /** The worker says that it begins the job. */
  begun(id: number): void;
}

/** In a message this stands where a cell would: the worker is to say when it begins the job. */
const SAY_SO = 0;

/** The book about a process: what it has said. */
export class Marks implements Ledger {
  readonly asks = true;
  readonly #unbegun = new Set<number>();

  enter(id: number): number {
    this.#unbegun.add(id);
    return SAY_SO;
  }

  leave(_: number, id: number): void {
    this.#unbegun.delete(id);
  }

  isUnbegun(cell: number, id: number): boolean {
    return cell >= 0 && this.#unbegun.has(id);
  }

  takeBack(): boolean {
    return false;
  }

  begun(id: number): void {
    this.#unbegun.delete(id);
  }
}
