// offshoot/kernel, as of `npm run api`. Not published: the package's own declarations are.

type AnyGenerator = Generator<unknown, unknown, unknown>;
/** What an interrupt brings, and the errors that clean-up threw on the way. */
interface Verdict {
    readonly error: unknown;
    /** Is told of each error that a clean-up throws. */
    note(error: unknown): void;
}
/** What a frame is while it is unwound. */
declare class Unwinding {
    /** The verdict under which it is unwound: its own, or that of the target below. */
    readonly under: Verdict;
    /** Its own: it is the target. */
    verdict: Verdict | null;
    /** Its delegates, if it had any, stand above it as frames of their own. */
    expanded: boolean;
    returning: boolean;
    /** The first step, where finding its delegates has taken it already. */
    first: FirstStep | null;
    constructor(under: Verdict);
}
/** One level of a task's stack. The level of its body is the fiber itself: an object less for each task. */
interface Frame {
    gen: AnyGenerator;
    readonly below: Frame | null;
    /** The composite operation that waits for this frame; null for a task's body and for a delegate. */
    readonly call: Composite<unknown> | null;
    readonly protects: boolean;
    /** It is doomed. */
    unwinding: Unwinding | null;
}
type FirstStep = () => IteratorResult<unknown, unknown>;

/** How its body runs. */
interface CompositeOptions {
    /** What it is called in messages; without it, `call of` and the body's name. */
    name?: string | (() => string);
    /** Is performed before the body; what it gives is disposed of when the body ends, however it does. */
    holds?: () => Operation<Disposable>;
    /** A kill waits until the body is through. */
    shield?: boolean;
    /** Is told of the frame, before its first step. */
    entered?: (frame: Frame) => void;
    /** If the body returns an operation, it is performed, too. */
    performsResult?: boolean;
}
type BodyOf<T> = Body<T, never[]>;
/** An operation that runs a body; see the head of this file. */
declare class Composite<T> extends OperationBase<T> {
    #private;
    readonly body: BodyOf<T>;
    readonly args: readonly unknown[];
    readonly options: CompositeOptions;
    /** The frame it runs in, while it runs. */
    frame: Frame | null;
    constructor(body: BodyOf<T>, args: readonly unknown[], options?: CompositeOptions);
    toWait(): Composite<T>;
    /** `yield*` calls this to enter the body (twice, if it waits for what it holds), and when that has ended. */
    next(): IteratorResult<never, T>;
    return(value?: unknown): IteratorResult<never, T>;
    throw(error: unknown): never;
    /** Its frame has ended. */
    settle(ok: boolean, value: unknown): void;
    describe(): string;
}
/** A body has been called: it goes on as a generator, or this was all. */
type Entered = {
    gen: AnyGenerator;
    protects?: boolean;
} | {
    value: unknown;
};
/** A composite whose body is the kernel's own. */
declare function composite<T, A extends unknown[]>(body: (...args: A) => Coroutine<T>, args: A, options?: CompositeOptions): Composite<T>;

/** See the head of this file. */
interface Shared {
    /** The task whose slice this is, or null outside any slice. */
    current: Fiber<unknown> | null;
    /** The host's async context, or null where it has none; undefined until it was looked for. */
    context: {
        readonly found: AsyncContext | null;
    } | undefined;
    /** How many look at each slice: observers, and the host's async context if the program uses it. */
    attendants: number;
    /** The module that a place is importing at this moment. */
    loading: string | null;
    /** Programs under way: what Ctrl-C has to stop, and what a leak check counts. */
    readonly programs: Set<Program>;
    /** How many programs were ever started. */
    started: number;
    /** How many timers were ever started. */
    tickets: number;
    /** Set when the process is to end: from then on `run` starts nothing, and rejects. */
    stopping?: {
        reason: unknown;
    };
    readonly suspended: IteratorYieldResult<never>;
    readonly mark: symbol;
    readonly marked: IteratorYieldResult<never>;
}
/** The async context of a host that has one. */
interface AsyncContext {
    /** Has the program set a value of its own? */
    inUse: boolean;
    /** The context that this package was loaded in: that of turns, and of nobody. */
    root: Context;
    readonly capture: () => Context;
    /** Whose async code is running; null until it is needed. */
    storage: Storage | null;
    make(): Storage;
    /** How many functions are being called as somebody (`runAs`) in scopes of their own. */
    calls: number;
    /** The storages of the program that are first set in such a call, and their values at its end; empty after it. */
    readonly set: Map<Storage, unknown>;
}
/** Values as they were set where it was captured: Node's AsyncResource. */
interface Context {
    runInAsyncScope<A extends readonly unknown[], R>(f: (...args: A) => R, self?: undefined, ...args: A): R;
}
/** What the kernel needs of Node's AsyncLocalStorage. */
interface Storage {
    run<A extends readonly unknown[], R>(value: unknown, f: (...args: A) => R, ...args: A): R;
    enterWith(value: unknown): void;
    getStore(): unknown;
}
/** A `run` under way. */
interface Program {
    readonly name: string;
    readonly tasks: number;
    stop(reason?: unknown): void;
    kill(reason?: unknown): void;
}
/** The state that all copies of this package in one thread share. */
declare const shared: Shared;

/** The task whose code is running: in its slice, or after an `await` in its async body. */
declare function whoIsRunning(): Fiber<unknown> | null;

/** A body whose types were checked where it came in. */
type AnyBody = Body<unknown, unknown[]>;
/** Something that `await` would wait for. */
declare function isThenable(value: unknown): value is PromiseLike<unknown>;
/** What a body gave is not its result yet: it has to be performed, awaited or gone on with. */
declare function isWaitable(value: unknown): boolean;

/** Where a scheduler gets its chance from. A simulation puts its own choices here. */
interface Random {
    /**
     * A whole number from 0 to n - 1. `again`: the one before, of n + 1, was of no use, and the same
     * choice goes on among what is left.
     */
    below(n: number, again?: boolean): number;
}
/** Random numbers from a seed. */
declare class SeededRandom implements Random {
    #private;
    constructor(seed: number);
    below(n: number): number;
}

/// <reference lib="esnext.disposable" preserve="true" />

/** How a task ended. `abandoned`: its clean-up did not end in time and was given up. */
type Outcome<T> = {
    ok: true;
    value: T;
} | {
    ok: false;
    error: unknown;
    killed: boolean;
    abandoned: boolean;
};
/** `ready`: it will run at its turn; `waiting`: in an operation; the last three: it has ended. */
type TaskState = 'ready' | 'running' | 'waiting' | 'done' | 'failed' | 'killed';
/** How to kill. */
interface KillOptions {
    /** How long clean-up may take, in milliseconds, before it is given up. Default: as long as it takes. */
    within?: number;
}
/**
 * A task: a body that runs beside others. As an operation it is its own `join()`.
 *
 * @example
 * import { go, run, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   const task = go(function* (ms: number) {
 *     yield* sleep(ms);
 *     return 'slept';
 *   }, 1);
 *   return yield* task;
 * }) // => 'slept'
 */
interface Task<out T> extends Operation<T>, AsyncDisposable {
    readonly id: number;
    /** The body's name, unless it is set. */
    name: string;
    readonly state: TaskState;
    /** Aborted by a kill, with a KilledError: for async bodies and what they call. */
    readonly signal: AbortSignal;
    /** Waits for the end: the result; rethrows a failure; KilledError if it was killed. */
    join(): Operation<T>;
    /** Waits for the end, and tells how it ended; never throws. */
    outcome(): Operation<Outcome<T>>;
    /**
     * Kills the task at its wait; its clean-up runs to its end. Acts at once and never waits.
     * False if it had ended already. With `within`, clean-up that takes longer is abandoned.
     */
    kill(reason?: unknown, options?: KillOptions): boolean;
}
/** Where tasks live: it ends when all of them have ended, and a failure in one kills the others. */
interface Scope extends AsyncDisposable {
    /** Starts a task in this scope. */
    go<T, A extends unknown[]>(body: (...args: A) => Operation<T>, ...args: A): Task<T>;
    go<T, A extends unknown[]>(body: (...args: A) => Coroutine<T> | Promise<T> | T, ...args: A): Task<T>;
    /** Kills the scope's tasks, newest first, and its body. False if it had ended already. */
    kill(reason?: unknown): boolean;
    /** Aborted when the scope is killed or fails. */
    readonly signal: AbortSignal;
    /** Ends when the program is asked to stop: Ctrl-C, SIGTERM, `run`'s signal. */
    readonly stopping: Operation<void>;
    /** How many tasks live in it. */
    readonly tasks: number;
}

