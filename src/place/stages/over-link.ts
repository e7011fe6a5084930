// A stage over a link: what is sent at one end goes to the target of the other one.
//
//   one end                                                   the other end
//   a far sink  ──HELLO window, ITEMS value value close──▶    inbox  ──▶ target
//               ◀─────TAKEN n, then CLOSED or FAILED──────
//   and the same the other way round
//
// Invariants
//   What has arrived and is not taken by the target is no more than the window that this end has
//     announced: so it can always receive, also while its target is not ready, and what the other end
//     says about its own values gets through.
//   A message that breaks the rules ends the link, and nothing else.

import { type Channel, channel } from '../../channel/index.ts';
import type { Sink } from '../../flow/index.ts';
import {
  checkObject,
  ClosedError,
  CodecError,
  type Coroutine,
  go,
  LinkLostError,
  scope,
  select,
} from '../../kernel/index.ts';
import { fromBytes, type Link, type Message, toBytes } from '../../wire/index.ts';
import { checkStage, type FarSink, OpenFarSink, type StageOptions } from './far-sink.ts';
import { bytesOfError, CLOSE, hand, type Item, limits, read, VALUE } from './items.ts';
import { keep } from './keep.ts';

const HELLO = 0;
const ITEMS = 1;
const TAKEN = 2;
const CLOSED = 3;
const FAILED = 4;

const VERSION = 1;

let count = 0;

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
export function overLink<R, T = R>(
  link: Link,
  target?: Sink<R>,
  options: StageOptions = {},
): FarSink<T> {
  checkObject('link', link);
  const checked = checkStage('overLink', options, `stage over link ${++count}`);
  const sink = new OpenFarSink<T>(checked);
  const end = new End(link, target ?? null, sink as OpenFarSink<never>, checked.capacity);
  keep(
    sink as OpenFarSink<never>,
    () => end.run(),
    () => end.leave(),
  );
  return sink;
}

class End {
  readonly #link: Link;
  readonly #target: Sink<never> | null;
  readonly #sink: OpenFarSink<never>;
  readonly #window: number;
  readonly #inbox: Channel<Item[]> = channel(Infinity);
  readonly #bell: Channel<void> = channel(1);
  /** What is to be said before any items. */
  #toSay: unknown[][] = [];
  /** So many values the other end will take; none before it has said hello. */
  #credit = 0;
  #greeted = false;
  /** Values that have arrived, and are not taken. */
  #untaken = 0;
  /** Nothing more comes to the target. */
  #fed: boolean;
  #leaving = false;
  #lost = false;

  constructor(link: Link, target: Sink<never> | null, sink: OpenFarSink<never>, window: number) {
    this.#link = link;
    this.#target = target;
    this.#sink = sink;
    this.#window = target === null ? 0 : window;
    this.#fed = target === null;
  }

  /** Its scope ends: nobody here waits for what the other end might still send. */
  leave(): void {
    this.#leaving = true;
    this.#bell.trySend();
  }

