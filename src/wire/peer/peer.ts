// A peer is one end of a link between two places, for all that travels over it and goes on living:
// channels, queues, futures, tasks, signals. It sends what its parts have to say in batches, hands on what
// arrives, and when the link is lost it ends every wait that depended on it.
//
//   open --end(), or the link is lost--> over
//
// It runs no user code and belongs to no task: what arrives completes waits, and their tasks go on in
// turns of their own.

import { Alarm, LinkLostError, type Scheduler } from '../../kernel/index.ts';
import type { ErrorClasses } from '../codec/error-classes.ts';
import { check, pack, packInWords, packThrown, refusal } from '../codec/pack.ts';
import type { PackOptions } from '../codec/packing.ts';
import {
  type Extra,
  type Packed,
  type Reference,
  type References,
  referencesIn,
} from '../codec/packed.ts';
import { unpack } from '../codec/unpack.ts';
import { type Flat, unflatten } from '../flat.ts';
import type { LinkListener, PeerLink, Message as Carried } from '../link.ts';
import { Channels } from './channels.ts';
import { BEAT, FORGET, HELLO, type Message, VERSION } from './messages.ts';
import { Mirrors } from './mirrors.ts';
import { Outbox } from './outbox.ts';
import {
  countingNothing,
  extraOf,
  FUNCTION,
  type Functions,
  isCounted,
  preparations,
} from './references.ts';
import { snapshot } from './snapshot.ts';

/** How a peer is made. */
export interface PeerOptions {
  /** What the other end is called in messages. */
  name: string;
  scheduler: Scheduler;
  functions?: Functions;
  classes?: ErrorClasses;
  /** Is the other end outside of this program, so that it may end waits here? In memory it is not. */
  external?: boolean;
  /** Messages that are none of ours. */
  received?(message: Message): void;
  /** The link is closed or lost. Called once. */
  over?(error: unknown): void;
  /** Makes the error that waits end with, of what the link was closed with. */
  lossOf?(error: unknown): unknown;
  /** Says so often that it lives, in milliseconds, and expects that of the other end: for links that lose messages. */
  beatMs?: number;
}

/** So many silent beats are a lost link. */
const SILENT_BEATS = 3;

/** Those who are told what arrives. */
interface Part {
  refer(value: object): Reference | undefined;
  resolve(reference: Reference): unknown;
  /** True if the message was its own. */
  received(message: Message): boolean;
  forgotten(id: number, shares: number): boolean;
  /** A reference that it gave does not travel after all. */
  takenBack(id: number): boolean;
  /** What it resolved a reference to has come to nobody. */
  givenUp(id: number): boolean;
  /** Ends all waits with the error. */
  lost(error: unknown): void;
}

/** One end of a link, for all that travels over it and lives on; see the head of this file. */
export class Peer implements References, LinkListener {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly external: boolean;
  /** What waits end with, once it is over. */
  over: { error: unknown } | null = null;
  /** Far ends that are not to be collected: they have committed to a value that is not theirs yet. */
  readonly kept = new Set<object>();
  readonly #link: PeerLink;
  readonly #options: PeerOptions;
  readonly #parts: readonly Part[];
  readonly #packing: PackOptions;
  /** The same, for who only asks. */
  readonly #checking: PackOptions;
  readonly #outbox: Outbox;
  #arrived = 0;
  #greeted = false;
  /** Batches that wait for a module to be imported. */
  #waiting: Message[][] | null = null;
  #needs = 0;
  #lastId = 0;
  #beat: Alarm | null = null;
  #silentBeats = 0;

  constructor(link: PeerLink, options: PeerOptions) {
    this.name = options.name;
    this.scheduler = options.scheduler;
    this.external = options.external ?? true;
    this.#link = link;
    this.#options = options;
    this.#parts = [new Channels(this), new Mirrors(this)];
    this.#outbox = new Outbox(link, this.scheduler, (cause) => this.#endFor('is not taken', cause));
    this.#packing = { form: link.form, references: this, classes: options.classes };
    this.#checking = { ...this.#packing, references: countingNothing(options.functions) };
    this.post([HELLO, VERSION]);
    if (options.beatMs !== undefined) this.#startBeating(options.beatMs);
    link.listen(this);
  }

