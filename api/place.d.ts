// offshoot/place, as of `npm run api`. Not published: the package's own declarations are.

import { Body, WorkerLostError, Operation, Task, Future } from 'offshoot/kernel';

declare const portableBrand: unique symbol;
/** Carries an address. Made by `portable` alone. */
interface Portable {
    readonly [portableBrand]: string;
}
/** A portable function that can be called: a generator function, an async one or a plain one. */
type PortableBody<T, A extends unknown[]> = Body<T, A> & Portable;
/**
 * Gives a function an address, under which a thread finds it: it must be an export of the module
 * whose `import.meta` is given. It stays what it was: `hash('x')` still calls it here. Acts at once.
 *
 * A generator function, an async one and a plain one all serve. A class of errors that is made
 * portable comes home from other places as that class.
 *
 * @throws TypeError if `meta` is no `import.meta` or `target` is no function.
 * @example
 * import { run } from 'offshoot';
 * import { createPool, portable } from 'offshoot/place';
 *
 * export const double = portable(import.meta, (n: number) => 2 * n);
 *
 * if (import.meta.main) {
 *   await run(function* () {
 *     const pool = yield* createPool({ size: 1 });
 *     return [double(1), yield* pool.apply(double, 21)];
 *   }) // => [2, 42]
 * }
 */
declare function portable<F extends Function>(meta: ImportMeta, target: F): F & Portable;

/** How a place ended. */
type ExitReason = {
    kind: 'normal';
} | {
    kind: 'killed';
    reason: unknown;
} | {
    kind: 'lost';
    error: WorkerLostError;
};
/** Where tasks can be started. Arguments and results are copied. */
interface Place extends AsyncDisposable {
    readonly name: string;
    /** Calls `fn` there. Composite: a kill, a timeout or a lost select kills the call. */
    call<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Operation<T>;
    /** Starts `fn` there, as a task of the current scope. Acts at once. */
    go<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Task<T>;
    /** Takes in no more, waits for the calls that run there, and ends it. Composite. */
    close(): Operation<void>;
    /** Ends it at once, with all that runs there. */
    kill(reason?: unknown): void;
    /** Waits for its end, and tells how it came. Primitive. */
    exited(): Operation<ExitReason>;
}

/**
 * This thread, as a place: `call` and `go` run the function as a task here, and copy nothing. So code
 * that is given a place can be given this one, too.
 *
 * @throws NotPortableError for what could not go elsewhere; TypeError from `close` and `kill`.
 * @example
 * import { run } from 'offshoot';
 * import { here, portable } from 'offshoot/place';
 *
 * export const double = portable(import.meta, (n: number) => 2 * n);
 * await run(function* () {
 *   return yield* here.call(double, 21);
 * }) // => 42
 */
declare const here: Place;

/** How `map` goes about it. */
interface MapOptions {
    /** How many items go to a worker at once. Default: so many that they take some milliseconds. */
    chunkSize?: number;
    /** Results in the order of the items (the default), or in the order in which they came. */
    ordered?: boolean;
    /** Called after each chunk: items done, and items known so far (all of an array). */
    onProgress?: (done: number, total: number) => void;
}

/** How a pool is made. */
interface PoolOptions {
    /** How many workers. Default: as many as this machine can run at once. */
    size?: number;
    /** What a worker is. Default: 'thread'. */
    on?: 'thread';
    /** What the pool is called; its workers are numbered: `pool-1`. Default: 'pool'. */
    name?: string;
    /** Runs in each worker before its first job. What it opens and starts lives as long as the worker. */
    init?: PortableBody<void, []>;
    /** A worker is replaced when it has done so many jobs: against what leaks. Default: never. */
    maxTasksPerWorker?: number;
    /** The environment of the workers, instead of a copy of ours; without a NODE_OPTIONS in it ours stays. */
    env?: Record<string, string>;
    /** Node's options for the workers, instead of ours; what says how modules are found and loaded (`--conditions`, `--import`) is kept. */
    execArgv?: string[];
    /** The most memory for a worker's JavaScript objects, in megabytes, 16 or more; past that it ends (buffers do not count). */
    memoryMb?: number;
}