/** Something that has a slice to run. */
interface Runnable {
    step(): void;
    /** The task that it runs for, if it is not one itself. */
    readonly owner?: Task<unknown> | null;
}
/** The order in which what is ready gets its turn. */
interface ReadyQueue {
    readonly length: number;
    push(runnable: Runnable): void;
    shift(): Runnable | undefined;
    /** The `n` that came last are to be next, in their order. Without it, that is left to the policy. */
    hurry?(n: number): void;
    /** Those who had the last `n` turns, as far as they are known still. */
    lately?(n: number): Runnable[];
    /** Lets go of those who had the last `n` turns. */
    forget?(n: number): void;
}
/** Any order, by the seed. */
declare class RandomReady implements ReadyQueue {
    #private;
    constructor(random: Random);
    get length(): number;
    push(runnable: Runnable): void;
    shift(): Runnable | undefined;
}

/** Calls `f` after the event loop has had a turn: I/O and timers come first. */
declare const afterIO: (f: () => void) => void;
/** What this thread has had of the processor so far. */
interface Spent {
    processorMs: number;
    /** How often the processor was given to others while there was something to do. */
    preempted: number;
}
/** A module of Node's own, where there is one and it can be had without an import. */
declare function builtin(name: string): Record<string, unknown> | undefined;

/** Where a scheduler gets its time from. Milliseconds throughout, from an arbitrary start. */
interface Clock {
    now(): number;
    /** Calls `due` once, at `at` or a little later. Replaces an earlier call that is still to come. */
    wakeAt(at: number, due: () => void): void;
    /** Forgets what `wakeAt` asked for. */
    rest(): void;
    /** What the processor has spent, where that is known: time that passes is not always ours. */
    spent?(): Spent | null;
}

/** Something that is to happen at a time. */
interface Timed {
    /** The number of its entry; 0 while it does not run. Belongs to the heap. */
    ticket: number;
    /** Runs kernel code only: it may wake, but not run, a task. */
    fire(): void;
}
/** A heap of timers. */
declare class Timers {
    #private;
    /** How many run. */
    length: number;
    /** How many entries there are, the dead ones included. */
    get entries(): number;
    /** When the next one is due; Infinity if there is none. */
    get next(): number;
    /** Starts a timer that does not run. Costs O(log n). */
    add(timer: Timed, at: number): void;
    /** Stops a timer, if it runs. Costs O(1), a share of the next sweep included. */
    remove(timer: Timed): void;
    /** Fires all that are due at `now`, earliest first. */
    fire(now: number): void;
}
/** Calls `fire` at a time, unless it is stopped before. */
declare class Alarm implements Timed {
    ticket: number;
    readonly fire: () => void;
    constructor(fire: () => void);
}

/** What a scheduler is made of. */
interface SchedulerOptions {
    clock?: Clock;
    seed?: number;
    /** Every choice that is left to chance. Default: a generator that begins with the seed. */
    random?: Random;
    /** How long tasks run before the event loop has a turn, in milliseconds. Default: 0.05 to 0.15, as the loop has work. */
    slice?: number;
    /** What takes longer without letting others have a turn is reported, in milliseconds. Default: 100. */
    slowMs?: number;
    /** Who runs next. Default: first in, first out. */
    order?: (random: Random) => ReadyQueue;
}
/** Runs tasks in slices; one for each `run`. */
declare class Scheduler {
    #private;
    readonly clock: Clock;
    readonly random: Random;
    readonly seed: number;
    readonly timers: Timers;
    /** When the turn under way began, in whole milliseconds. */
    turnAt: number;
    constructor(options?: SchedulerOptions);
    /** Gives `runnable` a turn, after those that are ready already. */
    enqueue(runnable: Runnable): void;
    /**
     * Whoever `wake` makes ready has a turn before those that are ready already. For who comes back from
     * blocking work: it has waited for its turn there.
     */
    first(wake: () => void): void;
    /** Starts a timer that is due in `ms` milliseconds. */
    startTimer(timer: Timed, ms: number): void;
    stopTimer(timer: Timed): void;
}
/** The scheduler of the task that is running, or the ambient one. */
declare function currentScheduler(): Scheduler;

type Reject = (error: unknown, killed: boolean) => void;
declare class Awaited$1 implements Waiter, Runnable {
    #private;
    /** The task whose async code awaits. */
    readonly owner: Fiber<unknown> | null;
    /** What is awaited, until it is over. */
    wait: Wait<unknown> | null;
    constructor(owner: Fiber<unknown> | null, scheduler: Scheduler, resolve: (value: unknown) => void, reject: Reject);
    start(wait: Wait<unknown>, performer: Fiber<unknown> | null): void;
    startChild(op: Composite<unknown>, performer: Fiber<unknown> | null): void;
    woken(): void;
    step(): void;
    /** The task that awaits was killed. */
    interrupt(error: Error & {
        reason?: unknown;
    }): void;
}

/** What every error of this package is. `code` is stable; the message is for people. */
declare abstract class OffshootError<C extends string = string> extends Error {
    abstract readonly code: C;
    static readonly [Symbol.hasInstance]: <E>(this: abstract new (...args: never[]) => E, value: unknown) => value is E;
}
/** Tells why an error was made: `cause` as in `Error`. */
interface ErrorCause {
    cause?: unknown;
}
/** A task, a scope or a call was killed. `reason` is what was given to `kill`. */
declare class KilledError extends OffshootError<'OFFSHOOT_KILLED'> {
    readonly code = "OFFSHOOT_KILLED";
    readonly reason: unknown;
    constructor(message?: string, options?: ErrorCause & {
        reason?: unknown;
    });
}
/** A time limit passed. `ms` is the limit. */
declare class TimeoutError extends OffshootError<'OFFSHOOT_TIMEOUT'> {
    readonly code = "OFFSHOOT_TIMEOUT";
    readonly ms: number;
    constructor(message: string, ms: number);
}
/** What was to be used has been closed: a channel, a scope, a pool. */
declare class ClosedError extends OffshootError<'OFFSHOOT_CLOSED'> {
    readonly code = "OFFSHOOT_CLOSED";
}
/** The future was cancelled: there will be no value. */
declare class CancelledError extends OffshootError<'OFFSHOOT_CANCELLED'> {
    readonly code = "OFFSHOOT_CANCELLED";
}
/**
 * Tasks wait for each other for ever. `waits` tells who waits for what, and since when (by `now()`);
 * the second task of one name is `name#2`.
 */
declare class DeadlockError extends OffshootError<'OFFSHOOT_DEADLOCK'> {
    readonly code = "OFFSHOOT_DEADLOCK";
    readonly waits: readonly {
        task: string;
        on: string;
        since: number;
    }[];
    constructor(message: string, waits: readonly {
        task: string;
        on: string;
        since: number;
    }[]);
}
/** Something that belongs to a task was asked for where no task is known. */
declare class NoTaskError extends OffshootError<'OFFSHOOT_NO_TASK'> {
    readonly code = "OFFSHOOT_NO_TASK";
}
/** A bounded buffer that must not wait was full. */
declare class MailboxFullError extends OffshootError<'OFFSHOOT_MAILBOX_FULL'> {
    readonly code = "OFFSHOOT_MAILBOX_FULL";
}
/** A program was started while a place imported its module: it would start itself again in each worker. */
declare class StartedWhileLoadingError extends OffshootError<'OFFSHOOT_STARTED_WHILE_LOADING'> {
    readonly code = "OFFSHOOT_STARTED_WHILE_LOADING";
}

