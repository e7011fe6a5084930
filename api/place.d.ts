// offshoot/place, as of `npm run api`. Not published: the package's own declarations are.

import { Body, WorkerLostError, Operation, Task, Future } from 'offshoot/kernel';
import { Receiver } from 'offshoot/channel';
import { Sink } from 'offshoot/flow';
import { Link } from 'offshoot/wire';
export { move } from 'offshoot/wire';

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

/** How jobs are treated: see `pool.with`. */
interface JobOptions {
    /** Who goes first: higher before lower, equal ones in order of arrival. Default: 0. */
    priority?: number;
    /**
     * How long the job may run once it has begun, in milliseconds; then it is killed, and fails with
     * TimeoutError. Its time in the line does not count, nor the import of its module by a worker that
     * meets it for the first time: for all of that there is `.timeout(ms)`. In `map` and `imap`: for each
     * item, taken together for those that go in one message. Default: for ever.
     */
    limitMs?: number;
    /** How long its clean-up may take when it is killed, in milliseconds; then its worker is ended. Default: 5000. */
    within?: number;
}

/** How `map` and `imap` go about it. */
interface MapOptions {
    /** How many items go to a worker at once. Default: so many that they take some milliseconds. */
    chunkSize?: number;
    /** Results in the order of the items (the default), or in the order in which they came. */
    ordered?: boolean;
    /** Called after each chunk: items done, and items known so far (all of an array). */
    onProgress?: (done: number, total: number) => void;
}

/** The results of `imap`. Leaving a `for await` over them closes them. */
interface Results<out T> extends Receiver<T>, AsyncDisposable {
    /** Wants no more: what is being worked on is killed, the source is told. Acts at once. */
    close(): void;
}

/** Ways to have work done. */
interface Calls {
    /** Calls `fn` in a worker. Composite: a kill, a timeout or a lost select kills the job. */
    apply<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Operation<T>;
    /**
     * Has `fn` called in a worker; acts at once. To cancel the future kills the job. What the job says of
     * its `progress` is the future's.
     */
    submit<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Future<T>;
    /**
     * Calls `fn` for each item, in all workers; the results in the order of the items. Items are drawn
     * from the source no faster than they are worked on. An item that fails ends it, and kills the rest.
     * A source that is left early is told so (`return`) and waited for; but one that still owes an item
     * is not, since it may never answer. Composite.
     */
    map<T, I>(fn: PortableBody<T, [I]>, items: Iterable<I> | AsyncIterable<I>, options?: MapOptions): Operation<T[]>;
    /**
     * As `map`, but gives the results one by one, as a receiver: what is not received holds the source
     * up. Acts at once. When an item fails, the results before it come first, then its error. To close
     * the results, or the end of the scope, kills what is left and leaves the source.
     */
    imap<T, I>(fn: PortableBody<T, [I]>, items: Iterable<I> | AsyncIterable<I>, options?: MapOptions): Results<T>;
    /** The same calls, with jobs that are treated so: `pool.with({ priority: 1 }).apply(f)`. Acts at once. */
    with(options: JobOptions): Calls;
}

