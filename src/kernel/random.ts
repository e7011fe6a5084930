// A small seeded generator (xorshift32), so that a run can be a function of its seed.
// Source: G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8 (2003).

/** Where a scheduler gets its chance from. A simulation puts its own choices here. */
export interface Random {
  /**
   * A whole number from 0 to n - 1. `again`: the one before, of n + 1, was of no use, and the same
   * choice goes on among what is left.
   */
  below(n: number, again?: boolean): number;
}

/** Random numbers from a seed. */
export class SeededRandom implements Random {
  #state: number;

  constructor(seed: number) {
    // Zero would stay zero for ever.
    this.#state = (Math.imul(seed | 0, 0x9e3779b1) ^ 0x6d2b79f5) | 0 || 1;
  }

  below(n: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return Math.floor(((x >>> 0) / 0x1_0000_0000) * n);
  }
}

/** A seed for a run that was given none. */
export function freshSeed(): number {
  return Math.floor(Math.random() * 0x7fff_ffff);
}
