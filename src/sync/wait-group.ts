// Waits until a number of things are done.

import { checkCount, type Operation, Wait, WaitList, way } from '../kernel/index.ts';

/** What a wait group says of itself. */
export interface WaitGroupStatistics {
  name: string;
  /** How many things are still to be done. */
  count: number;
  waiting: number;
}

/**
 * Counts what is still to be done, and waits until nothing is. For tasks a scope does this by itself,
 * also when one fails; this is for work that is no task. Whoever counts down should do so in a
 * `finally`, so that a kill cannot leave the others waiting.
 *
 * @example
 * import { go, run, sleep, WaitGroup } from 'offshoot';
 *
 * await run(function* () {
 *   const group = new WaitGroup();
 *   const done: number[] = [];
 *   for (const n of [1, 2]) {
 *     group.add();
 *     go(function* () {
 *       yield* sleep(1);
 *       done.push(n);
 *       group.done();
 *     });
 *   }
 *   yield* group.wait();
 *   return done;
 * }) // => [1, 2]
 */
export class WaitGroup {
  /** What it is called in messages. */
  name = 'wait group';
  readonly #work = new Work(this);

  /** `n` more things are to be done. Acts at once. */
  add(n = 1): void {
    this.#work.count += checkCount('n', n, 0);
  }

  /** One is done. Acts at once. @throws RangeError if none was to be done. */
  done(): void {
    const work = this.#work;
    if (work.count === 0)
      throw new RangeError(`done of wait group "${this.name}" was called more often than added`);
    if (--work.count === 0) work.waiting.completeAll();
  }

  /** Waits until nothing is to be done; at once if that is so. Primitive. */
  wait(): Operation<void> {
    return new Wait(waiting, this.#work);
  }

  statistics(): WaitGroupStatistics {
    const { count, waiting } = this.#work;
    return { name: this.name, count, waiting: waiting.count() };
  }
}

class Work {
  readonly of: WaitGroup;
  count = 0;
  readonly waiting = new WaitList();

  constructor(of: WaitGroup) {
    this.of = of;
  }
}

const waiting = way<Work, void>({
  attempt: ({ subject }) => subject.count === 0,
  enlist: (wait) => wait.subject.waiting.add(wait),
  withdraw: (wait) => wait.subject.waiting.remove(wait),
  describe: ({ subject }) => `wait for wait group "${subject.of.name}"`,
});