declare class AsyncBody {
    /** What it awaits at this moment. */
    awaited: Set<Awaited$1> | null;
    /** A kill has reached it, by its signal or at an await. From then on it cleans up, and may wait. */
    reached: boolean;
    /** How its promise settled. */
    end: {
        ok: boolean;
        value: unknown;
    } | null;
    add(wait: Awaited$1): void;
    interrupt(error: KilledError): void;
}

declare class Kill implements Verdict {
    #private;
    readonly reason: unknown;
    /** What clean-up threw, in order. */
    readonly errors: unknown[];
    constructor(reason: unknown, who: string);
    /** Made when it is first needed: most kills are never looked at, and a stack costs microseconds. */
    get error(): KilledError;
    note(error: unknown): void;
}

/** One binding, and those made before it. */
interface Bindings {
    readonly local: LocalValue<unknown>;
    readonly value: unknown;
    readonly outer: Bindings | null;
}
/** A value that child tasks inherit. */
interface Local<T> {
    /** The value here: the innermost `run` around this task, or the initial one. */
    get(): T;
    /** Runs `body` with another value; tasks started in it inherit it. */
    run<R>(value: T, body: () => Coroutine<R>): Operation<R>;
}
declare class LocalValue<T> implements Local<T> {
    #private;
    /** Under which it is found in another place; none for one of many that a line has made. */
    readonly site: string | undefined;
    constructor(initial: T, site: string | undefined);
    get [Symbol.toStringTag](): string;
    get(): T;
    run<R>(value: T, body: () => Coroutine<R>): Operation<R>;
}
/** What a task has that starts with `value` in `of`, and no other local. Costs one object. */
declare function bindingOf<T>(of: Local<T>, value: T): Bindings;
/**
 * Makes a value that child tasks inherit: a trace id, a user. `get` costs a walk over the bindings
 * around the task.
 *
 * It crosses to other places with a call, if its value can travel: there the same line of the same
 * module makes the same local. So make it at the top of a module.
 *
 * @example
 * import { local, run } from 'offshoot';
 *
 * const trace = local('none');
 * await run(function* () {
 *   return yield* trace.run('abc', function* () {
 *     return trace.get();
 *   });
 * }) // => 'abc'
 */
declare function local<T>(initial: T): Local<T>;
/** What crosses to another place with a task: the innermost value of each local that can be found there. */
declare function crossing(bindings: Bindings | null): Map<string, unknown>;
/** The other way: binds what has crossed. What no module has made here, nobody here can read. */
declare function bindCrossed(values: Iterable<readonly [site: string, value: unknown]>, outer: Bindings | null): Bindings | null;

/** Waits in order of arrival. */
declare class WaitList<W extends Wait<unknown> = Wait<unknown>> {
    head: W | null;
    tail: W | null;
    get empty(): boolean;
    /** How many stand in it; walks the list. */
    count(): number;
    add(wait: W): void;
    /** Joins before all others: it had been there before. */
    addFirst(wait: W): void;
    remove(wait: W): void;
    /** Takes the one that has waited longest. */
    take(): W | null;
    /** Completes all that wait, in order. */
    completeAll(value?: unknown): void;
}

/** How a program ends, well or badly. */
interface ProgramOptions {
    within?: number;
    deadlock?: 'error' | 'report' | 'off';
}
declare class ProgramRun implements Program {
    #private;
    readonly name: string;
    readonly scheduler: Scheduler;
    /** How long clean-up may take when the program ends, in milliseconds. */
    readonly within: number;
    /** The scope of its main: its tasks are killed, not waited for, when main returns. */
    ofMain: Nursery | null;
    main: Fiber<unknown> | null;
    asked: boolean;
    /** How many subscriptions to the world outside it has: any of them may wake somebody. */
    listening: number;
    /** What to do when all its tasks are asleep for ever. */
    readonly deadlock: 'error' | 'report' | 'off';
    /** Why it was stuck, if it was. */
    slept: DeadlockError | null;
    readonly waiting: WaitList<Wait<unknown, unknown>>;
    constructor(name: string, scheduler: Scheduler, { within, deadlock }: ProgramOptions);
    get tasks(): number;
    /** Somebody waits to be asked: from now on a signal asks, instead of ending the process. */
    watch(): void;
    /** Signals do again what they do, if nobody waits. */
    unwatch(): void;
    stopping(): Operation<void>;
    stop(reason?: unknown): void;
    kill(reason?: unknown): void;
    /** All its tasks are asleep, and nothing can wake one. True if something was done about it. */
    stuck(error: DeadlockError): boolean;
    /** It has ended. */
    over(): void;
}

/** Closes a thing; may wait. */
type Closer = () => Coroutine<void> | Promise<void> | void;

declare class Nursery implements Scope, Verdict {
    #private;
    readonly scheduler: Scheduler;
    readonly program: ProgramRun;
    state: 'open' | 'ending' | 'closed';
    /** The scope around this one in the task that entered it. */
    outer: Nursery | null;
    /** It has a time limit: who waits in it does not wait for ever. */
    limited: boolean;
    /** When that ends, by the scheduler's clock. */
    dueAt: number;
    readonly emptied: WaitList<Wait<unknown, unknown>>;
    /** How many tasks it waits for. */
    tasks: number;
    constructor(program: ProgramRun);
    go<T, A extends unknown[]>(body: (...args: A) => Operation<T>, ...args: A): Task<T>;
    go<T, A extends unknown[]>(body: (...args: A) => Coroutine<T> | Promise<T> | T, ...args: A): Task<T>;
    kill(reason?: unknown): boolean;
    get signal(): AbortSignal;
    get stopping(): Operation<void>;
    [Symbol.asyncDispose](): Promise<void>;
    /** Starts a task. In a scope that is ending it never runs. */
    start(body: AnyBody, args: readonly unknown[]): Fiber<unknown>;
    /**
     * Starts a task that serves something which was opened here (`own`). The scope does not wait for it:
     * it is ended by the closing of that thing, after the scope's other tasks have ended. Its failure is
     * for whoever started it.
     */
    serve(body: AnyBody, args: readonly unknown[]): Fiber<unknown>;
    /** Lets a new fiber live here, and gives it its first turn. */
    launch(fiber: Fiber<unknown>): void;
    /** Starts an operation as a task whose failure somebody else waits for. */
    startHeld<T>(op: OperationBase<T>, partOf: Fiber<unknown>): Fiber<T>;
    adopt(fiber: Fiber<unknown>): void;
    /** A task of this scope has ended. */
    left(fiber: Fiber<unknown>): void;
    killTasks(reason: unknown, options?: KillOptions): void;
    /** Gives up on all clean-up in it, and closes things without waiting. `note` is told what went wrong. */
    giveUp(note: (error: unknown) => void): void;
    /** Its tasks, newest first. */
    fibers(): Fiber<unknown>[];
    /** It goes on, and nothing has been left in it: no task, nothing opened, no error. */
    get isEmpty(): boolean;
    /** Remembers an error, once. */
    note(error: unknown): void;
    /** Why all of it ends. */
    get error(): unknown;
    /** An error came up: everything in the scope ends. */
    fail(error: unknown): void;
    /** A time is over. Whoever is being unwound already is not late. */
    expire(error: unknown): void;
    /** `close` is called when the scope ends, unless the function that comes back is called before. */
    own(close: Closer): () => void;
    /** Enters the scope, runs `body` in it, and leaves it when all has ended. */
    run<T>(body: Body<T, never[]>, args?: readonly unknown[]): Coroutine<T>;
    /** Kills what is left, waits for it, closes things, and throws what went wrong. */
    end(through: boolean): Coroutine<void>;
}

