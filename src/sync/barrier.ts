// A barrier holds tasks up until a number of them have come; then all go on, and the next round begins.
//
// Invariants
//   Fewer than n wait.
//   Who is killed, timed out or lost while it waits gives its count back: the round then needs
//     another. Who is killed after the barrier has opened counts as having passed.
//   Each wait counts, also when one select stands here twice.

import { checkCount, type Operation, Wait, WaitList, way } from '../kernel/index.ts';

/** What a barrier says of itself. */
export interface BarrierStatistics {
  name: string;
  parties: number;
  waiting: number;
}

/**
 * Lets `n` tasks go on when all of them have come; then it can be used again. A wait that is taken
 * back leaves no trace, so a party that leaves does not break the barrier: another one can come in
 * its place. If none can, give the others a time limit.
 *
 * @throws RangeError if `n` is no whole number from 1 up.
 * @example
 * import { all, Barrier, go, run } from 'offshoot';
 *
 * await run(function* () {
 *   const start = new Barrier(3);
 *   const runners = ['a', 'b', 'c'].map((name) => go(() => start.wait().map((i) => name + i)));
 *   return yield* all(runners);
 * }) // => ['a0', 'b1', 'c2']
 */
export class Barrier {
  /** What it is called in messages. */
  name = 'barrier';
  readonly #round: Round;

  constructor(n: number) {
    this.#round = new Round(this, checkCount('n', n, 1));
  }

  /** Waits until `n` have come. Gives the place in the order of their coming, from 0. Primitive. */
  wait(): Operation<number> {
    return new Wait(waiting, this.#round);
  }

  statistics(): BarrierStatistics {
    const { parties, waiting } = this.#round;
    return { name: this.name, parties, waiting: waiting.count() };
  }
}

class Round {
  readonly of: Barrier;
  readonly parties: number;
  readonly waiting = new WaitList();
  come = 0;

  constructor(of: Barrier, parties: number) {
    this.of = of;
    this.parties = parties;
  }
}

const waiting = way<Round, number>({
  attempt: (wait) => {
    const round = wait.subject;
    if (round.come < round.parties - 1) return false;
    let place = 0;
    for (let first = round.waiting.take(); first !== null; first = round.waiting.take()) {
      round.come--;
      first.complete(place++);
    }
    wait.value = place;
    return true;
  },
  enlist: (wait) => {
    wait.subject.waiting.add(wait);
    wait.subject.come++;
  },
  withdraw: (wait) => {
    wait.subject.waiting.remove(wait);
    wait.subject.come--;
  },
  describe: ({ subject }) => `wait at barrier "${subject.of.name}"`,
});
