// Every choice of a run goes through here: who of the ready ones runs next, which case of a select is
// asked first, what `random` gives, who is killed. A strategy makes them; here they are written down, so that a run
// is a function of its list of choices.
//
// Invariants
//   A choice is written down exactly if there was one: among two or more. Where tasks may be killed,
//     one before each step, also when there is nobody left to kill: a list that is shortened fits on.
//   0 is what would happen without exploring: first in, first out; the first case; the number 0; no kill.

import type { Random, Runnable } from '../kernel/index.ts';

/** One choice among n, and how it goes on: a select asks again among what is left, until one is ready. */
export interface Pick {
  readonly n: number;
  /** What has been asked, in order. All but the last were of no use. */
  readonly asked: number[];
}

/** Makes the choices of a run. */
export interface Strategy {
  /** Who runs next: an index. Asked for every step, also if there is only one. */
  next(ready: readonly Runnable[]): number;
  /** A whole number below n; `pick` is what this is part of. Asked also if n is 1. */
  pick(n: number, pick: Pick): number;
  /** It made itself ready in its own slice: it lets others go first. */
  gaveWay?(runnable: Runnable): void;
  /** Who is killed before the next step: 0 for nobody, or a place among the victims, from 1. */
  kill?(victims: number): number;
}

type Asking = Pick & { left: number[] };

/** Above this, `random(n)` is taken for a number and not for a choice among cases. */
const MOST_CASES = 64;

/** The choices of one run, as they are made. */
export class Choices implements Random {
  readonly taken: number[] = [];
  readonly #strategy: Strategy;
  readonly #hash: Hash;
  /** Selects that still ask: one may stand inside another. */
  readonly #asking: Asking[] = [];

  constructor(strategy: Strategy, hash: Hash) {
    this.#strategy = strategy;
    this.#hash = hash;
  }

  next(ready: readonly Runnable[]): number {
    this.#settle();
    const index = this.#strategy.next(ready);
    return ready.length === 1 ? 0 : this.#note(index);
  }

  /** Who of so many is killed now: 0 for nobody, or a place from 1. */
  kill(victims: number): number {
    this.#settle();
    return this.#note(this.#strategy.kill?.(victims) ?? 0);
  }

  below(n: number, again = false): number {
    const asking = again ? this.#goOn(n) : this.#begin(n);
    const chosen = this.#strategy.pick(n, asking);
    const index = n === 1 ? 0 : this.#note(chosen);
    const { left } = asking;
    asking.asked.push(left[index] ?? index);
    if (left.length > 0) {
      left[index] = left[left.length - 1]!;
      left.pop();
    }
    return index;
  }

  /** The run is over. */
  end(): void {
    this.#settle();
  }

  #note(index: number): number {
    this.taken.push(index);
    return index;
  }

  #begin(n: number): Asking {
    const left = n > MOST_CASES ? [] : Array.from({ length: n }, (_, i) => i);
    const asking = { n, left, asked: [] };
    this.#asking.push(asking);
    return asking;
  }

  #goOn(n: number): Asking {
    const asking = this.#asking.findLast(({ left }) => left.length === n);
    return asking ?? this.#begin(n);
  }

  /** The picks of this slice are over. Which cases were asked in vain makes no difference. */
  #settle(): void {
    for (const { n, asked } of this.#asking) {
      this.#hash.add(asked.length === n ? n : asked[asked.length - 1]!);
    }
    this.#asking.length = 0;
  }
}

/** Tells schedules apart: two 32-bit FNV-1a hashes with different starts. */
export class Hash {
  #a = 0x811c9dc5;
  #b = 0x2f0b4a31;

  add(n: number): void {
    this.#a = Math.imul(this.#a ^ n, 0x01000193);
    this.#b = Math.imul(this.#b ^ (n + 0x9e37), 0x01000193) ^ (this.#b >>> 15);
  }

  get value(): number {
    return (this.#a >>> 0) * 0x20_0000 + (this.#b >>> 11);
  }
}