/** What few tasks need. */
declare class Extras {
    killing: Kill | null;
    /** Not asked for (false), to be done in the next slice ('due'), or done (true). */
    abandoned: false | 'due' | true;
    asyncBody: AsyncBody | null;
    /** The innermost scope that it has entered. */
    nursery: Nursery | null;
    name: string | undefined;
    controller: AbortController | undefined;
    /** Registered by `defer`, last one first. */
    deferred: AnyBody[] | undefined;
    /** Ends the patience with its clean-up, at `endsAt`. */
    patience: Alarm | undefined;
    endsAt: number;
    /** What it performs, if it is no body of a user's: gives it its name. */
    label: {
        describe(): string;
    } | undefined;
    /** Whose code it runs: an async body that was called, a case of a select. */
    partOf: Fiber<unknown> | undefined;
    /** The host's async context of its next slice; undefined while no program uses any. */
    context: Context | undefined;
}
/** The fields of a fiber; fiber.ts says what it does. */
declare abstract class FiberState<T> extends OperationBase<T> implements Frame {
    readonly id: number;
    readonly body: AnyBody;
    /** Until the body begins. */
    args: readonly unknown[];
    /** The scope it lives in. */
    readonly home: Nursery;
    bindings: Bindings | null;
    /** Neighbours in its home's list of tasks. */
    older: Fiber<unknown> | null;
    younger: Fiber<unknown> | null;
    phase: 'new' | 'live' | 'deferring' | 'done' | 'failed' | 'killed';
    /** What is true of it: QUEUED and the like, which have names below. */
    is: number;
    /** The top of its stack. */
    frame: Frame | null;
    /** Of its body, while that runs. */
    gen: AnyGenerator;
    unwinding: Unwinding | null;
    waiting: Wait<unknown> | null;
    /** When it began to wait, by its scheduler's clock, in whole milliseconds. */
    since: number;
    /** The result or the error; while deferred bodies run, how the body ended. */
    result: unknown;
    joiners: WaitList | null;
    /** `extras`, if there are any. */
    rare: Extras | null;
    constructor(home: Nursery, body: AnyBody, args: readonly unknown[]);
    get below(): null;
    get call(): null;
    get protects(): false;
    get scheduler(): Scheduler;
    /** The scope that it starts tasks in. */
    get nursery(): Nursery;
    set nursery(nursery: Nursery);
    get queued(): boolean;
    set queued(yes: boolean);
    /** Its slice is under way, also while other code runs in the middle of it (a listener, a child's first lines). */
    get running(): boolean;
    set running(yes: boolean);
    /** Its top frame is doomed and running; its next operation is refused. */
    get interrupted(): boolean;
    set interrupted(yes: boolean);
    /** Someone else holds its failure (a future, a select): it does not go to the scope. */
    get held(): boolean;
    set held(yes: boolean);
    /** It serves a thing that was opened in its scope, and ends with that: the scope does not wait for it. */
    get serves(): boolean;
    set serves(yes: boolean);
    get killing(): Kill | null;
    set killing(kill: Kill);
    get abandoned(): Extras['abandoned'];
    set abandoned(how: Extras['abandoned']);
    get asyncBody(): AsyncBody | null;
    set asyncBody(body: AsyncBody);
    get extras(): Extras;
}

/** How a body ended, before deferred bodies have run. */
type End = {
    how: 'done' | 'failed' | 'killed';
    value: unknown;
};
/** What runs a task; see the head of this file. */
declare class Fiber<T> extends FiberState<T> implements Task<T>, Waiter, Runnable {
    get name(): string;
    set name(name: string);
    get state(): TaskState;
    get ended(): boolean;
    get signal(): AbortSignal;
    join(): Wait<T>;
    outcome(): Wait<Outcome<T>>;
    toWait(): Wait<T>;
    kill(reason?: unknown, options?: KillOptions): boolean;
    [Symbol.asyncDispose](): Promise<void>;
    /** How long its clean-up may still take, in milliseconds. */
    get patienceMs(): number;
    /** Does it run code of `fiber`? */
    isPartOf(fiber: Fiber<unknown>): boolean;
    /** How it ended. */
    ending(): Outcome<T>;
    /** Calls `done`, the kernel's own code, in the moment of the end. */
    whenEnded(done: (outcome: Outcome<T>) => void): void;
    woken(wait: Wait<unknown>): void;
    makeReady(): void;
    /** Its slice. */
    step(): void;
    slice(): void;
    attendedSlice(): void;
    sliceEnded(): void;
    resume(): void;
    /** Its body goes on as a generator: the bottom of the stack, which is the fiber itself. */
    runs(gen: AnyGenerator): void;
    /** Puts a frame on the stack; the execution goes on there. */
    push(gen: AnyGenerator, call: Composite<unknown> | null, protects: boolean): Frame;
    /** Calls a body as part of this task; async code in it becomes a task of its own, and is joined. */
    enterBody(body: AnyBody, args: readonly unknown[]): Entered;
    /** The body is async: it ends when its promise settles. */
    follow(promise: PromiseLike<unknown>): void;
    /** In async code: has a kill come that no await has thrown yet? This one will, and all once it is abandoned. */
    refuses(): boolean;
    /** Unwinds down to `target`, which ends with the verdict. */
    interrupt(target: Frame, verdict: Verdict): void;
    /** The body has ended. Deferred bodies run now, shielded; then the task ends. */
    bodyEnded(how: End['how'], value: unknown): void;
    deferredEnded(how: End['how'], value: unknown): void;
    asyncEnd(): void;
    /** It has ended, with all that was deferred. */
    end(how: End['how'], value: unknown): void;
    killNow(kill: Kill): void;
    /** Listeners are user code of this task. */
    abortSignal(kill: Kill): void;
    /** Has its clean-up abandoned, in a slice of its own. */
    giveUp(): void;
}

/** Nobody performs it. */
declare const IDLE = 0;
/** It stands in a list, or its timer runs. */
declare const WAITING = 1;
/** It is over, and its result is still to be taken. */
declare const DONE = 2;
/** It is over, and its error is still to be thrown. */
declare const FAILED = 3;
/** Where a wait stands. */
type Phase = 0 | 1 | 2 | 3 | 4;
/** Who is told that a wait is over: a task, a group, an await. */
interface Waiter {
    woken(wait: Wait<unknown>): void;
}
/** How to wait for one kind of thing. `S` is what a wait of this kind is about: a channel, a task. */
interface Way<S, T = unknown> {
    /** Tries to get through without waiting; if so, the result is in `wait.value`. May throw. */
    attempt(this: void, wait: Wait<T, S>): boolean;
    /**
     * Both at once, where that is hot: gets through, or has `task` wait (`wait.waitIn`). For a way without an owner.
     */
    perform?(this: void, wait: Wait<T, S>, task: Fiber<unknown>): boolean;
    /** Joins the list, or starts the timer, that will complete the wait. */
    enlist(this: void, wait: Wait<T, S>): void;
    /** Undoes `enlist`, at once and without trace. */
    withdraw(this: void, wait: Wait<T, S>): void;
    /** Says what is waited for: `receive on channel "jobs"`. */
    describe(this: void, wait: Wait<T, S>): string;
    /** Makes the result, in the task's own slice. Without it, the result is what stands in `value`. */
    take?(this: void, wait: Wait<T, S>): T;
    /** It was over, but its task was killed before it could take the result: gives back what it got. */
    discard?(this: void, wait: Wait<T, S>): void;
    /** A group is told that a member is over. */
    woken?(this: void, wait: Wait<T, S>, member: Wait<unknown>): void;
    /** What is waited for comes from outside: a promise, a callback, a signal. */
    external?(this: void, wait: Wait<T, S>): boolean;
    /** Who must act, where the wait belongs to tasks: a lock's holder, the task that is joined. Of several, each. */
    owner?(this: void, wait: Wait<T, S>): Fiber<unknown> | readonly Fiber<unknown>[] | null;
    /** What is waited for is held by its owner, as a lock is; else its description names who must act. */
    held?: boolean;
    /** The waits inside a group. */
    members?(this: void, wait: Wait<T, S>): readonly Wait<unknown>[];
    /** The subject of a copy, where it holds the state of one wait. Without it, the subject is shared. */
    copy?(this: void, subject: S): S;
}
/** A way with all its functions, so that all ways have one shape. */
declare class FullWay<S, T> {
    readonly attempt: Way<S, T>['attempt'];
    readonly perform: NonNullable<Way<S, T>['perform']> | null;
    readonly enlist: Way<S, T>['enlist'];
    readonly withdraw: Way<S, T>['withdraw'];
    readonly describe: Way<S, T>['describe'];
    readonly take: NonNullable<Way<S, T>['take']> | null;
    readonly discard: NonNullable<Way<S, T>['discard']>;
    readonly woken: NonNullable<Way<S, T>['woken']>;
    readonly copy: NonNullable<Way<S, T>['copy']>;
    readonly external: NonNullable<Way<S, T>['external']>;
    readonly owner: NonNullable<Way<S, T>['owner']> | null;
    readonly held: boolean;
    readonly members: NonNullable<Way<S, T>['members']>;
    constructor(way: Way<S, T>);
}

