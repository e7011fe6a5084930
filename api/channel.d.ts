// offshoot/channel, as of `npm run api`. Not published: the package's own declarations are.

import { Operation, Coroutine, EmitterLike, TargetLike } from 'offshoot/kernel';

/** Values in the order in which they came. */
declare class Buffer<T> {
    #private;
    length: number;
    push(value: T): void;
    /** The oldest value. Only if there is one. */
    shift(): T;
}
/** Values that come back from tasks that were killed before they could take them, in the order of their turns. */
declare class Returned<T> {
    #private;
    get length(): number;
    /** Mostly they come back in order, or (a scope that is killed) in the opposite one. */
    add(turn: number, value: T): void;
    shift(): T;
}

/** The half of a channel that takes values in. */
interface Sender<in T> {
    /** Waits until the value is buffered or handed over. Primitive. ClosedError once closed. */
    send(value: T): Operation<void>;
    /** Sends if that needs no waiting, and tells whether it did. ClosedError once closed. */
    trySend(value: T): boolean;
    /** No more values: receivers drain what is buffered, then it ends, with `error` if there is one. */
    close(error?: unknown): void;
    readonly closed: boolean;
}
/** The half of a channel that gives values out. */
interface Receiver<out T> extends AsyncIterable<T> {
    /** Waits for a value. Primitive. Once closed and drained: ClosedError, or what it was closed with. */
    receive(): Operation<T>;
    /** Waits for a value, or the end as a value: `{ done: true }`. Primitive. Throws what it was closed with. */
    next(): Operation<IteratorResult<T, undefined>>;
    /** Receives if that needs no waiting. Once closed and drained: as `receive`. */
    tryReceive(): {
        value: T;
    } | undefined;
    readonly closed: boolean;
    readonly length: number;
}
/** What a channel says of itself. */
interface ChannelStatistics {
    name: string;
    capacity: number;
    /** Values in the buffer. */
    length: number;
    senders: number;
    receivers: number;
    closed: boolean;
}
/** Both halves. */
interface Channel<in out T> extends Sender<T>, Receiver<T> {
    /** What it is called in messages; `channel` unless it is set. */
    name: string;
    readonly capacity: number;
    readonly closed: boolean;
    readonly length: number;
    statistics(): ChannelStatistics;
}
/**
 * Makes a channel that buffers up to `capacity` values; with 0 a sender and a receiver meet.
 *
 * A send waits while the buffer is full; a killed, timed-out or lost wait leaves no trace in it.
 * Serves in order of arrival. `for await` works on it in async code, `each` in a task.
 *
 * @throws RangeError if `capacity` is no whole number from 0 up, or Infinity; TypeError if it is no number.
 * @example
 * import { channel, go, run } from 'offshoot';
 *
 * await run(function* () {
 *   const jobs = channel<string>();
 *   go(function* () {
 *     yield* jobs.send('first');
 *     jobs.close();
 *   });
 *   return [yield* jobs.next(), yield* jobs.next()].map((r) => r.value ?? 'end');
 * }) // => ['first', 'end']
 */
declare function channel<T>(capacity?: number): Channel<T>;

type Source<T> = Receiver<T> | AsyncIterable<T> | Iterable<T>;
/**
 * Runs `body` for each value, one after the other, until the source ends. Composite.
 *
 * @throws what the body or the source throws; TypeError if the source cannot be iterated.
 * @example
 * import { channel, each, go, run } from 'offshoot';
 *
 * await run(function* () {
 *   const numbers = channel<number>();
 *   go(function* () {
 *     for (const n of [1, 2, 3]) yield* numbers.send(n);
 *     numbers.close();
 *   });
 *   let sum = 0;
 *   yield* each(numbers, function* (n) {
 *     sum += n;
 *   });
 *   return sum;
 * }) // => 6
 */
declare function each<T>(source: Source<T>, body: (value: T) => Coroutine<void> | Promise<void> | void): Operation<void>;

/** How much is kept, and what gives way. */
interface BufferOptions {
    /** How many events are kept until they are received. Default: 100. */
    capacity?: number;
    /** What happens to one that finds it full. Default: `fail`, which closes the channel with MailboxFullError. */
    onFull?: 'dropNewest' | 'dropOldest' | 'fail';
}
/**
 * Listens to an emitter from now until the scope ends, and gives its events as a channel; each is the
 * list of the listener's arguments. Acts at once.
 *
 * @throws NoTaskError outside a task; RangeError or TypeError for wrong options.
 * @example
 * import { EventEmitter } from 'node:events';
 * import { events, run } from 'offshoot';
 *
 * const emitter = new EventEmitter();
 * await run(function* () {
 *   const data = events<[string]>(emitter, 'data');
 *   emitter.emit('data', 'hello');
 *   emitter.emit('data', 'world');
 *   return [...(yield* data.receive()), ...(yield* data.receive())];
 * }) // => ['hello', 'world']
 */