  // ---- sending

  /** Says something to the other end, in the next batch. Ignored once it is over. */
  post(message: Message): void {
    if (this.over === null) this.#outbox.add(message);
  }

  /**
   * The same, with a value as it is now, called `what` in messages; and perhaps a mark behind it.
   *
   * @throws CodecError if it cannot travel.
   */
  postValue(message: Message, value: unknown, what: string, mark = false): void {
    if (this.over !== null) return;
    const packed = pack(value, what, this.#packing);
    try {
      this.#postPacked(message, packed, mark);
    } catch (cause) {
      this.#takeBackAll(packed);
      throw refusal(value, what, this.#packing, cause);
    }
  }

  /** The same with an error, or what else was thrown: what cannot travel of it goes as its description. */
  postError(message: Message, error: unknown): void {
    if (this.over !== null) return;
    const packed = packThrown(error, this.#packing);
    try {
      this.#postPacked(message, packed);
    } catch {
      this.#takeBackAll(packed);
      this.#postPacked(message, packInWords(error));
    }
  }

  /** Throws what the link throws. */
  #postPacked(message: Message, { value, extra, transfer }: Packed, mark = false): void {
    const own = extra === null ? snapshot(value) : undefined;
    const full = [...message, own === undefined ? value : own.copy, extra];
    if (mark) full.push(true);
    if (own === undefined) this.#outbox.addLast(full as unknown as Message, transfer);
    else this.#outbox.add(full as unknown as Message);
  }

  #takeBackAll({ extra }: Packed): void {
    for (const reference of referencesIn(extra)) this.takeBack(reference);
  }

  /** Throws CodecError if a value cannot travel. It may still be sent later, or not. */
  check(value: unknown, what: string): void {
    check(value, what, this.#checking);
  }

  /** Sends what there is. */
  flush(): void {
    if (this.over === null) this.#outbox.flush();
  }

  // ---- receiving

  received(carried: Carried): void {
    if (this.over !== null) return;
    this.#silentBeats = 0;
    const [number, ...batch] = carried as [number, ...Flat<Message>];
    if (number !== ++this.#arrived) {
      this.end(new LinkLostError(`${this.name}: message ${this.#arrived} is missing on the link`));
      return;
    }
    const messages = unflatten(batch as Flat<Message>);
    if (this.#waiting !== null) this.#waiting.push(messages);
    else this.#handleAll(messages);
  }

  /** In order; a message that names a function of a module that is still to be imported holds up the rest. */
  #handleAll(messages: Message[], prepared = 0): void {
    for (let at = 0; at < messages.length && this.over === null; at++) {
      const ready = at < prepared ? undefined : this.#prepare(messages[at]!);
      if (ready !== undefined) {
        this.#waiting ??= [];
        this.#waiting.unshift(messages.slice(at));
        const goOn = (): void => this.#goOn();
        ready.then(goOn, goOn);
        return;
      }
      this.#handle(messages[at]!);
    }
  }

  #goOn(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (let at = 0; at < waiting.length; at++) {
      // What the first one needs has been imported, or cannot be: it is not tried again.
      this.#handleAll(waiting[at]!, at === 0 ? 1 : 0);
      if (this.#waiting === null) continue;
      (this.#waiting as Message[][]).push(...waiting.slice(at + 1));
      return;
    }
  }

  #prepare(message: Message): Promise<unknown> | undefined {
    const { functions } = this.#options;
    if (functions === undefined) return undefined;
    const extra = extraOf(message);
    if (extra === null) return undefined;
    const ready = preparations(functions, extra);
    return ready.length === 0 ? undefined : Promise.allSettled(ready);
  }

  /** What makes no sense ends the link, and nothing else. */
  #handle(message: Message): void {
    try {
      this.#handOn(message);
    } catch (cause) {
      this.#endFor('arrived cannot be read', cause);
    }
  }