/** Defines a way to wait. */
declare function way<S, T = unknown>(functions: Way<S, T>): FullWay<S, T>;
/** A primitive operation, its iterator and its place in a wait list in one; see the head of this file. */
declare class Wait<T, S = unknown> extends OperationBase<T> {
    readonly way: FullWay<S, T>;
    readonly subject: S;
    /** What is to be sent, where the way needs that. */
    readonly message: unknown;
    phase: Phase;
    waiter: Waiter | null;
    /** The result or the error, when it is over. */
    value: unknown;
    /** A number that its way may use: when it was handed its value, the entry of its timer. */
    ticket: number;
    /** Neighbours in the wait list that this stands in. */
    before: Wait<unknown> | null;
    after: Wait<unknown> | null;
    constructor(how: FullWay<S, T>, subject: S, message?: unknown);
    toWait(): Wait<T, S>;
    /** For a primitive that hands out one wait to all: this, if nobody performs it. */
    handOut(): Wait<T, S>;
    copy(): Wait<T, S>;
    /** `yield*` calls this twice: to perform the wait, and when the task resumes. */
    next(): IteratorResult<never, T>;
    /** Gets through, or has the task wait. */
    performedBy(task: Fiber<unknown>): boolean;
    /** The task waits from now on. */
    begins(task: Fiber<unknown>): void;
    /** The task waits from now on, in this line; for `perform`. */
    waitIn(list: WaitList, task: Fiber<unknown>): false;
    /** A kill asks here twice: with MARK when it looks for frames, and when it unwinds them. */
    return(value?: unknown): IteratorResult<never, T>;
    throw(error: unknown): never;
    /** Tries to get through without waiting; if so, `take` gives the result. */
    attempt(): boolean;
    /** As `attempt`, for a group: until the result is taken, nobody else may perform this. */
    attemptFor(group: Waiter): boolean;
    /** Starts waiting on behalf of `waiter`. */
    begin(waiter: Waiter): void;
    /** The result, for the task that now has its turn; or the error, thrown. */
    take(): T;
    /** Ends the wait without a result: its task was killed, or it lost a select. */
    takeBack(): void;
    /** As `takeBack`, of a wait that belongs to a group: it is free again. */
    release(): void;
    /** As `release`, if it is `group` that performs this. */
    releaseFrom(group: Waiter): void;
    describe(): string;
    /** Ends the wait with a result. */
    complete(value: unknown): void;
    /** Ends the wait; its way makes the result when it is taken. */
    wake(): void;
    /** As a timer: its time has come. */
    fire(): void;
    /** Ends the wait with an error. */
    fail(error: unknown): void;
    /** Ends the wait with an error that its way throws when it is taken, in the task's own slice. */
    failLater(): void;
    /** A member of this group is over. */
    woken(member: Wait<unknown>): void;
    reset(): void;
}

declare const trap: unique symbol;
/** What a task hands to the scheduler. Only `yield*` on an operation produces it. */
interface YieldOnlyOperations {
    readonly [trap]: never;
}
/** The generator type of a task body. */
type Coroutine<T> = Generator<YieldOnlyOperations, T, unknown>;
/** What may be started as a task: a generator function, an async one or a plain one. */
type Body<T, A extends unknown[] = []> = (...args: A) => Coroutine<T> | Promise<T> | T;
/**
 * A wait, as a value. `yield*` performs it in a task, `await` in async code, `select` among others;
 * until then it does nothing. It can be performed again, also twice at once.
 *
 * @example
 * import { run, sleep } from 'offshoot';
 *
 * const nap = sleep(1).map(() => 'rested');
 * await run(function* () {
 *   return yield* nap;
 * }) // => 'rested'
 */
interface Operation<out T> extends PromiseLike<T> {
    [Symbol.iterator](): Iterator<YieldOnlyOperations, T, unknown>;
    /** Throws TypeError: in async code an operation is performed with `await`. */
    [Symbol.asyncIterator](): 'An operation is performed with await in async code';
    /** The same wait; `f` makes its result, in the task that performs it, after it resumes. */
    map<U>(f: (value: T) => U): Operation<U>;
    /** The same wait for at most `ms` milliseconds; then it is taken back: TimeoutError, nothing is lost. */
    timeout(ms: number): Operation<T>;
    /** The same wait until `signal` aborts; then it is taken back and the signal's reason is thrown. */
    abortOn(signal: AbortSignal): Operation<T>;
    /** Performs it now and gives a real promise, for what wants `.catch` and `.finally`. */
    promise(signal?: AbortSignal): Promise<T>;
}
/** The base of all operations. */
declare abstract class OperationBase<T> implements Operation<T> {
    /** The wait that performs this: itself if it is free, else one like it. */
    abstract toWait(): Wait<T> | Composite<T>;
    [Symbol.iterator](): Iterator<YieldOnlyOperations, T, unknown>;
    [Symbol.asyncIterator](): 'An operation is performed with await in async code';
    map<U>(f: (value: T) => U): Operation<U>;
    timeout(ms: number): Operation<T>;
    abortOn(signal: AbortSignal): Operation<T>;
    promise(signal?: AbortSignal): Promise<T>;
    then<R1 = T, R2 = never>(ok?: ((value: T) => R1 | PromiseLike<R1>) | null, no?: ((reason: unknown) => R2 | PromiseLike<R2>) | null): PromiseLike<R1 | R2>;
}
/** Is this an operation, of this copy of the package or another? */
declare function isOperation(value: unknown): value is OperationBase<unknown>;

/** What an operation gives. */
type ValueOf<O> = O extends Operation<infer T> ? T : never;
/** Operations by name. A case that is false, null or undefined is switched off (Go's nil channel). */
type Cases = Record<string, Operation<unknown> | false | null | undefined>;
/** Performs exactly one of several operations. */
interface Select {
    /** Many operations of one kind: the key is the index. */
    <O extends readonly Operation<unknown>[]>(cases: O): Operation<{
        key: number;
        value: ValueOf<O[number]>;
    }>;
    <C extends Cases>(cases: C): Operation<{
        [K in keyof C]: [Extract<C[K], Operation<unknown>>] extends [never] ? never : {
            key: K;
            value: ValueOf<C[K]>;
        };
    }[keyof C]>;
    /** Performs one that is ready, or gives undefined: never waits. */
    now<C extends Cases>(cases: C): {
        [K in keyof C]: [Extract<C[K], Operation<unknown>>] extends [never] ? never : {
            key: K;
            value: ValueOf<C[K]>;
        };
    }[keyof C] | undefined;
}
/**
 * Waits until one of several operations can be performed, performs that one, and takes back the
 * others: a primitive that loses has consumed nothing, a composite one (which starts as a child
 * task) is killed, and its clean-up has ended when select returns. Among ready ones it picks evenly.
 *
 * Rejects with the error of a case that fails; the error's `case` names it.
 *
 * @throws RangeError if there is no case, or all are switched off; TypeError for what is no operation.
 * @example
 * import { channel, run, select, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   const messages = channel<string>(1);
 *   messages.trySend('hello');
 *   const got = yield* select({ message: messages.receive(), late: sleep(100) });
 *   return got.key === 'message' ? got.value : 'nothing came';
 * }) // => 'hello'
 */
