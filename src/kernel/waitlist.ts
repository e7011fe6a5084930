// The one fair wait list, under every lock, channel and mailbox: first come, first served.
// The links stand in the waits themselves, so joining and leaving cost O(1) and no memory.

import type { Wait } from './wait.ts';

/** Waits in order of arrival. */
export class WaitList<W extends Wait<unknown> = Wait<unknown>> {
  head: W | null = null;
  tail: W | null = null;

  get empty(): boolean {
    return this.head === null;
  }

  /** How many stand in it; walks the list. */
  count(): number {
    let n = 0;
    for (let wait: Wait<unknown> | null = this.head; wait !== null; wait = wait.after) n++;
    return n;
  }

  add(wait: W): void {
    const last = this.tail;
    wait.before = last;
    if (last === null) this.head = wait;
    else last.after = wait;
    this.tail = wait;
  }

  /** Joins before all others: it had been there before. */
  addFirst(wait: W): void {
    const first = this.head;
    wait.after = first;
    if (first === null) this.tail = wait;
    else first.before = wait;
    this.head = wait;
  }

  remove(wait: W): void {
    const { before, after } = wait;
    if (before === null) this.head = after as W | null;
    else before.after = after;
    if (after === null) this.tail = before as W | null;
    else after.before = before;
    wait.before = wait.after = null;
  }

  /** Takes the one that has waited longest. */
  take(): W | null {
    const first = this.head;
    if (first === null) return null;
    const next = first.after as W | null;
    this.head = next;
    if (next === null) this.tail = null;
    else {
      next.before = null;
      first.after = null;
    }
    return first;
  }

  /** Completes all that wait, in order. */
  completeAll(value?: unknown): void {
    for (let wait = this.take(); wait !== null; wait = this.take()) wait.complete(value);
  }
}