/** What a pool says of itself. */
interface PoolStatistics {
    /** Workers that run, or are being started. */
    workers: number;
    /** Workers that have a job. */
    busy: number;
    /** Jobs that have not begun. */
    queued: number;
    /** Jobs that gave a result; an item of `map` counts as one. */
    done: number;
    /** Jobs that ended otherwise: failed, killed, lost. */
    failed: number;
}
/**
 * A number of workers that share work out among themselves. A worker does one job at a time, also if
 * the job waits. Arguments and results are copied, at the time when they are sent.
 */
interface Pool extends AsyncDisposable {
    readonly name: string;
    /** Calls `fn` in a worker. Composite: a kill, a timeout or a lost select kills the job. */
    apply<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Operation<T>;
    /** Has `fn` called in a worker; acts at once. To cancel the future kills the job. */
    submit<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Future<T>;
    /**
     * Calls `fn` for each item, in all workers; the results in the order of the items. Items are drawn
     * from the source no faster than they are worked on. An item that fails ends it, and kills the rest.
     * A source that is left early is told so (`return`) and waited for; but one that still owes an item
     * is not, since it may never answer. Composite.
     */
    map<T, I>(fn: PortableBody<T, [I]>, items: Iterable<I> | AsyncIterable<I>, options?: MapOptions): Operation<T[]>;
    /** Takes no more jobs; those that it has are done. Acts at once. */
    close(): void;
    /** Waits until it is closed, all jobs have ended and the workers are gone. Primitive. */
    join(): Operation<void>;
    /** Ends the workers at once, and kills all jobs. */
    terminate(): void;
    statistics(): PoolStatistics;
}
/**
 * Makes a pool of threads. It belongs to the scope in which it is opened: at the scope's end its jobs
 * are killed, and its workers end. Does not wait for the workers to be up. An idle pool does not keep
 * the program alive.
 *
 * A worker that dies is replaced. The job that it had begun fails with WorkerLostError; others are
 * carried on elsewhere. A killed job has 5 s for its clean-up, or what the kill says (`within`); if its
 * worker does not answer then, the worker is ended and replaced.
 *
 * @throws RangeError or TypeError for a wrong option; NotPortableError if `init` is not portable;
 * StartedWhileLoadingError while a worker imports the module; NoTaskError outside a task.
 * @example
 * import { run } from 'offshoot';
 * import { createPool, portable } from 'offshoot/place';
 *
 * export const square = portable(import.meta, (n: number) => n * n);
 *
 * if (import.meta.main) {
 *   await run(function* () {
 *     const pool = yield* createPool({ size: 2 });
 *     return yield* pool.map(square, [1, 2, 3]);
 *   }) // => [1, 4, 9]
 * }
 */
declare function createPool(options?: PoolOptions): Operation<Pool>;

/** How a place is started. */
interface PlaceOptions {
    /** What it is called. Default: thread-1, and so on. */
    name?: string;
    /** Node's options for it, instead of ours; what says how modules are found and loaded (`--conditions`, `--import`) is kept. */
    execArgv?: string[];
    /** Its environment, instead of a copy of ours; without a NODE_OPTIONS in it ours stays. */
    env?: Record<string, string>;
    /** The most memory for its JavaScript objects, in megabytes, 16 or more; past that it ends (buffers do not count). */
    memoryMb?: number;
}
/**
 * Starts a thread, and waits until it is up. It belongs to the scope in which it is opened: at the
 * scope's end what runs in it is killed, and it ends. Calls run in it beside each other; for work that
 * is to be shared out, use a pool. An idle place does not keep the program alive.
 *
 * @throws RangeError or TypeError for a wrong option; WorkerLostError if it cannot start;
 * StartedWhileLoadingError while a worker imports the module; NoTaskError outside a task.
 * @example
 * import { run } from 'offshoot';
 * import { portable, thread } from 'offshoot/place';
 *
 * export const double = portable(import.meta, (n: number) => 2 * n);
 *
 * if (import.meta.main) {
 *   await run(function* () {
 *     const place = yield* thread({ name: 'side' });
 *     const task = place.go(double, 4);
 *     return [yield* place.call(double, 21), yield* task];
 *   }) // => [42, 8]
 * }
 */
declare function thread(options?: PlaceOptions): Operation<Place>;

export { createPool, here, portable, thread };
export type { ExitReason, MapOptions, Place, PlaceOptions, Pool, PoolOptions, PoolStatistics, Portable, PortableBody };
