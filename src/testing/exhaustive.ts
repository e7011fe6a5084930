// Every schedule of a small program: depth first over the tree of its choices.
//
//   run 1:  0 0 0        path, with what is still to be tried   [0 of 2] [0 of 1] [0 of 3]
//   run 2:  0 0 1        the last choice that has another one takes it; what came after is forgotten
//
// What is left out, and why that is sound
//   A choice among one.
//   A turn of a task that has ended: it does nothing, so when it comes makes no difference.
//   The order in which a select asks cases that are not ready. To ask in vain changes nothing (that is
//     what `attempt` promises, wait.ts), so only the first that is asked and ready matters. A case
//     that was asked in vain, or that has won before, is not asked first again; and where the first
//     one turns out not to be ready, nothing below that is explored: it is another one's subtree.
// Nothing else is left out.
//
// What is put off: sleep sets. Where a step was tried and then another one, which touches nothing of the
// first, to take the first after that leads to where it led already. Tasks share variables that
// nobody sees, so that may be wrong, and such a branch is not left out but comes last: first one
// schedule of each kind, then the rest. docs/decisions/0017 has the figures.
// Source: P. Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", 1996.
//
// A number from `random(n)` with n above 16 is not explored; `complete` is false then.

import type { currentFiber, Runnable } from '../kernel/index.ts';
import type { Pick, Strategy } from './choices.ts';
import { type Footprint, Footprints, meet } from './footprints.ts';

const WIDEST = 16;
/** A branch that is put off has to be remembered: so many choices at most. */
const MOST_REMEMBERED = 2_000_000;

/** Tasks that were tried from where we come, and what their steps touched. */
type Asleep = ReadonlyMap<string, Footprint>;

/** A choice on the path. */
interface Fork {
  readonly n: number;
  current: number;
  /** What need not be tried here (any more). */
  readonly done: Set<number>;
  pick: Pick | null;
  /** The case that was to be asked first was not ready. */
  vain: boolean;
  /** How likely a walk that chooses evenly comes here. */
  readonly weight: number;
  /** For a choice among tasks: who they are, what those that were tried touched, who slept already. */
  readonly names: readonly string[];
  readonly prints: Map<string, Footprint>;
  readonly asleep: Asleep;
}

export class Exhaustive implements Strategy {
  readonly #path: Fork[] = [];
  /** Branches for later: the choices that lead there. */
  readonly #putOff: number[][] = [];
  /** How long they are together. */
  #remembered = 0;
  /** Where what is explored now begins: a branch that had been put off. */
  #base: readonly number[] = [];
  #depth = 0;
  /** The rest of this run is part of another subtree. */
  #pruned = false;
  #seen = 0;
  #prints = new Footprints();
  #asleep: Map<string, Footprint> = new Map();
  /** Whose step is under way, and the choice that led to it. */
  #last: { name: string; fork: Fork | null } | null = null;
  /** Some choice was too wide to be explored, or did not come again. */
  narrowed = false;

  next(ready: readonly Runnable[]): number {
    const names = this.#look(ready);
    const index = this.#whoIsNext(ready, names);
    this.#prints.begin(ready[index]!);
    return index;
  }

  pick(n: number, pick: Pick): number {
    if (pick.asked.length > 0) {
      const fork = this.#path[this.#depth - 1];
      if (fork?.pick === pick && fork.current > 0) this.#pruned = fork.vain = true;
      return 0;
    }
    if (n === 1) return 0;
    if (n <= WIDEST) return this.#choose(n, pick).index;
    this.narrowed = true;
    return 0;
  }

  kill(victims: number): number {
    if (victims === 0) return 0;
    const { index } = this.#choose(victims + 1, null);
    // Whatever a kill touches.
    if (index > 0) this.#asleep.clear();
    return index;
  }