declare function events<A extends unknown[] = unknown[]>(emitter: EmitterLike, name: string | symbol, options?: BufferOptions): Receiver<A>;
declare function events<E = Event>(target: TargetLike, name: string, options?: BufferOptions): Receiver<[E]>;

/** Who is told what becomes of a reservation. */
interface Reserver {
    /** It is offered a value; `turn` is its place in the channel's order. */
    offered(value: unknown, turn: number): void;
    /** There will be none: the channel is closed and drained. `error` is undefined for a plain close. */
    ended(error: unknown): void;
}
/** Somebody elsewhere who wants to send. */
interface FarSender {
    /** A receiver waits: will he give it? He answers with `given` or `refused`. */
    asked(): void;
}
/** Acts for all in one other place; is told what they may have to know. */
interface Visitor {
    /** Does anybody there receive? */
    readonly receives: boolean;
    /** Somebody who is not there waits to receive. */
    othersWait(): void;
    /** The channel was closed; `error` is undefined for a plain close. */
    closed(error: unknown): void;
}
/** A receive on behalf of somebody elsewhere. */
interface Reservation {
    /** Takes what is offered, for good. False if its sender has left meanwhile: there is nothing to take. */
    commit(): boolean;
    /** After that: stands in line again, as the first. */
    again(): void;
    /** Leaves the line; what is offered is the next one's. */
    cancel(): void;
}
/** What those elsewhere put into, and close: a channel, or what stands behind a queue. */
interface Inlet {
    readonly name: string;
    readonly capacity: number;
    readonly closed: boolean;
    send(value: unknown): Operation<void>;
    close(error: unknown): void;
}
/** The door of a channel, for those elsewhere. */
interface Door {
    /** Comes to stay; told at once if the channel is closed. */
    enter(visitor: Visitor): void;
    exit(visitor: Visitor): void;
    /** Does nobody else receive? */
    alone(visitor: Visitor): boolean;
    /** Somebody there wants to receive: the others are told. */
    wanted(visitor: Visitor): void;
    /** Stands in line for a value, on behalf of somebody elsewhere. He is told, now or later. */
    reserve(reserver: Reserver): Reservation;
    /** The same, for the only receivers there are: values are sent ahead to them, and nobody may overtake these. */
    reserveAhead(reserver: Reserver): Reservation;
    /** Is there another value, besides what was offered? */
    hasMore(): boolean;
    /** Nothing is ahead any more. */
    release(): void;
    /** Nobody wants this any more: it stands in the channel again, at its turn. */
    putBack(value: unknown, turn: number): void;
    /** The channel was closed while this was on its way: it is the last value, if there is still anybody to hear of one. */
    accept(value: unknown): void;
    /** Stands in the senders' line. */
    join(sender: FarSender): void;
    /** Leaves it; not, if he was asked. */
    leave(sender: FarSender): void;
    /** One who was asked gives this value. */
    given(value: unknown): void;
    /** One who was asked does not wait any more, or is lost: the next one is asked. */
    refused(): void;
}
/** Is it a channel of this place? */
declare function isChannel(value: unknown): boolean;
/** The door of this channel; undefined if it is no channel of this place. */
declare function doorOf(channel: unknown): Door | undefined;

/** How a queue is made. */
interface QueueOptions<T> {
    /** How many values it holds before `put` waits; Infinity must be written out. Default: 1000. */
    maxSize?: number;
    /** Who is got first: the oldest, the newest, or the smallest by `compare`. Default: `fifo`. */
    order?: 'fifo' | 'lifo' | 'priority';
    /** For `priority`: below 0 if `a` comes first. Default: by `<`. Equals come in order of age. Must not throw. */
    compare?: (a: T, b: T) => number;
}
/** What a queue says of itself. */
interface QueueStatistics {
    name: string;
    order: 'fifo' | 'lifo' | 'priority';
    maxSize: number;
    length: number;
    /** What was put and not reported by `taskDone`. */
    unfinished: number;
    putters: number;
    getters: number;
    joiners: number;
    closed: boolean;
}
/**
 * A bounded queue for producers and consumers. `put` waits while it is full, `get` while it is empty;
 * both serve in order of arrival. `join` waits until `taskDone` was called for all that was put.
 *
 * Use a channel where values flow in order and the end is a value; a queue for another order, or to
 * know when the work is done.
 *
 * @throws RangeError or TypeError for wrong options.
 * @example
 * import { Queue, run } from 'offshoot';
 *
 * await run(function* () {
 *   const jobs = new Queue<number>({ order: 'priority' });
 *   for (const n of [3, 1, 2]) yield* jobs.put(n);
 *   return [yield* jobs.get(), yield* jobs.get(), yield* jobs.get()];
 * }) // => [1, 2, 3]
 */
