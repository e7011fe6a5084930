// Who travels with which memory.
//
// A view travels with what it shows, and nothing else of its buffer. So one that shows the whole of
// its memory goes with it; any other one, and a second one on the same memory, gets a copy of its part.

import { isMoving, unmark } from './move.ts';

export const noMemory: readonly ArrayBuffer[] = [];

/** A buffer or view that was to be moved; and its memory, if that is its own. */
interface Moving {
  owner: object;
  memory: ArrayBuffer | null;
}

/** The memory in one value. */
export class Memories {
  readonly #claimed = new Set<ArrayBuffer>();
  readonly #moving: Moving[] = [];
  /** Was anything refused, so that the value has to be copied? */
  copied = false;

  /** How many are to be moved. May be set back. */
  get moving(): number {
    return this.#moving.length;
  }

  set moving(count: number) {
    this.#moving.length = count;
  }

  /** Says whether `owner`, which shows `length` bytes of `memory`, travels with the memory itself. */
  claim(owner: object, memory: ArrayBuffer, length: number): boolean {
    const isWhole = length === memory.byteLength && !memory.resizable;
    if (isMoving(owner)) this.#moving.push({ owner, memory: isWhole ? memory : null });
    const isClaimed = isWhole && !this.#claimed.has(memory);
    if (isClaimed) this.#claimed.add(memory);
    else this.copied = true;
    return isClaimed;
  }

  /** From now on it counts as moved; gives the memory that moves. */
  move(): readonly ArrayBuffer[] {
    if (this.#moving.length === 0) return noMemory;
    const memories = new Set<ArrayBuffer>();
    for (const { owner, memory } of this.#moving) {
      unmark(owner);
      if (memory !== null) memories.add(memory);
    }
    return [...memories];
  }
}

/** A copy of what a view shows. */
export function partOf({ buffer, byteOffset, byteLength }: ArrayBufferView): ArrayBuffer {
  return (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength);
}

type ViewClass = new (memory: ArrayBuffer) => ArrayBufferView;

/** A view of the class `name`, which is there: some value is one. */
export function viewOn(name: string, memory: ArrayBuffer): ArrayBufferView {
  return new (globalThis as unknown as Record<string, ViewClass>)[name]!(memory);
}
