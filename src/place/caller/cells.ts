// Shared memory in which the caller and a worker settle who has a job that was sent, but is not begun
// (protocol.ts draws the exchange). It needs no message, so it also works with a worker that is stuck.

import type { Ledger } from './ledger.ts';

/** A worker's cells, on the caller's side. */
export class Cells implements Ledger {
  readonly asks = false;
  readonly shared: Int32Array<SharedArrayBuffer>;
  readonly #free: number[];

  constructor(count: number) {
    this.shared = new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
    this.#free = Array.from({ length: count }, (_, index) => index);
  }

  /** A free cell. */
  enter(id: number): number {
    const cell = this.#free.pop()!;
    Atomics.store(this.shared, cell, id);
    return cell;
  }

  leave(cell: number): void {
    if (cell >= 0) this.#free.push(cell);
  }

  isUnbegun(cell: number, id: number): boolean {
    return cell >= 0 && Atomics.load(this.shared, cell) === id;
  }

  takeBack(cell: number, id: number): boolean {
    return cell >= 0 && Atomics.compareExchange(this.shared, cell, id, 0) === id;
  }

  /** The cell says it. */
  begun(): void {}
}

/** In the worker: true if the job may begin; false if the caller has taken it back. */
export function claim(shared: Int32Array<SharedArrayBuffer>, cell: number, id: number): boolean {
  return cell < 0 || Atomics.compareExchange(shared, cell, id, -id) === id;
}
