// offshoot/channel, as of `npm run api`. Not published: the package's own declarations are.

import { Operation, Coroutine, EmitterLike, TargetLike } from 'offshoot/kernel';

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
declare function each<T>(source: Source<T>, body: (value: T) => Coroutine<void>): Operation<void>;

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

export { channel, each, events, ticker, timer };
export type { BufferOptions, Channel, ChannelStatistics, Receiver, Sender, Timer };