  #handOn(message: Message): void {
    const [kind, id] = message;
    if (kind === HELLO) this.#greet(id);
    else if (!this.#greeted) this.end(new LinkLostError(`${this.name} did not say hello`));
    else if (kind === FORGET) this.#parts.some((part) => part.forgotten(id, message[2] as number));
    else if (kind !== BEAT && !this.#parts.some((part) => part.received(message)))
      this.#options.received?.(message);
  }

  #greet(version: number): void {
    this.#greeted = true;
    if (version === VERSION) return;
    this.end(
      new LinkLostError(
        `${this.name} speaks version ${version} of the protocol, this side ${VERSION}`,
      ),
    );
  }

  /** What a message brought: the value of two of its fields, from `at` on. */
  unpack(message: Message, at: number): unknown {
    return unpack(message[at], message[at + 1] as Extra | null, {
      references: this,
      classes: this.#options.classes,
      where: this.name,
    });
  }

  /** What was thrown there; or why it cannot be had here, for a module that it needs failed to load. */
  unpackError(message: Message, at: number): unknown {
    try {
      return this.unpack(message, at);
    } catch (error) {
      return error;
    }
  }

  // ---- references

  refer(value: object): Reference | undefined {
    if (this.over !== null) throw this.over.error;
    for (const part of this.#parts) {
      const reference = part.refer(value);
      if (reference !== undefined) return reference;
    }
    return this.#options.functions?.refer(value);
  }

  resolve(reference: Reference): unknown {
    if (reference[0] === FUNCTION) return this.#options.functions?.find(reference);
    if (this.over !== null) throw this.over.error;
    for (const part of this.#parts) {
      const found = part.resolve(reference);
      if (found !== undefined) return found;
    }
    throw new LinkLostError(`${this.name} refers to a ${reference[0]} that is not known here`);
  }

  takeBack([kind, id]: Reference): void {
    if (isCounted(kind)) this.#parts.some((part) => part.takenBack(id as number));
  }

  letGo([kind, id]: Reference): void {
    if (isCounted(kind)) this.post([FORGET, id as number, 1]);
  }

  /** What the reference was resolved to has come to nobody. */
  giveUp([kind, id]: Reference): void {
    if (isCounted(kind) && this.#parts.some((part) => part.givenUp(id as number)))
      this.post([FORGET, id as number, 1]);
  }

  /** Nobody is there any more who would take what a message brought. */
  unread(message: Message): void {
    for (const reference of referencesIn(extraOf(message))) this.letGo(reference);
  }

  /** Numbers what is at home here. */
  nextId(): number {
    return ++this.#lastId;
  }

  // ---- whether it keeps the event loop alive

  get isNeeded(): boolean {
    return this.#needs > 0;
  }

  /** Somebody waits for the other end, or it has something of ours that somebody may wait for; or no more. */
  needed(by: 1 | -1): void {
    const before = this.#needs;
    this.#needs += by;
    if (before === 0 || this.#needs === 0) this.#link.hold(this.#needs > 0);
  }

  // ---- its end

  closed(error: unknown): void {
    this.#end(error);
  }

  /** Ends it, and closes the link. What was said before still arrives, if the link lives. */
  end(error?: unknown): void {
    if (this.over !== null) return;
    this.flush();
    this.#link.close(error);
    this.#end(error);
  }

  #endFor(what: string, cause: unknown): void {
    this.end(new LinkLostError(`${this.name}: what ${what}`, { cause }));
  }

  #end(error: unknown): void {
    if (this.over !== null) return;
    const loss = this.#options.lossOf?.(error) ?? asLoss(error, this.name);
    this.over = { error: loss };
    if (this.#beat !== null) this.scheduler.stopTimer(this.#beat);
    for (const part of this.#parts) part.lost(loss);
    this.kept.clear();
    this.#options.over?.(error);
  }

  #startBeating(ms: number): void {
    this.#beat = new Alarm(() => {
      if (this.over !== null) return;
      if (++this.#silentBeats > SILENT_BEATS) {
        this.end(new LinkLostError(`${this.name} was silent for ${SILENT_BEATS * ms} ms`));
        return;
      }
      this.post([BEAT, 0]);
      this.scheduler.startTimer(this.#beat!, ms);
    });
    this.scheduler.startTimer(this.#beat, ms);
  }
}

function asLoss(error: unknown, name: string): unknown {
  if (error instanceof LinkLostError) return error;
  const cause = error === undefined ? {} : { cause: error };
  return new LinkLostError(`the link to ${name} is closed`, cause);
}
