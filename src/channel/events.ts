// Events of an emitter, as a channel: it listens from the moment it is made, so nothing that happens
// between two waits is missed; and it has a bound, so nothing grows.

import {
  checkCount,
  currentFiber,
  type EmitterLike,
  listen,
  MailboxFullError,
  outOfRange,
  type TargetLike,
} from '../kernel/index.ts';
import { type Channel, channel, type Receiver } from './channel.ts';

/** How much is kept, and what gives way. */
export interface BufferOptions {
  /** How many events are kept until they are received. Default: 100. */
  capacity?: number;
  /** What happens to one that finds it full. Default: `fail`, which closes the channel with MailboxFullError. */
  onFull?: 'dropNewest' | 'dropOldest' | 'fail';
}

const POLICIES = ['dropNewest', 'dropOldest', 'fail'];

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
export function events<A extends unknown[] = unknown[]>(
  emitter: EmitterLike,
  name: string | symbol,
  options?: BufferOptions,
): Receiver<A>;
export function events<E = Event>(
  target: TargetLike,
  name: string,
  options?: BufferOptions,
): Receiver<[E]>;
export function events(
  source: EmitterLike | TargetLike,
  name: string | symbol,
  options: BufferOptions = {},
): Receiver<unknown> {
  const { capacity = 100, onFull = 'fail' } = options;
  checkCount('capacity', capacity, 1, true);
  if (!POLICIES.includes(onFull)) {
    throw outOfRange('onFull', `one of ${POLICIES.join(', ')}`, onFull);
  }
  const { nursery } = currentFiber('events()');
  const heard = channel<unknown>(capacity);
  heard.name = `events "${String(name)}"`;
  nursery.program.listening++;
  const unlisten = listen(source, name, (...args) => {
    if (heard.closed || heard.trySend(args)) return;
    full(heard, args, onFull);
    if (heard.closed) stop();
  });
  let listening = true;
  const stop = (): void => {
    if (!listening) return;
    listening = false;
    nursery.program.listening--;
    unlisten();
  };
  nursery.own(() => {
    stop();
    heard.close();
  });
  return heard;
}

function full(heard: Channel<unknown>, args: unknown[], onFull: BufferOptions['onFull']): void {
  if (onFull === 'dropNewest') return;
  if (onFull === 'dropOldest') {
    heard.tryReceive();
    heard.trySend(args);
    return;
  }
  heard.close(
    new MailboxFullError(
      `${heard.name}: ${heard.capacity} events were waiting and another one came; receive faster, ` +
        'raise capacity, or choose onFull: dropNewest or dropOldest',
    ),
  );
}
