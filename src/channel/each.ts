// A loop over a channel, or anything that can be iterated, inside a task.

import {
  call,
  checkFunction,
  composite,
  type Coroutine,
  type Operation,
  report,
  until,
  withCleanUp,
  wrongType,
} from '../kernel/index.ts';
import type { Receiver } from './channel.ts';

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
export function each<T>(
  source: Source<T>,
  body: (value: T) => Coroutine<void> | Promise<void> | void,
): Operation<void> {
  checkFunction('body', body);
  if (isReceiver(source)) return composite(eachReceived, [source, body as Body], { name: 'each' });
  if (isIterable(source, Symbol.asyncIterator))
    return composite(eachAwaited, [source as AsyncIterable<T>, body as Body], { name: 'each' });
  if (isIterable(source, Symbol.iterator))
    return composite(eachIterated, [source as Iterable<T>, body as Body], { name: 'each' });
  throw wrongType('source', 'a channel or iterable', source);
}

type Body = (value: unknown) => Coroutine<void> | Promise<void> | void;

function isReceiver(source: unknown): source is Receiver<unknown> {
  return typeof source === 'object' && source !== null && 'receive' in source && 'next' in source;
}

function isIterable(source: unknown, how: symbol): boolean {
  return (
    source !== null &&
    source !== undefined &&
    typeof (source as Record<symbol, unknown>)[how] === 'function'
  );
}

function* eachReceived(source: Receiver<unknown>, body: Body): Coroutine<void> {
  for (;;) {
    const got = yield* source.next();
    if (got.done) return;
    yield* call(body, got.value);
  }
}

function* eachIterated(source: Iterable<unknown>, body: Body): Coroutine<void> {
  for (const value of source) yield* call(body, value);
}

function eachAwaited(source: AsyncIterable<unknown>, body: Body): Coroutine<void> {
  const iterator = source[Symbol.asyncIterator]();
  let state: 'asked' | 'resting' | 'ended' = 'resting';
  return withCleanUp(
    function* () {
      for (;;) {
        state = 'asked';
        const got = yield* nextOf(iterator, () => (state = 'ended'));
        if (got.done) return;
        state = 'resting';
        yield* call(body, got.value);
      }
    },
    function* () {
      if (state === 'ended' || iterator.return === undefined) return;
      // A source that is left early is told so, and may take its time. One that still owes us a value
      // may never answer: it is told, and not waited for.
      const left = Promise.resolve(iterator.return());
      if (state === 'resting') yield* until(left);
      else left.catch(reportLeft);
    },
  );
}

function reportLeft(error: unknown): void {
  report({ kind: 'callback', message: 'each: a source failed when it was left:', error });
}

/** The next value; `end` is called if there is none, or if the source fails: then it has ended by itself. */
function* nextOf(
  iterator: AsyncIterator<unknown>,
  end: () => void,
): Coroutine<IteratorResult<unknown>> {
  try {
    const got = yield* until(iterator.next());
    if (got.done) end();
    return got;
  } catch (error) {
    end();
    throw error;
  }
}
