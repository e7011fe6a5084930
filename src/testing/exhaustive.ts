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
// Nothing else is left out. Sleep sets need to know which two steps are independent; steps of tasks
// share memory that we do not see, so any two may depend on each other.
//
// A number from `random(n)` with n above 16 is not explored; `complete` is false then.

import type { currentFiber, Runnable } from '../kernel/index.ts';
import type { Pick, Strategy } from './choices.ts';

const WIDEST = 16;

/** A choice on the path. */
interface Fork {
  readonly n: number;
  current: number;
  /** What need not be tried (any more). */
  readonly done: Set<number>;
  pick: Pick | null;
  /** The case that was to be asked first was not ready. */
  vain: boolean;
}

export class Exhaustive implements Strategy {
  readonly #path: Fork[] = [];
  #depth = 0;
  /** The rest of this run is part of another subtree. */
  #pruned = false;
  /** Some choice was too wide to be explored, or did not come again. */
  narrowed = false;

  next(ready: readonly Runnable[]): number {
    if (ready.length === 1) return 0;
    const idle = ready.findIndex(hasEnded);
    return idle >= 0 ? idle : this.#choose(ready.length, null);
  }

  pick(n: number, pick: Pick): number {
    if (pick.asked.length > 0) {
      const fork = this.#path[this.#depth - 1];
      if (fork?.pick === pick && fork.current > 0) this.#pruned = fork.vain = true;
      return 0;
    }
    if (n === 1) return 0;
    if (n <= WIDEST) return this.#choose(n, pick);
    this.narrowed = true;
    return 0;
  }

  kill(victims: number): number {
    return victims === 0 ? 0 : this.#choose(victims + 1, null);
  }

  #choose(n: number, pick: Pick | null): number {
    if (this.#pruned) return 0;
    const at = this.#depth++;
    const fork = (this.#path[at] ??= { n, current: 0, done: new Set(), pick: null, vain: false });
    if (fork.n !== n) {
      this.narrowed = true;
      return 0;
    }
    fork.pick = pick;
    return fork.current;
  }

  /** Goes to the next schedule. False if there is none. */
  advance(): boolean {
    const path = this.#path;
    this.#depth = 0;
    this.#pruned = false;
    for (let fork = path.at(-1); fork !== undefined; fork = path.at(-1)) {
      close(fork);
      const next = firstOpen(fork);
      if (next < fork.n) {
        fork.current = next;
        return true;
      }
      path.pop();
    }
    return false;
  }

  /** How much was seen: how likely a walk that chooses evenly ends in that part. From 0 to 1. */
  get seen(): number {
    if (this.#path.length === 0) return 1;
    let seen = 0;
    let weight = 1;
    for (const { n, done } of this.#path) {
      seen += (weight * done.size) / n;
      weight /= n;
    }
    return seen;
  }
}

/** What this visit has settled. A vain one has shown only which cases are not ready. */
function close(fork: Fork): void {
  fork.done.add(fork.current);
  const asked = fork.pick?.asked ?? [];
  for (const one of fork.vain ? asked.slice(0, -1) : asked) fork.done.add(one);
  fork.vain = false;
}

function firstOpen({ n, done }: Fork): number {
  let next = 0;
  while (next < n && done.has(next)) next++;
  return next;
}

function hasEnded(runnable: Runnable): boolean {
  return (runnable as Partial<ReturnType<typeof currentFiber>>).ended === true;
}