declare const select: Select;
/**
 * The result of the first of several operations; the others are taken back or killed.
 *
 * @throws RangeError if there is none; the error of the first, if it fails.
 * @example
 * import { race, run, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   return yield* race([sleep(1).map(() => 'hare'), sleep(50).map(() => 'tortoise')]);
 * }) // => 'hare'
 */
declare function race<const O extends readonly Operation<unknown>[]>(ops: O): Operation<ValueOf<O[number]>>;

/**
 * Performs all of several operations at once, and gives their results in order. If one fails, the
 * others are taken back or killed, and its error is thrown. Composite: what it had received is lost
 * with a kill.
 *
 * @throws TypeError for what is no operation; the first error.
 * @example
 * import { all, run, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   return yield* all([sleep(2).map(() => 'a'), sleep(1).map(() => 'b')]);
 * }) // => ['a', 'b']
 */
declare function all<const O extends readonly Operation<unknown>[]>(ops: O): Operation<{
    -readonly [K in keyof O]: ValueOf<O[K]>;
}>;

/**
 * Starts a task in the current scope. Acts at once; the body begins when its turn comes.
 *
 * Costs some 430 B and a microsecond with a shared body. Give a body its arguments rather than a
 * closure of its own: V8 makes a map and a prototype for each new generator function.
 *
 * @throws NoTaskError outside a task; ClosedError if the scope has ended; TypeError if `body` is no function.
 * @example
 * import { go, run } from 'offshoot';
 *
 * function* double(n: number) {
 *   return 2 * n;
 * }
 * await run(function* () {
 *   const task = go(double, 21);
 *   return yield* task;
 * }) // => 42
 */
declare function go<T, A extends unknown[]>(body: (...args: A) => Operation<T>, ...args: A): Task<T>;
declare function go<T, A extends unknown[]>(body: (...args: A) => Coroutine<T> | Promise<T> | T, ...args: A): Task<T>;
/**
 * Calls a body as a subroutine: `yield* call(f, x)` gives what f returns. Unlike `yield* f(x)` it
 * costs O(1) to resume at any depth, and 100,000 calls deep are no stack overflow. Composite.
 *
 * @throws what the body throws; TypeError if `body` is no function.
 * @example
 * import { call, run, type Coroutine } from 'offshoot';
 *
 * function* depth(n: number): Coroutine<number> {
 *   return n === 0 ? 0 : 1 + (yield* call(depth, n - 1));
 * }
 * await run(() => depth(50_000)) // => 50000
 */
declare function call<T, A extends unknown[]>(body: (...args: A) => Coroutine<T> | Promise<T> | T, ...args: A): Operation<T>;
/**
 * Runs `body` in a scope of its own, and waits until all tasks started in it have ended; then what
 * was opened in it is closed, newest first. A failure in one kills the others and comes out here;
 * several come out as one AggregateError. Composite.
 *
 * @example
 * import { run, scope, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   const said: string[] = [];
 *   yield* scope(function* (s) {
 *     s.go(function* () {
 *       yield* sleep(1);
 *       said.push('child');
 *     });
 *     said.push('body');
 *   });
 *   return said;
 * }) // => ['body', 'child']
 */
declare function scope<T>(body: (scope: Scope) => Operation<T>): Operation<T>;
declare function scope<T>(body: (scope: Scope) => Coroutine<T> | Promise<T> | T): Operation<T>;
/** `scope` for a generator of ours: without a frame of its own. A body without `args` is given the scope. */
declare function inScope<A extends unknown[]>(body: Body<unknown, A>, args?: Readonly<A>): Coroutine<unknown>;
/**
 * Runs `body` to its end even if the task is killed meanwhile; the kill waits until it is through.
 * Composite. `kill` with `within` ends a shield, too, when its time is over.
 *
 * @example
 * import { go, run, shield, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   let saved = false;
 *   const task = go(function* () {
 *     yield* shield(function* () {
 *       yield* sleep(1);
 *       saved = true;
 *     });
 *   });
 *   yield* sleep(0);
 *   task.kill();
 *   yield* task.outcome();
 *   return saved;
 * }) // => true
 */
declare function shield<T>(body: () => Operation<T>): Operation<T>;
declare function shield<T>(body: () => Coroutine<T> | Promise<T> | T): Operation<T>;
/**
 * Runs `body` for at most `ms` milliseconds, in a scope of its own: when they are over, the tasks
 * inside are killed, and TimeoutError comes out when their clean-up has ended. Deadlines nest: the
 * nearest wins. Composite.
 *
 * @example
 * import { deadline, run, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   try {
 *     yield* deadline(5, () => sleep(1000));
 *   } catch (error) {
 *     return String(error);
 *   }
 *   return 'in time';
 * }) // => 'TimeoutError: the deadline: it did not end within 5 ms'
 */
declare function deadline<T>(ms: number, body: () => Operation<T>): Operation<T>;
declare function deadline<T>(ms: number, body: () => Coroutine<T> | Promise<T> | T): Operation<T>;
/**
 * Registers `body` to run when the current task ends, however it ends: last registered first. It may
 * wait, and a kill does not reach it. Acts at once.
 *
 * @throws NoTaskError outside a task.
 * @example
 * import { defer, go, run } from 'offshoot';
 *
 * await run(function* () {
 *   const said: string[] = [];
 *   yield* go(function* () {
 *     defer(() => void said.push('first registered'));
 *     defer(() => void said.push('last registered'));
 *     said.push('body');
 *   });
 *   return said;
 * }) // => ['body', 'last registered', 'first registered']
 */
declare function defer(body: () => Coroutine<void> | Promise<void> | Operation<void> | void): void;
/**
 * Opens something, runs `body` with it, and disposes of it however the body ends; a kill between the
 * two does not lose it. Composite.
 *
 * @throws TypeError if what was opened has no Symbol.dispose and no Symbol.asyncDispose.
 * @example
 * import { run, until, using } from 'offshoot';
 *
 * const file = { text: 'hello', [Symbol.dispose]() { this.text = ''; } };
 * await run(function* () {
 *   const length = yield* using(until(Promise.resolve(file)), function* (f) {
 *     return f.text.length;
 *   });
 *   return [length, file.text];
 * }) // => [5, '']
 */
declare function using<R extends Disposable | AsyncDisposable, T>(open: Operation<R>, body: (resource: R) => Coroutine<T>): Operation<T>;

/** The fiber that is running; NoTaskError where none is known. */
declare function currentFiber(what?: string): Fiber<unknown>;
/**
 * The task that is running. Acts at once.
 *
 * @throws NoTaskError outside a task, and after an `await` where there is no async context (browsers).
 * @example
 * import { currentTask, run } from 'offshoot';
 *
 * await run(function* () {
 *   return currentTask().state;
 * }) // => 'running'
 */
declare function currentTask(): Task<unknown>;

/** What settles a future of another place. */
interface Settler {
    /** Hears of each who begins (1) or ends (-1) to wait. */
    watch(by: 1 | -1): void;
    /** Hears at once how it has ended, whoever has ended it. */
    ended(outcome: Outcome<unknown>): void;
    /** It stands outside of this program. */
    readonly external: boolean;
}
/** Work on a result that is killed when nobody wants that any more: a task, a job. */
interface Killable {
    kill(reason?: unknown): unknown;
}
/**
 * The result of work elsewhere. It is set once, or fails, or is cancelled; as an operation it waits
 * for that. A failure waits in it and is thrown at whoever asks.
 *
 * @example
 * import { Future, run } from 'offshoot';
 *
 * await run(function* () {
 *   const answer = new Future<number>();
 *   answer.set(42);
 *   return yield* answer;
 * }) // => 42
 */