  *run(): Coroutine<void> {
    try {
      yield* scope(() => this.#live());
    } catch (error) {
      this.#sink.over(() => error);
    }
  }

  *#live(): Coroutine<void> {
    const reader = go(() => this.#read());
    const feeder = go(() => this.#feed());
    try {
      yield* this.#write();
    } catch (error) {
      this.#lose(error);
    }
    // What had arrived before the link was lost is still worked on.
    if (this.#lost) yield* feeder.outcome();
    reader.kill();
    feeder.kill();
    this.#link.close();
    if (!this.#fed) this.#target!.close();
    this.#sink.over();
  }

  // ---- what is said

  *#write(): Coroutine<void> {
    this.#say(HELLO, VERSION, this.#window);
    for (;;) {
      const message = this.#next();
      if (message !== null) yield* this.#link.send(toBytes(message));
      else if (this.#isThrough) return;
      else {
        const values = this.#sink.isOver ? null : this.#sink.bell.next();
        yield* select({ values, other: this.#bell.next() });
      }
    }
  }

  get #isThrough(): boolean {
    if (this.#lost) return true;
    const sent = this.#sink.isOver || (this.#leaving && !this.#sink.isUsed);
    return sent && (this.#fed || this.#leaving);
  }

  #next(): unknown[] | null {
    const said = this.#toSay.shift();
    if (said !== undefined) return said;
    const items = this.#greeted && !this.#lost ? this.#sink.next(this.#credit) : [];
    if (items.length === 0) return null;
    this.#credit -= valuesIn(items);
    return [ITEMS, ...items.flatMap(({ kind, bytes }) => [kind, bytes])];
  }

  #say(...message: unknown[]): void {
    this.#toSay.push(message);
    this.#bell.trySend();
  }

  // ---- what is heard

  *#read(): Coroutine<void> {
    try {
      for (;;) this.#heard(yield* this.#link.receive());
    } catch (error) {
      this.#lose(error);
    }
  }

  #heard(message: Message): void {
    if (!(message instanceof Uint8Array)) throw new CodecError('a message of a stage is bytes');
    const [kind, ...rest] = fromBytes(message, limits) as unknown[];
    if (kind === HELLO && !this.#greeted) this.#greet(rest);
    else if (!this.#greeted) throw new CodecError('the other end did not say hello');
    else if (kind === ITEMS) this.#arrived(rest);
    else if (kind === TAKEN && isCount(rest[0], this.#sink.underWay)) this.#granted(rest[0]);
    else if (kind === CLOSED) this.#sink.over();
    else if (kind === FAILED && rest[0] instanceof Uint8Array) this.#failed(rest[0]);
    else throw new CodecError('a message that no stage says');
    this.#bell.trySend();
  }

  #greet([version, window]: unknown[]): void {
    if (version !== VERSION || !isCount(window, Infinity))
      throw new CodecError(`the other end speaks version ${String(version)}, this one ${VERSION}`);
    this.#greeted = true;
    this.#credit = window;
  }

  #granted(n: number): void {
    this.#credit += n;
    this.#sink.took(n);
  }

  #failed(bytes: Uint8Array): void {
    this.#sink.over((origin) => read(bytes, { where: this.#sink.name, origin }));
  }

  #arrived(parts: unknown[]): void {
    const items: Item[] = [];
    for (let n = 0; n < parts.length; n += 2) {
      const [kind, bytes] = parts.slice(n, n + 2);
      if (!isCount(kind, CLOSE) || !(bytes instanceof Uint8Array))
        throw new CodecError('an item that no stage sends');
      items.push({ kind, bytes });
    }
    this.#untaken += valuesIn(items);
    if (this.#untaken > this.#window)
      throw new CodecError(`more values than the ${this.#window} that were asked for`);
    if (!this.#fed) this.#inbox.trySend(items);
    // Nobody here is to be closed.
    else if (this.#target === null && items.some(({ kind }) => kind === CLOSE)) this.#say(CLOSED);
  }

  /** The link is closed, or what came over it is nothing that a stage says. */
  #lose(error: unknown): void {
    if (this.#lost) return;
    this.#lost = true;
    const plain = error instanceof ClosedError;
    const loss =
      error instanceof LinkLostError
        ? error
        : new LinkLostError(`the link of ${this.#sink.name} is ${plain ? 'closed' : 'lost'}`, {
            cause: error,
          });
    // The other end has left after all was said.
    if (plain && this.#fed && this.#sink.underWay === 0) this.#sink.over();
    else this.#sink.over(() => loss);
    this.#inbox.close(loss);
    this.#bell.trySend();
  }

  // ---- what goes to the target

  *#feed(): Coroutine<void> {
    while (!this.#fed) {
      try {
        const items = yield* this.#inbox.receive();
        for (const item of items) yield* hand(item, this.#target!, undefined);
        this.#took(items);
      } catch (error) {
        this.#stop(error);
      }
    }
  }

  #took(items: readonly Item[]): void {
    const values = valuesIn(items);
    this.#untaken -= values;
    if (values > 0) this.#say(TAKEN, values);
    if (items.at(-1)?.kind !== CLOSE) return;
    this.#fed = true;
    this.#say(CLOSED);
    // Nobody here has sent anything, so nobody will think of closing.
    if (!this.#sink.isUsed) this.#sink.shut();
  }

  /** The target has failed, or nothing more comes to it. */
  #stop(error: unknown): void {
    this.#fed = true;
    const isLoss = this.#inbox.closed && error instanceof LinkLostError;
    if (!isLoss) this.#say(FAILED, bytesOfError(error, undefined));
    else this.#tellTarget(error);
  }

  #tellTarget(loss: unknown): void {
    try {
      this.#target!.throw(loss);
    } catch {
      // It is told here, too: the sink of this end has failed with it.
    }
  }
}

function valuesIn(items: readonly Item[]): number {
  return items.filter(({ kind }) => kind === VALUE).length;
}

function isCount(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}
