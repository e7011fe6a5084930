// A flag that tasks wait for. Python calls it an event; on the web that is something else.

import { type Operation, Wait, WaitList, way } from '../kernel/index.ts';

/** What a flag says of itself. */
export interface FlagStatistics {
  name: string;
  isSet: boolean;
  waiting: number;
}

/**
 * Set or not; tasks wait until it is set. Who was waiting when it was set goes on, also if it is
 * cleared again before its turn.
 *
 * @example
 * import { Flag, go, run } from 'offshoot';
 *
 * await run(function* () {
 *   const loaded = new Flag();
 *   go(() => loaded.set());
 *   yield* loaded.wait();
 *   return loaded.isSet;
 * }) // => true
 */
export class Flag {
  /** What it is called in messages. */
  name = 'flag';
  readonly #state = new State(this);

  /** Sets it; all that wait go on. Acts at once. */
  set(): void {
    this.#state.set = true;
    this.#state.waiting.completeAll();
  }

  /** Whoever comes from now on waits. Acts at once. */
  clear(): void {
    this.#state.set = false;
  }

  get isSet(): boolean {
    return this.#state.set;
  }

  /** Waits until it is set; at once if it is. Primitive. */
  wait(): Operation<void> {
    return (this.#state.last ??= new Wait(waiting, this.#state)).handOut();
  }

  statistics(): FlagStatistics {
    return { name: this.name, isSet: this.isSet, waiting: this.#state.waiting.count() };
  }
}

class State {
  readonly of: Flag;
  set = false;
  readonly waiting = new WaitList();
  /** The wait that was over last. It is free as a rule, and is handed out again: no memory, no write barrier. */
  last: Wait<void, State> | null = null;

  constructor(of: Flag) {
    this.of = of;
  }
}

const waiting = way<State, void>({
  attempt: ({ subject }) => subject.set,
  perform: (wait, task) => wait.subject.set || wait.waitIn(wait.subject.waiting, task),
  enlist: (wait) => wait.subject.waiting.add(wait),
  withdraw: (wait) => wait.subject.waiting.remove(wait),
  take: (wait) => {
    wait.subject.last = wait;
  },
  describe: ({ subject }) => `wait for flag "${subject.of.name}"`,
});