declare class Future<T> extends OperationBase<T> {
    #private;
    /** A future that `cancel` can stop the work of: that is killed, with the reason. */
    static stoppedBy<T>(work: Killable): Future<T>;
    /** A future that is settled from another place. */
    static settledBy<T>(settler: Settler): Future<T>;
    /** Gives it its value. Acts at once; ignored if it was cancelled. @throws TypeError if it is set already. A computation behind it is killed. */
    set(value: T): void;
    /** Makes it fail. Acts at once; ignored if it was cancelled. @throws TypeError if it is set already. */
    setError(error: unknown): void;
    /** Waits for the value; rethrows a failure; CancelledError if it was cancelled. */
    get(): Operation<T>;
    /** The value, if there is one by now; rethrows a failure. Never waits. */
    tryGet(): {
        value: T;
    } | undefined;
    /** Gives up the result, and kills the computation behind it, if there is one. False if it had ended. */
    cancel(reason?: unknown): boolean;
    get cancelled(): boolean;
    /** How far the work is, as `setProgress` said; 0 to begin with. */
    get progress(): number;
    /** Says how far the work is: any number, by custom from 0 to 1. Acts at once. */
    setProgress(n: number): void;
    /** Calls `f` at each progress, in a turn of its own; the function that comes back stops that. */
    onProgress(f: (n: number) => void): () => void;
    /** Calls `f` once with the outcome, in a turn of its own, also if it has ended already. */
    onDone(f: (outcome: Outcome<T>) => void): () => void;
    toWait(): Wait<T>;
}
/** Is it still to be settled? */
declare function isPending(future: Future<unknown>): boolean;
/**
 * Starts a computation in the background, in the current scope. Its failure does not end the scope:
 * it waits in the future. `cancel` kills the computation.
 *
 * @throws NoTaskError outside a task; TypeError if `body` is no function.
 * @example
 * import { future, run } from 'offshoot';
 *
 * await run(function* () {
 *   const doubled = future(function* (n: number) {
 *     return 2 * n;
 *   }, 21);
 *   return yield* doubled;
 * }) // => 42
 */
declare function future<T, A extends unknown[]>(body: (...args: A) => Operation<T>, ...args: A): Future<T>;
declare function future<T, A extends unknown[]>(body: (...args: A) => Coroutine<T> | Promise<T> | T, ...args: A): Future<T>;

/** How to run. */
interface RunOptions {
    /** Asks the program to stop. */
    signal?: AbortSignal;
    /** Of the generator behind `select`; a run with the same seed chooses alike. Default: a fresh one. */
    seed?: number;
    /** What the program is called in messages. Default: main's name. */
    name?: string;
    /**
     * How long tasks run before the event loop has a turn, in milliseconds. Default: 0.05 while the loop
     * has work, up to 0.15 while it has none.
     */
    slice?: number;
    /**
     * A task that runs for longer without a wait, in milliseconds, is reported afterwards: nothing else had a
     * turn meanwhile. Infinity: never. Default: 100.
     */
    slowMs?: number;
    /** How long clean-up may take at the end before it is abandoned, in milliseconds. Default: 5000. */
    within?: number;
    /**
     * What happens when the event loop is empty, all tasks wait, and nothing outside can wake one:
     * `run` rejects with DeadlockError, or it is reported, or nothing. Default: error.
     */
    deadlock?: 'error' | 'report' | 'off';
}
/** Refuses to start programs while a place imports a module: it would start itself again in each worker. */
declare function refuseWhileLoading(what: string): void;
/**
 * Runs a program: `main` is its first task, in a scope of its own. When main returns, tasks that still
 * run are killed (their clean-up runs), then what was opened is closed, newest first.
 *
 * Resolves with main's result; rejects with what came out of its scope.
 *
 * @throws RangeError or TypeError for a wrong option; StartedWhileLoadingError in a worker's import.
 * @example
 * import { run, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   yield* sleep(1);
 *   return 42;
 * }) // => 42
 */
declare function run<T>(main: (scope: Scope) => Coroutine<T> | Promise<T> | T, options?: RunOptions): Promise<Awaited<T>>;
/** Runs a program on a scheduler that somebody made: with a clock of his own, or another order. */
declare function runOn<T>(scheduler: Scheduler, main: Body<T, [Scope]>, options?: RunOptions): Promise<Awaited<T>>;
/** The programs that run in this thread. */
declare function programs(): {
    name: string;
    tasks: number;
    stop(reason?: unknown): void;
}[];

/**
 * Waits `ms` milliseconds; Infinity is for ever. Costs O(log n) among n sleepers.
 *
 * @throws RangeError if `ms` is negative or NaN, TypeError if it is no number.
 * @example
 * import { now, run, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   const before = now();
 *   yield* sleep(5);
 *   return now() - before >= 5;
 * }) // => true
 */
declare function sleep(ms: number): Operation<void>;
/**
 * The time in milliseconds, from an arbitrary start, by the clock of the task's scheduler. Acts at once.
 *
 * @example
 * import { now } from 'offshoot';
 *
 * now() <= now() // => true
 */
declare function now(): number;
/**
 * Gives the other ready tasks a turn. Waits until all that are ready now have had theirs.
 *
 * @example
 * import { go, pause, run } from 'offshoot';
 *
 * await run(function* () {
 *   const said: string[] = [];
 *   go(function* () { said.push('other'); });
 *   yield* pause();
 *   return [...said, 'I'];
 * }) // => ['other', 'I']
 */
declare function pause(): Operation<void>;

/** Resumes or fails the wait; only the first call counts. Gives back how to undo what it started. */
type Start<T> = (resume: (value: T) => void, fail: (error: unknown) => void) => (() => void) | void;
/**
 * Wraps a callback API: `start` runs when the operation is performed and calls `resume` or `fail`
 * once, now or later. The function that it returns is called once, however the wait ends: it removes
 * listeners, clears timers, cancels the request.
 *
 * @throws what `fail` is called with, or `start` throws.
 * @example
 * import { operation, run } from 'offshoot';
 *
 * const soon = operation<string>((resume) => {
 *   const timer = setTimeout(() => resume('rang'), 1);
 *   return () => clearTimeout(timer);
 * });
 * await run(function* () {
 *   return yield* soon;
 * }) // => 'rang'
 */
declare function operation<T>(start: Start<T>): Operation<T>;

/** Node's EventEmitter, by its shape. */
interface EmitterLike {
    on(name: any, listener: (...args: any[]) => void): unknown;
    off(name: any, listener: (...args: any[]) => void): unknown;
}
/** The web's EventTarget, by its shape. */
interface TargetLike {
    addEventListener(name: string, listener: (event: any) => void): void;
    removeEventListener(name: string, listener: (event: any) => void): void;
}
/** Listens to an emitter of either kind; the function that comes back stops. */
declare function listen(source: EmitterLike | TargetLike, name: string | symbol, listener: (...args: unknown[]) => void): () => void;
/**
 * Waits for the next event of that name: the listener's arguments. It listens only while it waits;
 * in a loop use `events`, which misses nothing in between. An 'error' event of an EventEmitter, when
 * something else is waited for, is thrown.
 *
 * @example
 * import { EventEmitter } from 'node:events';
 * import { go, once, run } from 'offshoot';
 *
 * const emitter = new EventEmitter();
 * await run(function* () {
 *   go(() => void emitter.emit('data', 'hello', 1));
 *   return yield* once(emitter, 'data');
 * }) // => ['hello', 1]
 */
declare function once<A extends unknown[] = unknown[]>(emitter: EmitterLike, name: string | symbol): Operation<A>;
declare function once<E = Event>(target: TargetLike, name: string): Operation<[E]>;

/**
 * Waits for a promise. Given a function, calls it when the wait is performed, with a signal that is
 * aborted if the wait is taken back; so `until((signal) => fetch(url, { signal }))` can be killed.
 * A bare promise cannot be stopped: it is no longer waited for.
 *
 * @throws what the promise rejects with; TypeError if it is neither promise nor function.
 * @example
 * import { run, until } from 'offshoot';
 *
 * await run(function* () {
 *   return yield* until(Promise.resolve('kept'));
 * }) // => 'kept'
 */
declare function until<T>(promise: PromiseLike<T> | ((signal: AbortSignal) => PromiseLike<T>)): Operation<T>;

