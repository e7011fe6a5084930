// A task of another place: it can be joined, killed and named like one of this place.

import {
  KilledError,
  type KillOptions,
  type Operation,
  OperationBase,
  type Outcome,
  type Task,
  type TaskState,
  Wait,
  WaitList,
  way,
} from '../../kernel/index.ts';
import { KILL } from './messages.ts';
import type { Peer } from './peer.ts';

/** What a reference to a task says, after its id. */
export type TaskData = readonly [taskId: number, name: string];

export class FarTask<T> extends OperationBase<T> implements Task<T> {
  readonly peer: Peer;
  /** Its number among what is shared with the other end. */
  readonly number: number;
  /** The number that it has in its own place. */
  readonly id: number;
  name: string;
  readonly #waiting = new WaitList();
  #controller: AbortController | null = null;
  #outcome: Outcome<T> | null = null;
  readonly #listeners = new Set<(outcome: Outcome<T>) => void>();

  constructor(peer: Peer, number: number, [id, name]: TaskData) {
    super();
    this.peer = peer;
    this.number = number;
    this.id = id;
    this.name = name;
  }

  /** Nothing more is known of it from here than whether it has ended. */
  get state(): TaskState {
    const outcome = this.#outcome;
    if (outcome === null) return 'waiting';
    if (outcome.ok) return 'done';
    return outcome.killed && outcome.error instanceof KilledError ? 'killed' : 'failed';
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.state === 'killed') this.#abort();
    return this.#controller.signal;
  }

  join(): Operation<T> {
    return this.toWait();
  }

  toWait(): Wait<T> {
    return new Wait(joining, this as FarTask<unknown>) as Wait<T>;
  }

  outcome(): Operation<Outcome<T>> {
    return new Wait(seeingOut, this as FarTask<unknown>) as Wait<unknown> as Wait<Outcome<T>>;
  }

  kill(reason?: unknown, options: KillOptions = {}): boolean {
    if (this.#outcome !== null) return false;
    const { within = Infinity } = options;
    this.peer.postError([KILL, this.number, within], reason);
    this.#abort();
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.outcome();
  }

  // ---- for peers

  /** Calls `listener` with the outcome, at the end; what comes back stops that. */
  whenEnded(listener: (outcome: Outcome<T>) => void): () => void {
    if (this.#outcome !== null) listener(this.#outcome);
    else this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  ended(outcome: Outcome<T>): void {
    if (this.#outcome !== null) return;
    this.#outcome = outcome;
    if (this.state === 'killed') this.#abort();
    for (const listener of this.#listeners) listener(outcome);
    this.#listeners.clear();
    for (let wait = this.#waiting.take(); wait !== null; wait = this.#waiting.take()) {
      this.peer.needed(-1);
      if (outcome.ok || wait.way === seeingOut) wait.complete(undefined);
      else wait.failLater();
    }
  }

  #abort(): void {
    this.#controller?.abort(new KilledError(`task "${this.name}" was killed`));
  }

  // ---- for the waits

  get ending(): Outcome<T> | null {
    return this.#outcome;
  }

  result(): T {
    const outcome = this.#outcome!;
    if (outcome.ok) return outcome.value;
    throw outcome.error;
  }

  add(wait: Wait<unknown>): void {
    this.#waiting.add(wait);
    this.peer.needed(1);
  }

  remove(wait: Wait<unknown>): void {
    this.#waiting.remove(wait);
    this.peer.needed(-1);
  }
}

const joining = way<FarTask<unknown>>({
  attempt: ({ subject }) => {
    if (subject.ending === null) return false;
    subject.result();
    return true;
  },
  enlist: (wait) => wait.subject.add(wait),
  withdraw: (wait) => wait.subject.remove(wait),
  take: ({ subject }) => subject.result(),
  describe: ({ subject }) => `join of task "${subject.name}" of ${subject.peer.name}`,
  external: ({ subject }) => subject.peer.external,
});

const seeingOut = way<FarTask<unknown>>({
  attempt: ({ subject }) => subject.ending !== null,
  enlist: (wait) => wait.subject.add(wait),
  withdraw: (wait) => wait.subject.remove(wait),
  take: ({ subject }) => subject.ending,
  describe: ({ subject }) => `outcome of task "${subject.name}" of ${subject.peer.name}`,
  external: ({ subject }) => subject.peer.external,
});