declare class Queue<T> {
    #private;
    /** What it is called in messages. */
    name: string;
    constructor(options?: QueueOptions<T>);
    /** A queue whose values are elsewhere: for whoever brings them here. */
    static over<T>(stock: Stock, name: string): Queue<T>;
    /** What stands behind this queue. */
    static stockOf(queue: Queue<unknown>): Stock;
    /** Waits until there is room, and puts the value in. Primitive. ClosedError once closed. */
    put(value: T): Operation<void>;
    /** Waits for a value. Primitive. Once closed and empty: ClosedError, or what it was closed with. */
    get(): Operation<T>;
    /** Puts if that needs no waiting, and tells whether it did. ClosedError once closed. */
    tryPut(value: T): boolean;
    /** Gets if that needs no waiting. Once closed and empty: as `get`. */
    tryGet(): {
        value: T;
    } | undefined;
    /** A value that was got has been dealt with. Acts at once. @throws RangeError if all have been that were got. */
    taskDone(): void;
    /** Waits until `taskDone` was called for all that was put. Primitive. */
    join(): Operation<void>;
    get length(): number;
    get full(): boolean;
    get empty(): boolean;
    get closed(): boolean;
    /**
     * No more values: what is in it can still be got, then `get` ends, with `error` if there is one. Puts
     * that wait fail with ClosedError. Acts at once; the second time it does nothing.
     */
    close(error?: unknown): void;
    /**
     * Closes without draining: gives back what nobody has got, and counts it as done. Acts at once, also on a
     * queue that was closed before.
     */
    closeNow(error?: unknown): T[];
    statistics(): QueueStatistics;
}
/** What stands behind a queue: its values, in this place (a Store) or in another one. */
interface Stock {
    readonly order: Order;
    readonly maxSize: number;
    readonly length: number;
    readonly full: boolean;
    readonly closed: boolean;
    put(value: unknown): Operation<void>;
    get(): Operation<unknown>;
    tryPut(value: unknown): boolean;
    tryGet(): {
        value: unknown;
    } | undefined;
    taskDone(): void;
    join(): Operation<void>;
    close(error: unknown): void;
    /** Takes out what nobody has got. */
    clear(): unknown[];
    statistics(): Omit<QueueStatistics, 'name'>;
}
type Order = QueueStatistics['order'];

/** The door of this queue; undefined if its values are in another place. */
declare function doorOfQueue(queue: Queue<unknown>): Door | undefined;

/**
 * A channel that gives the time (as `now()` does) every `ms` milliseconds, until the scope ends or it is
 * disposed of. A slow receiver misses beats; they do not pile up, and the beat does not drift.
 *
 * @throws NoTaskError outside a task; RangeError if `ms` is not above 0.
 * @example
 * import { run, ticker } from 'offshoot';
 *
 * await run(function* () {
 *   const beat = ticker(2);
 *   const first = yield* beat.receive();
 *   return (yield* beat.receive()) > first;
 * }) // => true
 */
declare function ticker(ms: number): Receiver<number> & Disposable;
/** A single alarm that can be stopped and started again. */
interface Timer extends Disposable {
    /** Waits until it fires. Waits on while the timer is stopped. */
    readonly fired: Operation<void>;
    /** Stops it; false if it had fired or was stopped. */
    stop(): boolean;
    /** Starts it anew. */
    reset(ms: number): void;
}
/**
 * An alarm that fires once after `ms` milliseconds; stopped when the scope ends.
 *
 * @throws NoTaskError outside a task; RangeError if `ms` is negative or NaN.
 * @example
 * import { run, timer } from 'offshoot';
 *
 * await run(function* () {
 *   const bell = timer(1000);
 *   bell.reset(1);
 *   yield* bell.fired;
 *   return bell.stop();
 * }) // => false
 */
declare function timer(ms: number): Timer;

export { Buffer, Queue, Returned, channel, doorOf, doorOfQueue, each, events, isChannel, ticker, timer };
export type { BufferOptions, Channel, ChannelStatistics, Door, FarSender, Inlet, QueueOptions, QueueStatistics, Receiver, Reservation, Reserver, Sender, Stock, Timer, Visitor };
