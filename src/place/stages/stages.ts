// Stages in a thread or a process of their own.
//
//   here                                             there
//   a far sink: what is sent waits in it    ──────▶  a task feeds the target
//   two tasks bring it there, in messages   ◀──────  so much is taken, or: it has failed
//
// Each message is a job of the place, so errors, losses and kills are those of jobs. Two tasks, so that
// one message is on its way while the other is worked on. They belong to the scope in which the stage
// was made; it waits for them when it closes the stage, and they keep nobody waiting before.

import {
  checkFunction,
  type Coroutine,
  go,
  refuseWhileLoading,
  scope,
} from '../../kernel/index.ts';
import type { Sink } from '../../flow/index.ts';
import type { WorkerKind } from '../carrier/carrier.ts';
import { classesOf, learnClassesOf } from '../portable/error-classes.ts';
import { checkStage, type FarSink, OpenFarSink, type StageOptions } from './far-sink.ts';
import { CLOSE, type Item, read, VALUE } from './items.ts';
import { keep } from './keep.ts';
import type { Place } from '../place.ts';
import { type Address, addressOf, type Portable } from '../portable/portable.ts';
import { type Answer, feedStage, openStage } from './stage-there.ts';
import { checkPlace, openPlace } from '../worker-place.ts';

/** How many messages are under way at a time. */
const SHIPS = 2;

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
export function onThread<T>(target: Target<T>, options: StageOptions = {}): FarSink<T> {
  return moved('onThread', 'thread', target, options);
}

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
export function inProcess<T>(target: Target<T>, options: StageOptions = {}): FarSink<T> {
  return moved('inProcess', 'process', target, options);
}

const count = { thread: 0, process: 0 };

function moved<T>(
  of: string,
  kind: WorkerKind,
  target: Target<T>,
  options: StageOptions,
): FarSink<T> {
  checkFunction('target', target);
  const address = addressOf(target);
  const name = `${address.name || 'stage'} of ${kind} stage-${++count[kind]}`;
  const checked = checkStage(of, options, name);
  refuseWhileLoading(`${of}()`);
  learnClassesOf(address.module);
  const sink = new OpenFarSink<T>(checked, classesOf(address.module));
  keep(sink, () => shipping(sink as OpenFarSink<never>, kind, address));
  return sink;
}

/** Opens the place, and brings there what is sent, until the target is closed. */
function* shipping(sink: OpenFarSink<never>, kind: WorkerKind, address: Address): Coroutine<void> {
  try {
    yield* scope(function* () {
      const place = yield* openPlace(kind, checkPlace(kind, { name: sink.name }));
      const opened = yield* place.call(openStage, address);
      heed(opened, [], sink, place, address);
      for (let ship = 0; ship < SHIPS; ship++) go(sailing, sink, place, address);
    });
  } catch (error) {
    sink.over(() => error);
  }
}

function* sailing(sink: OpenFarSink<never>, place: Place, address: Address): Coroutine<void> {
  for (;;) {
    const items = yield* sink.take();
    if (items.length === 0) return;
    const answer = yield* place.call(feedStage, items);
    heed(answer, items, sink, place, address);
    if (items.at(-1)!.kind === CLOSE) return;
  }
}

function heed(
  answer: Answer,
  items: readonly Item[],
  sink: OpenFarSink<never>,
  place: Place,
  address: Address,
): void {
  if ('failure' in answer) {
    const classes = classesOf(address.module);
    sink.over((origin) => read(answer.failure, { classes, where: place.name, origin }));
    return;
  }
  sink.took(items.filter(({ kind }) => kind === VALUE).length);
  if ('closed' in answer) sink.over();
}
