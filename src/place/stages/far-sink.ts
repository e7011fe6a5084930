// A sink whose values are worked on elsewhere, as seen from here: what is sent waits in a bounded buffer
// until somebody brings it there.
//
//   open --close()--> closing --the target there is closed--> over
//      \_________________\__the target has failed, or the way to it is lost__/
//
// Invariants
//   Under way, that is sent and not taken by the target there, are `capacity` values at most.
//   What it failed with is thrown once: by the next `send`, `ready`, `close` or `throw`, or at the end
//     of its scope. After that it is closed.

import {
  checkCount,
  checkNames,
  ClosedError,
  type Coroutine,
  MailboxFullError,
  type Operation,
  Wait,
  WaitList,
  way,
} from '../../kernel/index.ts';
import { type Channel, channel } from '../../channel/index.ts';
import type { Sink } from '../../flow/index.ts';
import { type ErrorClasses, Origin } from '../../wire/index.ts';
import { close, type Item, itemOf, thrownItem, VALUE } from './items.ts';

/** How a stage is moved. */
export interface StageOptions {
  /** What it is called. */
  name?: string;
  /** How many values may be under way: sent, and not taken by the target. Default: 16384. */
  capacity?: number;
}

/** What a stage elsewhere says of itself. */
export interface StageStatistics {
  name: string;
  capacity: number;
  /** Values that were sent and are not taken by the target. */
  underWay: number;
  /** Values that the target has taken. */
  taken: number;
  state: 'open' | 'closing' | 'over';
}

/** A sink in another place. */
export interface FarSink<in T> extends Sink<T> {
  readonly name: string;
  /** Waits until all that was sent has been taken, and the target is closed, after `close`. Primitive. Throws what the target failed with. */
  ended(): Operation<void>;
  statistics(): StageStatistics;
}

const CAPACITY = 16_384;

/** So many values go in one message: enough that a message costs little, few enough that both ends are at work. */
const MOST_AT_ONCE = 512;
/** No message grows much beyond this. */
const MOST_BYTES_AT_ONCE = 2 ** 20;

/** Checks the options, and gives the stage a name. */
export function checkStage(
  of: string,
  options: StageOptions,
  name: string,
): Required<StageOptions> {
  checkNames(of, options, ['name', 'capacity']);
  const checked = { name, capacity: CAPACITY, ...options };
  checkCount('capacity', checked.capacity, 1);
  return checked;
}

/** See the head of this file. */
export class OpenFarSink<T> implements FarSink<T> {
  readonly name: string;
  readonly #capacity: number;
  readonly #classes: ErrorClasses | undefined;
  #state: 'open' | 'closing' | 'over' = 'open';
  /** What it failed with, made when it is told: then its stack leads to who is told. */
  #failure: { make: (origin: Origin) => unknown } | null = null;
  /** What it failed with, when that has been told. */
  #told: { error: unknown } | null = null;
  /** Who made it: told where nobody asks, at the end of the scope. */
  readonly #made = new Origin();
  #items: Item[] = [];
  #underWay = 0;
  #taken = 0;
  /** Rings when there is something to be brought. */
  readonly bell: Channel<void> = channel(1);
  /** They wait until it is good to send; until it is over. */
  readonly senders = new WaitList();
  readonly closers = new WaitList();

  constructor({ name, capacity }: Required<StageOptions>, classes?: ErrorClasses) {
    this.name = name;
    this.#capacity = capacity;
    this.#classes = classes;
    this.bell.name = `values for ${name}`;
  }

  // ---- what users see

