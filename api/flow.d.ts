// offshoot/flow, as of `npm run api`. Not published: the package's own declarations are.

import { Operation } from 'offshoot/kernel';

/** Takes values, one after the other. Anybody may write one. */
interface Sink<in T> {
    /**
     * Hands it a value. Acts at once: when this returns, a sink of this place has worked on it, and one
     * elsewhere has taken it for sending.
     *
     * @throws what the sink throws; ClosedError once it is closed; ReentrantError if it is at work;
     * MailboxFullError if it is elsewhere and too much is under way.
     */
    send(value: T): void;
    /** Waits until it is good to send: at once, unless something elsewhere stands behind it. ClosedError once closed. */
    ready(): Operation<void>;
    /** No more values: it cleans up. Acts at once. Closing what is closed does nothing. */
    close(): void;
    /** Throws an error where it waits for a value; what it does not catch comes out here, and it is closed. Acts at once. */
    throw(error: unknown): void;
}

/**
 * Makes a sink that hands each value to all targets, in their order.
 *
 * A target that fails, or is closed, is left out from then on. What it failed with is thrown by `close`
 * (and so comes out of the scope, which closes it), several as one AggregateError; by `send` or `ready`
 * when it was the last target. `close` closes all targets, `throw` throws into those that are left.
 *
 * @throws RangeError if there is no target.
 * @example
 * import { broadcast, consumer } from 'offshoot/flow';
 *
 * const collect = consumer(function* (into: string[]): Generator<void, void, string> {
 *   for (;;) into.push(yield);
 * });
 * const one: string[] = [];
 * const two: string[] = [];
 * const both = broadcast(collect(one), collect(two));
 * both.send('hello');
 * [...one, ...two] // => ['hello', 'hello']
 */
declare function broadcast<T>(...targets: Sink<T>[]): Sink<T>;

/** What a consumer is written as: it receives with `yield`, and gives nothing. */
type ConsumerBody<T, A extends unknown[]> = (...args: A) => Generator<void, void, T>;
/**
 * Makes a sink of a generator function: each value that is sent comes out of a bare `yield`. Calling
 * what comes back starts a new one, which runs up to its first `yield`.
 *
 * It belongs to the scope of the task that makes it, and is closed at the end of that, the newest
 * first: so those before it in a pipeline are closed before it. Made outside of any task it is closed
 * by `close` alone; nobody does that for it, also not the garbage collector. `close` closes this one,
 * and not what it sends to; a stage that is to close its target does so in its `finally`.
 *
 * `ready` waits for those sinks among the arguments (also in lists) that are elsewhere. A send costs
 * some 20 ns.
 *
 * @throws TypeError if `body` is no function.
 * @example
 * import { consumer } from 'offshoot/flow';
 *
 * const seen: string[] = [];
 * const collect = consumer(function* (into: string[]): Generator<void, void, string> {
 *   for (;;) into.push(yield);
 * });
 * const grep = consumer(function* (
 *   pattern: string,
 *   target: { send(line: string): void },
 * ): Generator<void, void, string> {
 *   for (;;) {
 *     const line = yield;
 *     if (line.includes(pattern)) target.send(line);
 *   }
 * });
 * const lines = grep('python', collect(seen));
 * lines.send('a series of tubes');
 * lines.send('python generators rock');
 * seen // => ['python generators rock']
 */
declare function consumer<T, A extends unknown[]>(body: ConsumerBody<T, A>): (...args: A) => Sink<T>;

/**
 * Makes a sink that writes each value to the console, a line each, after `prefix`. Acts at once.
 *
 * @example
 * import { printer } from 'offshoot/flow';
 *
 * printer('found: ').send('python'); // prints: found: python
 */
declare function printer<T = unknown>(prefix?: string): Sink<T>;

export { broadcast, consumer, printer };
export type { ConsumerBody, Sink };