/** How a pool is made. */
interface PoolOptions {
    /** How many workers, always. Default: as many as this machine can run at once, unless `min` or `max` is said. */
    size?: number;
    /** So many workers are always there. Default, if `max` is said: 0. */
    min?: number;
    /** Up to so many are started, when there are jobs for them. Default, if `min` is said: as many as this machine can run at once. */
    max?: number;
    /** A worker above `min` ends when it has been idle for so long, in milliseconds. Default: 10000. */
    idleMs?: number;
    /** What a worker is. Default: 'thread'. */
    on?: 'thread' | 'process';
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
interface Pool extends Calls, AsyncDisposable {
    readonly name: string;
    /** Takes no more jobs and maps; those that it has are done. Acts at once. */
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

/**
 * Calls a portable function that blocks (`execSync`, a synchronous database, a long computation) on a
 * helper thread, and goes on with its result before whatever else is ready: it has waited enough. The
 * helpers are shared by all that runs in this thread; they start when they are needed and end when they
 * have been idle for a while. Composite: a kill, a timeout or a lost select kills the job.
 *
 * Costs some tens of microseconds, and some tens of milliseconds where a helper has to be started first.
 *
 * @throws NotPortableError at once, if `fn` is not portable; what `fn` throws; WorkerLostError.
 * @example
 * import { execFileSync } from 'node:child_process';
 * import { run } from 'offshoot';
 * import { blocking, portable } from 'offshoot/place';
 *
 * export const version = portable(import.meta, () => {
 *   return execFileSync(process.execPath, ['--version'], { encoding: 'utf8' }).trim();
 * });
 *
 * if (import.meta.main) {
 *   await run(function* () {
 *     return (yield* blocking(version)) === process.version;
 *   }) // => true
 * }
 */
declare function blocking<T, A extends unknown[]>(fn: PortableBody<T, A>, ...args: A): Operation<T>;
/** How many helpers there may be. */
interface BlockingOptions {
    /** The most at once. Default: two for each processor, 4 at least. */
    max?: number;
    /** How long a helper may be idle before it ends, in milliseconds. Default: 10000. */
    idleMs?: number;
}
/** The helpers behind `blocking`. */
declare const blockingPool: {
    /** Says how many helpers there may be, from now on. Acts at once. @throws RangeError or TypeError for a wrong option. */
    limit(options: BlockingOptions): void;
    statistics(): PoolStatistics;
};

/** How a place is started. */
interface PlaceOptions {
    /** What it is called. Default: thread-1 or process-1, and so on. */
    name?: string;
    /** Node's options for it, instead of ours; what says how modules are found and loaded (`--conditions`, `--import`) is kept. */
    execArgv?: string[];
    /** Its environment, instead of a copy of ours; without a NODE_OPTIONS in it ours stays. */
    env?: Record<string, string>;
    /** The most memory for its JavaScript objects, in megabytes, 16 or more; past that it ends (buffers do not count). */
    memoryMb?: number;
}

/** How a process is started. */
interface ProcessOptions extends PlaceOptions {
    /** Its working directory. Default: ours. */
    cwd?: string;
}
/**
 * Starts a child process, and waits until it is up. It is used as a thread is, and belongs to the scope
 * in which it is opened in the same way; what it prints goes where ours goes. It costs more (some 60 MB,
 * hundreds of microseconds a call) and takes along nobody: what crashes, runs out of memory or blocks in native
 * code ends the child alone, with WorkerLostError for the calls in it. Shared memory cannot be sent to it.
 *
 * No child outlives its parent, however that ends, by more than 2 seconds.
 *
 * @throws RangeError or TypeError for a wrong option; WorkerLostError if it cannot start;
 * StartedWhileLoadingError while a worker imports the module; NoTaskError outside a task.
 * @example
 * import { run } from 'offshoot';
 * import { portable, processPlace } from 'offshoot/place';
 *
 * export const double = portable(import.meta, (n: number) => 2 * n);
 *
 * if (import.meta.main) {
 *   await run(function* () {
 *     const place = yield* processPlace({ name: 'apart' });
 *     const task = place.go(double, 4);
 *     return [yield* place.call(double, 21), yield* task];
 *   }) // => [42, 8]
 * }
 */
declare function processPlace(options?: ProcessOptions): Operation<Place>;

/**
 * Says, inside a job, how far it is: any number, by custom from 0 to 1. The future of `pool.submit` has
 * it as its `progress`. Acts at once. Costs little: of many values in a short time only the last one is
 * sent. Outside a job it does nothing, so that a portable function can still be called here.
 *
 * @throws TypeError or RangeError if `n` is no number.
 * @example
 * import { run } from 'offshoot';
 * import { createPool, portable, progress } from 'offshoot/place';
 *
 * export const sum = portable(import.meta, (numbers: number[]) => {
 *   let total = 0;
 *   for (const [i, n] of numbers.entries()) {
 *     total += n;
 *     progress((i + 1) / numbers.length);
 *   }
 *   return total;
 * });
 *
 * if (import.meta.main) {
 *   await run(function* () {
 *     const pool = yield* createPool({ size: 1 });
 *     const job = pool.submit(sum, [1, 2, 3]);
 *     return [yield* job, job.progress];
 *   }) // => [6, 1]
 * }
 */
declare function progress(n: number): void;

/** How a stage is moved. */
interface StageOptions {
    /** What it is called. */
    name?: string;
    /** How many values may be under way: sent, and not taken by the target. Default: 16384. */
    capacity?: number;
}
/** What a stage elsewhere says of itself. */
interface StageStatistics {
    name: string;
    capacity: number;
    /** Values that were sent and are not taken by the target. */
    underWay: number;
    /** Values that the target has taken. */
    taken: number;
    state: 'open' | 'closing' | 'over';
}
/** A sink in another place. */
interface FarSink<in T> extends Sink<T> {
    readonly name: string;
    /** Waits until all that was sent has been taken, and the target is closed, after `close`. Primitive. Throws what the target failed with. */
    ended(): Operation<void>;
    statistics(): StageStatistics;
}

/** A portable function that makes the target, over there. */
type Target<T> = (() => Sink<T>) & Portable;
/**
 * Moves a stage to a thread of its own: `target` is called there, and gets what is sent here, in order.
 * Acts at once; the thread starts meanwhile. What a stage prints, pushes on and fails with is the same
 * as here, but later: `send` puts the value into a buffer, and throws MailboxFullError when that is full;
 * `ready` waits until half of it is free. What the target fails with comes out of the next `send`,
 * `ready` or `close`, or else of the scope.
 *
 * It belongs to the scope in which it is made: at the scope's end it is closed, as by `close`: what was
 * sent is worked on, then the target is closed, and the thread ends. A value costs some 3 us, so a stage
 * is worth moving when it works longer than that on each.
 *
 * @throws NotPortableError if `target` has no address; NoTaskError outside a task; RangeError or
 * TypeError for wrong options; StartedWhileLoadingError while a worker imports the module.
 * @example
 * import { run } from 'offshoot';
 * import { consumer, printer, type Sink } from 'offshoot/flow';
 * import { onThread, portable } from 'offshoot/place';
 *
 * const shout = consumer(function* (target: Sink<string>): Generator<void, void, string> {
 *   for (;;) target.send((yield).toUpperCase());
 * });
 * export const loud = portable(import.meta, () => shout(printer()));
 *
 * if (import.meta.main) {
 *   await run(function* () {
 *     const lines = onThread(loud); // loud() would do the same here
 *     for (const line of ['hello', 'world']) {
 *       yield* lines.ready();
 *       lines.send(line);
 *     }
 *   });
 * }
 */
declare function onThread<T>(target: Target<T>, options?: StageOptions): FarSink<T>;
/**
 * Moves a stage to a process of its own: as `onThread`, and what crashes there takes nobody along.
 *
 * @throws as `onThread`.
 * @example
 * import { run } from 'offshoot';
 * import { consumer } from 'offshoot/flow';
 * import { inProcess, portable } from 'offshoot/place';
 *
 * const strict = consumer(function* (): Generator<void, void, number> {
 *   for (;;) if ((yield) < 0) throw new RangeError('below zero');
 * });
 * export const checked = portable(import.meta, () => strict());
 *
 * if (import.meta.main) {
 *   await run(function* () {
 *     const numbers = inProcess(checked);
 *     numbers.send(1);
 *     numbers.send(-1);
 *     numbers.close();
 *     yield* numbers.ended();
 *   }).catch((error: Error) => error.message) // => 'below zero'
 * }
 */
declare function inProcess<T>(target: Target<T>, options?: StageOptions): FarSink<T>;

/**
 * One end of a stage over a link; the other end does the same. What is sent to the sink that comes back
 * goes to the target of the other end, in order, and what is sent over there goes to `target`. So the
 * same pipeline at both ends, with one argument changed, is in two places: one end pushes into it, and
 * at the other one it comes out. Without a target this end only sends. Acts at once.
 *
 * `send`, `ready`, `close`, `throw` and the end of the scope are as for `onThread`. An end that has sent
 * nothing is closed when the other one is; when both are, the link is closed. If the link is lost, the
 * sink fails with LinkLostError, and that is thrown into the target: what it has got is not all.
 * Nobody else may use the link. Values go as bytes; errors of classes that are not of the language or
 * this package come as RemoteError.
 *
 * @throws NoTaskError outside a task; RangeError or TypeError for wrong options.
 * @example
 * import { run } from 'offshoot';
 * import { consumer } from 'offshoot/flow';
 * import { overLink } from 'offshoot/place';
 * import { memoryLinks } from 'offshoot/wire';
 *
 * const collect = consumer(function* (into: string[]): Generator<void, void, string> {
 *   for (;;) into.push(yield);
 * });
 * await run(function* () {
 *   const [here, there] = memoryLinks().ends;
 *   const seen: string[] = [];
 *   const other = overLink(there, collect(seen));
 *   const lines = overLink<string>(here);
 *   lines.send('hello');
 *   lines.close();
 *   yield* other.ended();
 *   return seen;
 * }) // => ['hello']
 */
declare function overLink<R, T = R>(link: Link, target?: Sink<R>, options?: StageOptions): FarSink<T>;

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

export { blocking, blockingPool, createPool, here, inProcess, onThread, overLink, portable, processPlace, progress, thread };
export type { BlockingOptions, Calls, ExitReason, FarSink, JobOptions, MapOptions, Place, PlaceOptions, Pool, PoolOptions, PoolStatistics, Portable, PortableBody, ProcessOptions, Results, StageOptions, StageStatistics };