/** Names a value in a message: `'3'`, `NaN`, `a Promise`, `function tick`. Never throws. */
declare function describeValue(value: unknown): string;
/** The error for an argument of the wrong kind: `ms must be a number, not 'soon'`. `hint` says what to write. */
declare function wrongType(name: string, what: string, value: unknown, hint?: string): TypeError;
/** The error for an argument of the right kind with a value that cannot be. */
declare function outOfRange(name: string, what: string, value: unknown): RangeError;
/** An object of options. */
declare function checkObject(name: string, value: unknown): void;
/** Refuses what is no number (TypeError) or lies outside `min` to Infinity (RangeError). */
declare function checkNumber(name: string, value: unknown, min: number, what: string): number;
/** A duration: a number of milliseconds, 0 or more; Infinity is for ever. */
declare function checkDuration(name: string, value: unknown): number;
/** A whole number from `min` up; Infinity only where `unbounded` says so. */
declare function checkCount(name: string, value: unknown, min: number, unbounded?: boolean): number;
/** Something that can be called. */
declare function checkFunction(name: string, value: unknown): void;
/** Refuses an option that does not exist: a slip of the pen would otherwise be the default. */
declare function checkNames(of: string, options: unknown, known: readonly string[]): void;

/** Is told of an error. */
type Note = (error: unknown) => void;
/** Runs `body`; then, however it ended, `cleanUp`, shielded. Throws what either threw, both as one AggregateError. */
declare function withCleanUp<T>(body: () => Coroutine<T>, cleanUp: (note: Note) => Coroutine<void>): Coroutine<T>;

/** When the deadlines around `fiber` end, by its scheduler's clock; Infinity without one. */
declare function dueAt(fiber: Fiber<unknown>): number;

/** A task that waits: its name, what for, and since when (by `now()`, in milliseconds). */
interface Waiting {
    task: string;
    on: string;
    since: number;
}
/** Throws DeadlockError if `owner`, who was just made the owner of something, waits for itself by that. */
declare function refuseOwner(owner: Fiber<unknown>): void;
/** The task that performs `wait` by itself: not in a select, not with a limit, not by an await. */
declare function performerOf(wait: Wait<unknown>): Fiber<unknown> | null;

/** Told what tasks do, as it happens; runs inside the scheduler, so it must be quick and not throw. */
interface Observer {
    /** It lives; its first turn is to come. */
    started?(task: Task<unknown>): void;
    /** Its slice begins. */
    resumed?(task: Task<unknown>): void;
    /** Its slice is over, and it has not ended. */
    suspended?(task: Task<unknown>): void;
    /** It has ended, and says how. */
    ended?(task: Task<unknown>): void;
}
/**
 * Sets the observer, and gives back the one there was.
 *
 * @example
 * import { go, run } from 'offshoot';
 * import { observe } from 'offshoot/kernel';
 *
 * const ended: string[] = [];
 * observe({ ended: (task) => ended.push(task.name) });
 * await run(function* main() {
 *   yield* go(function* child() {});
 * });
 * observe(null);
 * ended // => ['child', 'main']
 */
declare function observe(next: Observer | null): Observer | null;

/** What is reported: a short stable `kind`, a sentence, and the error behind it, if there is one. */
interface Report {
    kind: 'abandoned' | 'callback' | 'deadlock' | 'slow' | 'unperformed' | 'worker';
    message: string;
    error?: unknown;
}
type Reporter = (report: Report) => void;
/** Reports what nobody waits for. Acts at once. */
declare function report(what: Report): void;
/** Sends reports elsewhere; without an argument, back to the console. Gives back the reporter there was. */
declare function reportTo(next?: Reporter): Reporter;

/** A function has no address under which another place could find it. */
declare class NotPortableError extends OffshootError<'OFFSHOOT_NOT_PORTABLE'> {
    readonly code = "OFFSHOOT_NOT_PORTABLE";
}
/** A value cannot travel; the message names the path to it. */
declare class CodecError extends OffshootError<'OFFSHOOT_CODEC'> {
    readonly code = "OFFSHOOT_CODEC";
}
/** The worker that was to do this is gone, and the work cannot be carried on. */
declare class WorkerLostError extends OffshootError<'OFFSHOOT_WORKER_LOST'> {
    readonly code = "OFFSHOOT_WORKER_LOST";
    /** What the worker was called. */
    readonly worker?: string;
    /** What it ended with, unless a signal ended it. */
    readonly exitCode?: number;
    /** Which signal ended it, if it was a process: 'SIGKILL'. */
    readonly signal?: string;
    /** The job that did not answer when it was killed, where that ended the worker. */
    readonly by?: string;
}
/** An error of a class that this side does not know; `remoteStack` is the stack it had there. */
declare class RemoteError extends OffshootError<'OFFSHOOT_REMOTE'> {
    readonly code = "OFFSHOOT_REMOTE";
    readonly remoteStack: string;
    constructor(message: string, remoteStack: string, options?: ErrorCause);
}
/** The link to another place broke, or its other end is gone: what was under way may have arrived, or not. */
declare class LinkLostError extends OffshootError<'OFFSHOOT_LINK_LOST'> {
    readonly code = "OFFSHOOT_LINK_LOST";
}
/** Something that runs was asked to run again, before it was through: a circle. */
declare class ReentrantError extends OffshootError<'OFFSHOOT_REENTRANT'> {
    readonly code = "OFFSHOOT_REENTRANT";
}

/**
 * For time that is not the host's: nothing on this scheduler is ready and no timer runs. Its programs
 * are told, as the empty loop tells them; true if that made something ready.
 */
declare function sleepsOn(scheduler: Scheduler): boolean;
/** The tasks on this scheduler that something outside may wake. */
declare function waitOutside(scheduler: Scheduler): Waiting[];

/** An operation that was made, and that nobody can perform any more. */
interface NeverPerformed {
    /** `sleep of 5 ms`. */
    readonly what: string;
    /** The task that made it, if one did. */
    readonly task: string | undefined;
    /** File, line and column. */
    readonly where: string;
}
/** Reports each place once in this process; after so many places only how many more there are. */
declare function reportNeverPerformed(gone: readonly NeverPerformed[]): void;
/** Says what was forgotten, and where. */
declare function describeNeverPerformed({ what, where, task }: NeverPerformed): string;
/**
 * Watches the operations that tasks of one scheduler make, until the function that comes back is
 * called: it promises those that were never performed, one for each place. `evenInterrupted`: also those
 * whose makers were killed.
 */
declare function watchSimulated(scheduler: Scheduler): (evenInterrupted: boolean) => Promise<NeverPerformed[]>;

export { Alarm, CancelledError, ClosedError, CodecError, Composite, DONE, DeadlockError, FAILED, Fiber, FullWay, Future, IDLE, KilledError, LinkLostError, MailboxFullError, NoTaskError, NotPortableError, OffshootError, OperationBase, RandomReady, ReentrantError, RemoteError, Scheduler, SeededRandom, StartedWhileLoadingError, TimeoutError, WAITING, Wait, WaitList, WorkerLostError, afterIO, all, bindCrossed, bindingOf, builtin, call, checkCount, checkDuration, checkFunction, checkNames, checkNumber, checkObject, composite, crossing, currentFiber, currentScheduler, currentTask, deadline, defer, describeNeverPerformed, describeValue, dueAt, future, go, inScope, isOperation, isPending, isThenable, isWaitable, listen, local, now, observe, once, operation, outOfRange, pause, performerOf, programs, race, refuseOwner, refuseWhileLoading, report, reportNeverPerformed, reportTo, run, runOn, scope, select, shared, shield, sleep, sleepsOn, until, using, waitOutside, watchSimulated, way, whoIsRunning, withCleanUp, wrongType };
export type { Bindings, Body, Cases, Clock, Closer, Coroutine, EmitterLike, ErrorCause, KillOptions, Local, NeverPerformed, Note, Observer, Operation, Outcome, Phase, Program, Random, ReadyQueue, Report, RunOptions, Runnable, SchedulerOptions, Scope, Select, Settler, Start, TargetLike, Task, TaskState, Timed, ValueOf, Waiter, Way, YieldOnlyOperations };
