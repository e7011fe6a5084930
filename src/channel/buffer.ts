// A ring of values. It starts small and doubles up to what it is asked to hold.

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
  readonly #values: { turn: number; value: T }[] = [];

  get length(): number {
    return this.#values.length;
  }

  add(turn: number, value: T): void {
    const later = this.#values.findIndex((other) => other.turn > turn);
    this.#values.splice(later < 0 ? this.#values.length : later, 0, { turn, value });
  }

  shift(): T {
    return this.#values.shift()!.value;
  }
}