  /** The step before is over: wakes those that depend on it. */
  #look(ready: readonly Runnable[]): readonly string[] {
    const { names, last: print } = this.#prints.look(ready);
    const last = this.#last;
    this.#last = null;
    if (last === null || print === null) return names;
    last.fork?.prints.set(last.name, print);
    for (const [name, its] of this.#asleep) {
      if (name === last.name || meet(its, print)) this.#asleep.delete(name);
    }
    return names;
  }

  #whoIsNext(ready: readonly Runnable[], names: readonly string[]): number {
    const free = ready.length === 1 ? 0 : ready.findIndex(hasEnded);
    if (free >= 0) {
      this.#last = { name: names[free]!, fork: null };
      return free;
    }
    const { index, fork } = this.#choose(ready.length, null, names);
    this.#last = { name: names[index]!, fork };
    return index;
  }

  #choose(
    n: number,
    pick: Pick | null,
    names: readonly string[] = [],
  ): { index: number; fork: Fork | null } {
    if (this.#pruned) return { index: 0, fork: null };
    const fork = (this.#path[this.#depth] ??= this.#fork(n, names));
    this.#depth++;
    if (fork.n !== n) {
      this.narrowed = true;
      return { index: 0, fork: null };
    }
    fork.pick = pick;
    if (names.length > 0) this.#asleep = new Map([...fork.asleep, ...fork.prints]);
    return { index: fork.current, fork };
  }

  #fork(n: number, names: readonly string[]): Fork {
    const at = this.#path.length;
    const before = this.#path[at - 1];
    const weight = before === undefined ? 1 : before.weight * shareOf(before);
    const done = new Set<number>();
    const asleep = new Map(this.#asleep);
    const fork = { n, current: 0, done, pick: null, vain: false, weight };
    const fixed = this.#base[at];
    if (fixed !== undefined) {
      if (fixed >= n) this.narrowed = true;
      const current = fixed < n ? fixed : 0;
      for (let i = 0; i < n; i++) if (i !== current) done.add(i);
      return { ...fork, current, names: [], prints: new Map(), asleep: new Map() };
    }
    if (!names.every((name) => asleep.has(name))) this.#putOffThose(asleep, names, done);
    return { ...fork, current: firstOpen({ n, done }), names, prints: new Map(), asleep };
  }

  #putOffThose(asleep: Asleep, names: readonly string[], done: Set<number>): void {
    for (const [i, name] of names.entries()) {
      if (!asleep.has(name) || this.#remembered > MOST_REMEMBERED) continue;
      done.add(i);
      this.#putOff.push([...this.#path.map(({ current }) => current), i]);
      this.#remembered += this.#path.length;
    }
  }

  /** Goes to the next schedule. False if there is none. */
  advance(): boolean {
    this.#seen += this.#weightOfRun();
    this.#begin();
    const path = this.#path;
    for (let fork = path.at(-1); fork !== undefined; fork = path.at(-1)) {
      close(fork);
      const next = firstOpen(fork);
      if (next < fork.n) {
        fork.current = next;
        return true;
      }
      path.pop();
    }
    return this.#goToLater();
  }

  /** Goes to a branch that was put off. */
  #goToLater(): boolean {
    const later = this.#putOff.pop();
    this.#base = later ?? [];
    this.#remembered -= Math.max(0, this.#base.length - 1);
    return later !== undefined;
  }

  #begin(): void {
    this.#depth = 0;
    this.#pruned = false;
    this.#prints = new Footprints();
    this.#asleep = new Map();
    this.#last = null;
  }

  /** How likely a walk that chooses evenly takes this schedule, or one that is the same. */
  #weightOfRun(): number {
    const last = this.#path.at(-1);
    if (last === undefined) return 1;
    if (!last.vain) return last.weight * shareOf(last);
    const asked = last.pick!.asked.slice(0, -1);
    return (last.weight * asked.filter((one) => !last.done.has(one)).length) / last.n;
  }

  /** How much was seen: how likely a walk that chooses evenly ends in that part. From 0 to 1. */
  get seen(): number {
    const all = this.#path.length === 0 && this.#base.length === 0 && this.#seen > 0;
    return all ? 1 : Math.min(this.#seen, 1 - 1e-9);
  }
}

/** Which part of the ways on is settled by the one that is tried. */
function shareOf({ n, current, pick, done }: Fork): number {
  const asked = pick !== null && current === 0 ? pick.asked : [current];
  return asked.filter((one) => !done.has(one)).length / n;
}

/** What this visit has settled. A vain one has shown only which cases are not ready. */
function close(fork: Fork): void {
  fork.done.add(fork.current);
  const asked = fork.pick?.asked ?? [];
  for (const one of fork.vain ? asked.slice(0, -1) : asked) fork.done.add(one);
  fork.vain = false;
}

function firstOpen({ n, done }: { n: number; done: ReadonlySet<number> }): number {
  let next = 0;
  while (next < n && done.has(next)) next++;
  return next;
}

function hasEnded(runnable: Runnable): boolean {
  return (runnable as Partial<ReturnType<typeof currentFiber>>).ended === true;
}
