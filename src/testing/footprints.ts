// What a step touches, as far as can be seen from outside: the task itself, what it waited for and
// waits for now, whom it made ready, the scope that it ended in.
//
// Steps are compared across runs, so things have names that do not depend on the order of steps: who
// was the first to touch one, and the how manieth of his it was.

import type { currentFiber, Runnable, Wait } from '../kernel/index.ts';

type Fiber = ReturnType<typeof currentFiber>;

/** Names of what a step touches. */
export type Footprint = ReadonlySet<string>;

/** Follows the steps of one run. */
export class Footprints {
  readonly #names = new Map<object, string>();
  readonly #counts = new Map<string, number>();
  #ready = new Set<object>();
  #step: { who: object; print: Set<string> } | null = null;

  /** Who is ready now, by name; and the footprint of the step that has just ended. */
  look(ready: readonly Runnable[]): { names: string[]; last: Footprint | null } {
    const by = this.#step === null ? '' : this.nameOf(this.#step.who);
    const last = this.#step?.print ?? null;
    if (this.#step !== null) this.#addThings(this.#step.print, this.#step.who, by);
    const names = ready.map((runnable) => {
      const who = runnable.owner ?? runnable;
      const name = this.nameOf(who, by);
      // It was made ready in that step, so by it.
      if (last !== null && !this.#ready.has(runnable)) (last as Set<string>).add(name);
      return name;
    });
    this.#ready = new Set(ready);
    this.#step = null;
    return { names, last };
  }

  /** A step of this begins. */
  begin(runnable: Runnable): void {
    const who = runnable.owner ?? runnable;
    const name = this.nameOf(who);
    const print = new Set([name]);
    this.#addThings(print, who, name);
    this.#step = { who, print };
    this.#ready.delete(runnable);
  }

  nameOf(thing: object, by = ''): string {
    let name = this.#names.get(thing);
    if (name === undefined) {
      const count = (this.#counts.get(by) ?? 0) + 1;
      this.#counts.set(by, count);
      this.#names.set(thing, (name = `${by}.${count}`));
    }
    return name;
  }

  #addThings(print: Set<string>, who: object, by: string): void {
    const { waiting, ended, home } = who as Partial<Fiber>;
    if (ended === true && home !== undefined) print.add(this.nameOf(home, by));
    if (waiting !== undefined && waiting !== null) this.#addWait(print, waiting, by);
  }

  #addWait(print: Set<string>, wait: Wait<unknown>, by: string): void {
    const members = wait.way.members(wait);
    for (const member of members) this.#addWait(print, member, by);
    const { subject } = wait;
    if (members.length === 0 && typeof subject === 'object' && subject !== null)
      print.add(this.nameOf(subject, by));
  }
}

/** Do they touch a thing in common? */
export function meet(one: Footprint, other: Footprint): boolean {
  for (const name of one) if (other.has(name)) return true;
  return false;
}
