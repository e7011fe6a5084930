// A ring of values. It starts small and doubles up to what it is asked to hold.

/** Values in the order in which they came. */
export class Buffer<T> {
  #ring: (T | undefined)[] = [];
  #head = 0;
  length = 0;

  push(value: T): void {
    if (this.length === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.length++) & (this.#ring.length - 1)] = value;
  }

  /** The oldest value. Only if there is one. */
  shift(): T {
    const value = this.#ring[this.#head] as T;
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.length--;
    return value;
  }

  #grow(): void {
    const old = this.#ring;
    const ring = new Array<T | undefined>(Math.max(8, 2 * old.length)).fill(undefined);
    for (let i = 0; i < this.length; i++) ring[i] = old[(this.#head + i) & (old.length - 1)];
    this.#ring = ring;
    this.#head = 0;
  }
}

/** Values that come back from tasks that were killed before they could take them, in the order of their turns. */
export class Returned<T> {
  /** From `#head` on; the places before it are free. */
  #values: { turn: number; value: T }[] = [];
  #head = 0;

  get length(): number {
    return this.#values.length - this.#head;
  }

  /** Mostly they come back in order, or (a scope that is killed) in the opposite one. */
  add(turn: number, value: T): void {
    const first = this.#values[this.#head];
    if (first !== undefined && first.turn > turn) this.#addFirst({ turn, value });
    else this.#insert({ turn, value });
  }

  shift(): T {
    const { value } = this.#values[this.#head++]!;
    if (this.#head === this.#values.length) {
      this.#values = [];
      this.#head = 0;
    }
    return value;
  }

  #addFirst(returned: { turn: number; value: T }): void {
    if (this.#head === 0) {
      const room = this.#values.length;
      this.#values = [...new Array(room), ...this.#values];
      this.#head = room;
    }
    this.#values[--this.#head] = returned;
  }

  #insert(returned: { turn: number; value: T }): void {
    let at = this.#values.length;
    while (at > this.#head && this.#values[at - 1]!.turn > returned.turn) at--;
    this.#values.splice(at, 0, returned);
  }
}