  send(value: T): void {
    this.checkOpen();
    if (this.#underWay >= this.#capacity) throw this.#full();
    this.#add(itemOf(value, this.#classes));
    this.#underWay++;
  }

  ready(): Operation<void> {
    return new Wait(becomingReady, this);
  }

  close(): void {
    this.shut();
    this.checkSound();
  }

  throw(error: unknown): void {
    this.checkSound();
    // As a generator does: nobody is there to catch it.
    if (this.#state !== 'open') throw error;
    this.#add(thrownItem(error, this.#classes));
  }

  ended(): Operation<void> {
    return new Wait(ending, this);
  }

  statistics(): StageStatistics {
    return {
      name: this.name,
      capacity: this.#capacity,
      underWay: this.#underWay,
      taken: this.#taken,
      state: this.#state,
    };
  }

  // ---- for the waits

  /** Half of the room is free: so a stage before this may make many values of one. */
  get isReady(): boolean {
    return this.#state !== 'open' || this.#underWay <= this.#capacity >> 1;
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  /** Throws what it failed with, if nobody knows yet. */
  checkSound(): void {
    const failure = this.#failure;
    if (failure === null) return;
    this.#failure = null;
    const asked = new Origin();
    const error = failure.make(asked.frames().length > 0 ? asked : this.#made);
    this.#told = { error };
    throw error;
  }

  /** Throws what it failed with. */
  checkEnd(): void {
    this.checkSound();
    if (this.#told !== null) throw this.#told.error;
  }

  checkOpen(): void {
    this.checkSound();
    if (this.#state === 'open') return;
    const what = `cannot send to ${this.name}: it`;
    if (this.#told === null) throw new ClosedError(`${what} is closed`);
    throw new ClosedError(`${what} has failed`, { cause: this.#told.error });
  }

  #full(): MailboxFullError {
    return new MailboxFullError(
      `cannot send to ${this.name}: ${this.#capacity} values are under way, and none has been taken meanwhile. ` +
        'Wait for ready() before each value that is sent, or give it more capacity.',
    );
  }

  // ---- for who brings the values there

  #add(item: Item): void {
    this.#items.push(item);
    this.bell.trySend();
  }

  /** What is to be brought next, `most` values of it at the most. Nothing comes after a close. */
  next(most = MOST_AT_ONCE): Item[] {
    let n = 0;
    let bytes = 0;
    for (let left = Math.min(most, MOST_AT_ONCE); n < this.#items.length; n++) {
      const item = this.#items[n]!;
      if (item.kind === VALUE && left-- <= 0) break;
      if (n > 0 && bytes + item.bytes.length > MOST_BYTES_AT_ONCE) break;
      bytes += item.bytes.length;
    }
    return this.#items.splice(0, n);
  }

  /** The same, and waits for it. Nothing: it is over. */
  *take(): Coroutine<Item[]> {
    for (;;) {
      const items = this.next();
      // Others may bring what is left, at the same time.
      if (this.#items.length > 0) this.bell.trySend();
      if (items.length > 0 || this.isOver) return items;
      yield* this.bell.next();
    }
  }

  /** Has anything been sent? */
  get isUsed(): boolean {
    return this.#taken + this.#underWay > 0;
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** As `close`; whoever calls asks for the failure later. */
  shut(): void {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    this.#add(close);
    this.senders.completeAll();
  }

  /** The target has taken so many values. */
  took(values: number): void {
    this.#underWay -= values;
    this.#taken += values;
    if (this.isReady) this.senders.completeAll();
  }

  /** Nothing is to be done any more: the target is closed, or has failed with what `make` makes. */
  over(make?: (origin: Origin) => unknown): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    if (make !== undefined) this.#failure = { make };
    this.#items = [];
    this.bell.close();
    this.senders.completeAll();
    this.closers.completeAll();
  }
}

const becomingReady = way<OpenFarSink<never>, void>({
  attempt: ({ subject }) => {
    if (!subject.isReady) return false;
    subject.checkOpen();
    return true;
  },
  enlist: (wait) => wait.subject.senders.add(wait),
  withdraw: (wait) => wait.subject.senders.remove(wait),
  take: ({ subject }) => subject.checkOpen(),
  describe: ({ subject }) => `ready of ${subject.name}`,
});

const ending = way<OpenFarSink<never>, void>({
  attempt: ({ subject }) => subject.isOver,
  enlist: (wait) => wait.subject.closers.add(wait),
  withdraw: (wait) => wait.subject.closers.remove(wait),
  take: ({ subject }) => subject.checkEnd(),
  describe: ({ subject }) => `end of ${subject.name}`,
});
