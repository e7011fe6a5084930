// offshoot/sync, as of `npm run api`. Not published: the package's own declarations are.

import { Operation, Task, Coroutine } from 'offshoot/kernel';

/** What a barrier says of itself. */
interface BarrierStatistics {
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
declare class Barrier {
    #private;
    /** What it is called in messages. */
    name: string;
    constructor(n: number);
    /** Waits until `n` have come. Gives the place in the order of their coming, from 0. Primitive. */
    wait(): Operation<number>;
    statistics(): BarrierStatistics;
}

/** The right to use what a lock protects. Give it back by `release`, or let `using` do it. */
interface Guard extends Disposable {
    /** Gives the lock back; the next in line gets it. Acts at once. RangeError if it is not held (any more). */
    release(): void;
    /**
     * Notes that `task` has the guard from now on: it owns the lock. Handing over the guard itself is up
     * to you. Acts at once.
     *
     * @throws DeadlockError if `task` waits, over any number of others, for that lock itself; RangeError if
     * it has ended, or the guard was released.
     */
    transfer(task: Task<unknown>): void;
}

/** What a condition says of itself. */
interface ConditionStatistics {
    name: string;
    waiting: number;
}
/**
 * Waits, with a lock let go meanwhile, until another task notifies. In order of arrival. What was
 * waited for may be gone again when the lock is held again: use `waitFor`, which looks.
 *
 * Works with the guard of any lock. A kill of a task that waits here is through when it has the lock
 * again, and has cleaned up. So who holds the lock must not wait for that: DeadlockError.
 *
 * @example
 * import { Condition, go, Mutex, run } from 'offshoot';
 *
 * await run(function* () {
 *   const lock = new Mutex();
 *   const changed = new Condition();
 *   const items: string[] = [];
 *   const consumer = go(function* () {
 *     const guard = yield* lock.lock();
 *     try {
 *       yield* changed.waitFor(guard, () => items.length > 0);
 *       return items.shift();
 *     } finally {
 *       guard.release();
 *     }
 *   });
 *   yield* lock.run(() => {
 *     items.push('first');
 *     changed.notify();
 *   });
 *   return yield* consumer;
 * }) // => 'first'
 */
declare class Condition {
    #private;
    /** What it is called in messages. */
    name: string;
    /** Lets the lock go, waits to be notified, and holds the lock again, however the wait ends. Composite. */
    wait(guard: Guard): Operation<void>;
    /** Waits until `predicate` says true; it is called with the lock held. Composite. */
    waitFor(guard: Guard, predicate: () => boolean): Operation<void>;
    /** Wakes the `n` that have waited longest. Acts at once. */
    notify(n?: number): void;
    /** Wakes all that wait. Acts at once. */
    notifyAll(): void;
    statistics(): ConditionStatistics;
}

/** What a flag says of itself. */
interface FlagStatistics {
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
declare class Flag {
    #private;
    /** What it is called in messages. */
    name: string;
    /** Sets it; all that wait go on. Acts at once. */
    set(): void;
    /** Whoever comes from now on waits. Acts at once. */
    clear(): void;
    get isSet(): boolean;
    /** Waits until it is set; at once if it is. Primitive. */
    wait(): Operation<void>;
    statistics(): FlagStatistics;
}

/** What a keyed mutex says of itself. */
interface KeyedMutexStatistics {
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
declare class KeyedMutex<K = unknown> {
    #private;
    /** What it is called in messages. */
    name: string;
    /** Waits until the key is free, and holds it. Primitive. */
    lock(key: K): Operation<Guard>;
    /** Runs `body` while holding the key, and releases it however the body ends. Composite. */
    run<T>(key: K, body: () => Operation<T>): Operation<T>;
    run<T>(key: K, body: () => Coroutine<T> | Promise<T> | T): Operation<T>;
    statistics(): KeyedMutexStatistics;
}

/** What a mutex says of itself. */
interface MutexStatistics {
    name: string;
    locked: boolean;
    /** The name of the task that holds it. */
    owner: string | undefined;
    waiting: number;
}
/**
 * Mutual exclusion over waits: between two `yield*` nobody else runs anyhow. Serves in order of
 * arrival. Not reentrant: a task that locks it again gets a DeadlockError.
 *
 * A task that ends without a release leaves it locked: use `run`, `using`, or `finally`.
 *
 * @example
 * import { go, Mutex, run, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   const account = new Mutex();
 *   let balance = 0;
 *   const deposits = [1, 2, 3].map((amount) =>
 *     go(function* () {
 *       yield* account.run(function* () {
 *         const before = balance;
 *         yield* sleep(1);
 *         balance = before + amount;
 *       });
 *     }),
 *   );
 *   for (const deposit of deposits) yield* deposit;
 *   return balance;
 * }) // => 6
 */
declare class Mutex {
    #private;
    /** What it is called in messages. */
    name: string;
    /** Waits until it is free, and holds it. Primitive. */
    lock(): Operation<Guard>;
    /** Holds it if that needs no waiting. Acts at once. */
    tryLock(): Guard | undefined;
    get locked(): boolean;
    /** Runs `body` while holding it, and releases it however the body ends. Composite. */
    run<T>(body: () => Operation<T>): Operation<T>;
    run<T>(body: () => Coroutine<T> | Promise<T> | T): Operation<T>;
    statistics(): MutexStatistics;
}

/** What `run` takes: a body of any kind, or one that returns an operation. */
type RunBody<T> = () => Coroutine<T> | Promise<T> | Operation<T> | T;

/** What a once says of itself. */
interface OnceStatistics {
    name: string;
    state: 'new' | 'running' | 'done';
    waiting: number;
}
/**
 * The first caller runs its body; the others wait, and get its value. If it fails or is killed, only
 * it learns that, and the next in line runs its own body. A body that asks the same Once
 * waits for itself: DeadlockError.
 *
 * @example
 * import { Once, run } from 'offshoot';
 *
 * await run(function* () {
 *   const settings = new Once<string>();
 *   let reads = 0;
 *   const read = () => settings.run(() => `read ${++reads}`);
 *   return [yield* read(), yield* read()];
 * }) // => ['read 1', 'read 1']
 */
declare class Once<T = void> {
    #private;
    /** What it is called in messages. */
    name: string;
    /** The value; runs `body` if there is none and nobody else does. Composite. */
    run(body: RunBody<T>): Operation<T>;
    statistics(): OnceStatistics;
}

/** How a rate is limited: `count` in each `perMs` milliseconds. */
interface RateLimiterOptions {
    count: number;
    perMs: number;
    /** So many at once after a time of rest. Default: `count`. */
    burst?: number;
}
/** What a rate limiter says of itself. */
interface RateLimiterStatistics {
    name: string;
    /** Tokens that can be taken without waiting, if nobody waits. */
    available: number;
    waiting: number;
}
/**
 * Lets `count` through in `perMs` milliseconds, evenly after a first `burst`. By the clock of the task's
 * scheduler. A large `acquire` at the head of the line holds up those behind it.
 *
 * @throws RangeError for what is no number above 0 (`count`, `perMs`), or no whole number from 1 up (`burst`).
 * @example
 * import { now, RateLimiter, run } from 'offshoot';
 *
 * await run(function* () {
 *   const calls = new RateLimiter({ count: 1, perMs: 10 });
 *   const start = now();
 *   yield* calls.acquire();
 *   yield* calls.acquire();
 *   return now() - start >= 9;
 * }) // => true
 */
declare class RateLimiter {
    #private;
    /** What it is called in messages. */
    name: string;
    constructor(options: RateLimiterOptions);
    /**
     * Waits until `n` tokens are there, and takes them. Primitive.
     *
     * @throws RangeError if `n` is more than the burst: so many are never there.
     */
    acquire(n?: number): Operation<void>;
    statistics(): RateLimiterStatistics;
}

/** What a reentrant lock says of itself. */
interface ReentrantLockStatistics {
    name: string;
    /** How many guards its owner has. */
    depth: number;
    /** The name of the task that holds it. */
    owner: string | undefined;
    waiting: number;
}
/**
 * A mutex that the same task may lock again. Serves in order of arrival.
 *
 * The owner is the task: a child task is another one, and so is a composite operation that runs as a
 * child, in a `select` or under `await`.
 *
 * @throws NoTaskError where it is locked outside a task: it would have no owner.
 * @example
 * import { ReentrantLock, run } from 'offshoot';
 *
 * await run(function* () {
 *   const lock = new ReentrantLock();
 *   const inner = () => lock.run(() => 'inner');
 *   return yield* lock.run(() => inner());
 * }) // => 'inner'
 */
declare class ReentrantLock {
    #private;
    /** What it is called in messages. */
    name: string;
    /** Waits until it is free or the task's own, and holds it once more. Primitive. */
    lock(): Operation<Guard>;
    /** Holds it (once more) if that needs no waiting. Acts at once. */
    tryLock(): Guard | undefined;
    /** Runs `body` while holding it, and releases it however the body ends. Composite. */
    run<T>(body: () => Operation<T>): Operation<T>;
    run<T>(body: () => Coroutine<T> | Promise<T> | T): Operation<T>;
    statistics(): ReentrantLockStatistics;
}

/** What a pool is made of. */
interface ResourcePoolOptions<R> {
    open: () => Operation<R> | Coroutine<R> | Promise<R>;
    /** Default: nothing is to be done. */
    close?: (resource: R) => Coroutine<void> | Promise<void> | void;
    /** At most so many are open. */
    max: number;
    /** After so many idle milliseconds one is closed. Default: Infinity. */
    idleMs?: number;
}
/** What a pool says of itself. */
interface ResourcePoolStatistics {
    name: string;
    max: number;
    /** Leased, or being opened or closed for somebody. */
    leased: number;
    idle: number;
    waiting: number;
    closed: boolean;
}
/**
 * Leases resources, at most `max` at a time, in order of arrival; opens one only if none is idle. The pool
 * belongs to the scope that it is made in: when that ends, idle ones are closed. An error of `close` goes
 * to whoever gives back, or up the pool's scope.
 *
 * @throws NoTaskError outside a task; TypeError or RangeError for wrong options.
 * @example
 * import { ResourcePool, run } from 'offshoot';
 *
 * await run(function* () {
 *   let opened = 0;
 *   const connections = new ResourcePool({
 *     open: async () => ({ id: ++opened }),
 *     max: 2,
 *   });
 *   const use = () => connections.run((connection) => connection.id);
 *   return [yield* use(), yield* use()];
 * }) // => [1, 1]
 */
declare class ResourcePool<R> {
    #private;
    /** What it is called in messages. */
    name: string;
    constructor(options: ResourcePoolOptions<R>);
    /**
     * Waits for a resource. It goes back to the pool when the scope ends that leases it, or when the lease
     * is disposed of (`using`); from then on the lease refuses to be used. Composite. It must be an object;
     * for anything else use `run`.
     *
     * @throws ClosedError once the pool's scope has ended; what `open` throws.
     */
    lease(): Operation<R & AsyncDisposable>;
    /** Runs `body` with a resource, and gives it back however the body ends. Composite. */
    run<T>(body: (resource: R) => Operation<T>): Operation<T>;
    run<T>(body: (resource: R) => Coroutine<T> | Promise<T> | T): Operation<T>;
    /** This one is broken: it is closed, not kept, when it is given back. Acts at once. False if it is not leased. */
    drop(resource: R): boolean;
    statistics(): ResourcePoolStatistics;
}

/** How long to wait between two tries, in milliseconds. */
interface Backoff {
    /** Before the second try. */
    initial: number;
    /** Each pause is so many times the one before. Default: 2. */
    factor?: number;
    /** No pause is longer. Default: 30,000. */
    max?: number;
    /** Shortens each pause by up to a half, at random, so that many who failed together do not come back together. Default: false. */
    jitter?: boolean;
}
/** How often to try, and what. */
interface RetryOptions {
    /** How often in all, the first time included; Infinity for ever. */
    times: number;
    /** Without it there is no pause, only a turn for the others. */
    backoff?: Backoff;
    /** Is this error worth another try? Default: each is. A kill is not retried, and not asked about. */
    when?: (error: unknown) => boolean;
}
/**
 * Runs `body` until it succeeds; it is told which try this is, from 1. Composite. Jitter comes from the
 * scheduler's seeded generator.
 *
 * @throws the last error, as it is; RangeError or TypeError for wrong options.
 * @example
 * import { retry, run } from 'offshoot';
 *
 * const body = (attempt: number) => {
 *   if (attempt < 3) throw new Error('not yet');
 *   return `try ${attempt}`;
 * };
 * await run(() => retry(body, { times: 5, backoff: { initial: 1 } })) // => 'try 3'
 */
declare function retry<T>(body: (attempt: number) => Operation<T>, options: RetryOptions): Operation<T>;
declare function retry<T>(body: (attempt: number) => Coroutine<T> | Promise<T> | T, options: RetryOptions): Operation<T>;

/** What a readers-writer lock says of itself. */
interface RWLockStatistics {
    name: string;
    readers: number;
    writing: boolean;
    waiting: number;
}
/**
 * Many may read at once, or one may write. Serves in order of arrival: a waiting writer stops new
 * readers, and the readers behind it come in together when it is through. Not reentrant: who reads
 * and asks to write (or to read again while a writer waits) waits for itself: DeadlockError.
 *
 * @example
 * import { run, RWLock } from 'offshoot';
 *
 * await run(function* () {
 *   const table = new RWLock();
 *   const first = yield* table.read();
 *   const second = yield* table.read();
 *   const { readers } = table.statistics();
 *   first.release();
 *   second.release();
 *   const writer = yield* table.write();
 *   const { writing } = table.statistics();
 *   writer.release();
 *   return { readers, writing };
 * }) // => { readers: 2, writing: true }
 */
declare class RWLock {
    #private;
    /** What it is called in messages. */
    name: string;
    /** Waits until nobody writes or waits to, and holds it beside other readers. Primitive. */
    read(): Operation<Guard>;
    /** Waits until nobody is in, and holds it alone. Primitive. */
    write(): Operation<Guard>;
    statistics(): RWLockStatistics;
}

/** What a semaphore says of itself. */
interface SemaphoreStatistics {
    name: string;
    free: number;
    bounded: boolean;
    waiting: number;
}
/**
 * At most so many at once. A large `acquire` at the head of the line holds up those behind it, so it
 * cannot starve. `bounded`: to release more than was taken is a RangeError, not a new permit.
 *
 * It has no owner: any task may release. Without `bounded` it also signals: begin with 0.
 *
 * @throws RangeError if `n` is no whole number from 0 up (with `bounded`: from 1).
 * @example
 * import { go, run, Semaphore, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   const atMost = new Semaphore(2);
 *   let running = 0;
 *   let most = 0;
 *   const tasks = [1, 2, 3, 4, 5].map(() =>
 *     go(function* () {
 *       yield* atMost.run(function* () {
 *         most = Math.max(most, ++running);
 *         yield* sleep(1);
 *         running--;
 *       });
 *     }),
 *   );
 *   for (const task of tasks) yield* task;
 *   return most;
 * }) // => 2
 */
declare class Semaphore {
    #private;
    /** What it is called in messages. */
    name: string;
    constructor(n: number, options?: {
        bounded?: boolean;
    });
    /**
     * Waits until `n` permits are free, and takes them; the guard gives them back. Primitive.
     *
     * @throws RangeError if a bounded one never has so many.
     */
    acquire(n?: number): Operation<Guard>;
    /** Takes `n` permits if that needs no waiting. Acts at once. */
    tryAcquire(n?: number): Guard | undefined;
    /** Gives back `n` permits that no guard gives back, or makes new ones. Acts at once. */
    release(n?: number): void;
    /** Runs `body` with one permit, and gives it back however the body ends. Composite. */
    run<T>(body: () => Operation<T>): Operation<T>;
    run<T>(body: () => Coroutine<T> | Promise<T> | T): Operation<T>;
    statistics(): SemaphoreStatistics;
}

/**
 * Runs `body`, unless a run for `key` is under way in this program: then waits for that, and shares its
 * value or its error. Keys are compared as in a Map. When the run has ended, the next call begins anew.
 * If the one who runs is killed, the next in line runs its own body. A body that asks for its own key
 * waits for itself: DeadlockError. Composite.
 *
 * @example
 * import { all, run, singleFlight, sleep } from 'offshoot';
 *
 * let fetched = 0;
 * const page = (url: string) =>
 *   singleFlight(url, function* () {
 *     yield* sleep(1);
 *     return `${url} ${++fetched}`;
 *   });
 * await run(function* () {
 *   return yield* all([page('a'), page('a'), page('b')]);
 * }) // => ['a 1', 'a 1', 'b 2']
 */
declare function singleFlight<T>(key: unknown, body: () => Operation<T>): Operation<T>;
declare function singleFlight<T>(key: unknown, body: () => Coroutine<T> | Promise<T> | T): Operation<T>;

/** What a wait group says of itself. */
interface WaitGroupStatistics {
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
declare class WaitGroup {
    #private;
    /** What it is called in messages. */
    name: string;
    /** `n` more things are to be done. Acts at once. */
    add(n?: number): void;
    /** One is done. Acts at once. @throws RangeError if none was to be done. */
    done(): void;
    /** Waits until nothing is to be done; at once if that is so. Primitive. */
    wait(): Operation<void>;
    statistics(): WaitGroupStatistics;
}

export { Barrier, Condition, Flag, KeyedMutex, Mutex, Once, RWLock, RateLimiter, ReentrantLock, ResourcePool, Semaphore, WaitGroup, retry, singleFlight };
export type { Backoff, BarrierStatistics, ConditionStatistics, FlagStatistics, Guard, KeyedMutexStatistics, MutexStatistics, OnceStatistics, RWLockStatistics, RateLimiterOptions, RateLimiterStatistics, ReentrantLockStatistics, ResourcePoolOptions, ResourcePoolStatistics, RetryOptions, SemaphoreStatistics, WaitGroupStatistics };
