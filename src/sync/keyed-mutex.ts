// A mutex for each key, made when it is first locked and gone when nobody holds it.
//
// Invariant: a key stands in the map exactly while its lock is held, or handed to the next in line.

import {
  type Coroutine,
  describeValue,
  type Operation,
  Wait,
  WaitList,
  way,
  whoIsRunning,
} from '../kernel/index.ts';
import { type Guard, type Guarded, HeldGuard, leftBy, type Owner } from './guard.ts';
import { holding } from './holding.ts';

/** What a keyed mutex says of itself. */
export interface KeyedMutexStatistics {
  name: string;
  /** How many keys are locked. */
  locked: number;
  waiting: number;
}

/**
 * Mutual exclusion among those who name the same key; keys are compared as in a Map. Serves in order
 * of arrival for each key, and takes no memory for keys that nobody holds. Not reentrant.
 *
 * @example
 * import { Flag, go, KeyedMutex, run } from 'offshoot';
 *
 * await run(function* () {
 *   const files = new KeyedMutex<string>();
 *   const said: string[] = [];
 *   const slow = new Flag();
 *   function* write(file: string, text: string) {
 *     yield* files.run(file, function* () {
 *       if (text === 'slow') yield* slow.wait();
 *       said.push(`${file}: ${text}`);
 *     });
 *   }
 *   const tasks = [go(write, 'a', 'slow'), go(write, 'a', 'next')];
 *   yield* go(write, 'b', 'other');
 *   slow.set();
 *   for (const task of tasks) yield* task;
 *   return said;
 * }) // => ['b: other', 'a: slow', 'a: next']
 */
export class KeyedMutex<K = unknown> {
  /** What it is called in messages. */
  name = 'keyed mutex';
  readonly #locks = new Map<unknown, KeyLock>();

  /** Waits until the key is free, and holds it. Primitive. */
  lock(key: K): Operation<Guard> {
    return new Wait(lockingKey, new Key(this, this.#locks, key));
  }

  /** Runs `body` while holding the key, and releases it however the body ends. Composite. */
  run<T>(key: K, body: () => Operation<T>): Operation<T>;
  run<T>(key: K, body: () => Coroutine<T> | Promise<T> | T): Operation<T>;
  run<T>(key: K, body: () => Coroutine<T> | Promise<T> | T): Operation<T> {
    return holding(
      () => `run with keyed mutex "${this.name}"`,
      () => this.lock(key),
      body,
    );
  }

  statistics(): KeyedMutexStatistics {
    let waiting = 0;
    for (const lock of this.#locks.values()) waiting += lock.waiting.count();
    return { name: this.name, locked: this.#locks.size, waiting };
  }
}

/** One key of one keyed mutex. */
class Key {
  readonly of: { name: string };
  readonly locks: Map<unknown, KeyLock>;
  readonly key: unknown;

  constructor(of: { name: string }, locks: Map<unknown, KeyLock>, key: unknown) {
    this.of = of;
    this.locks = locks;
    this.key = key;
  }

  describe(): string {
    return `keyed mutex "${this.of.name}", key ${describeValue(this.key)}`;
  }

  get held(): KeyLock {
    return this.locks.get(this.key)!;
  }
}

/** The lock of a key that somebody holds. */
class KeyLock implements Guarded {
  readonly #key: Key;
  owner: Owner | null = null;
  readonly depth = 1;
  readonly waiting = new WaitList();

  constructor(key: Key) {
    this.#key = key;
  }

  describe(): string {
    return this.#key.describe();
  }

  again(): Operation<HeldGuard> {
    return new Wait(lockingKey, this.#key);
  }

  ownerOf(): Owner | null {
    return this.owner;
  }

  ownedBy(task: Owner | null): void {
    this.owner = task;
  }

  giveBack(): void {
    this.owner = null;
    const next = this.waiting.take();
    if (next === null) this.#key.locks.delete(this.#key.key);
    else next.complete(undefined);
  }
}

const lockingKey = way<Key, HeldGuard>({
  attempt: ({ subject }) => {
    if (subject.locks.has(subject.key)) return false;
    subject.locks.set(subject.key, new KeyLock(subject));
    return true;
  },
  enlist: (wait) => wait.subject.held.waiting.add(wait),
  withdraw: (wait) => wait.subject.held.waiting.remove(wait),
  discard: ({ subject }) => subject.held.giveBack(),
  take: ({ subject: { held } }) => {
    held.owner = whoIsRunning();
    return new HeldGuard(held, 1);
  },
  owner: ({ subject }) => subject.locks.get(subject.key)?.owner ?? null,
  held: true,
  describe: ({ subject }) =>
    `lock of ${subject.describe()}${leftBy(subject.locks.get(subject.key)?.owner)}`,
});
