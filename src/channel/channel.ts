// A channel carries values from senders to receivers, in order, through a bounded buffer.
//
// Invariants
//   At most one of senders and receivers holds anyone,
//     except a select that stands on both sides; it never meets itself.
//   A waiting receiver means the buffer is empty; a waiting sender means it is full.
//   Once closed, no sender waits; once closed and drained, no receiver waits.
// They hold for those of this place. What is offered or was sent ahead to another one (far.ts) is no
// longer here, and may come back; while it is ahead, the channel is held: nobody here overtakes it.
//
// Each method that waits is its non-waiting twin plus standing in line, in Go's order:
// refuse, hand over, buffer, wait.

import {
  checkCount,
  ClosedError,
  type Operation,
  Wait,
  WaitList,
  way,
  whoIsRunning,
} from '../kernel/index.ts';
import { Buffer, Returned } from './buffer.ts';

/** The half of a channel that takes values in. */
export interface Sender<in T> {
  /** Waits until the value is buffered or handed over. Primitive. ClosedError once closed. */
  send(value: T): Operation<void>;
  /** Sends if that needs no waiting, and tells whether it did. ClosedError once closed. */
  trySend(value: T): boolean;
  /** No more values: receivers drain what is buffered, then it ends, with `error` if there is one. */
  close(error?: unknown): void;
  readonly closed: boolean;
}

/** The half of a channel that gives values out. */
export interface Receiver<out T> extends AsyncIterable<T> {
  /** Waits for a value. Primitive. Once closed and drained: ClosedError, or what it was closed with. */
  receive(): Operation<T>;
  /** Waits for a value, or the end as a value: `{ done: true }`. Primitive. Throws what it was closed with. */
  next(): Operation<IteratorResult<T, undefined>>;
  /** Receives if that needs no waiting. Once closed and drained: as `receive`. */
  tryReceive(): { value: T } | undefined;
  readonly closed: boolean;
  readonly length: number;
}

/** What a channel says of itself. */
export interface ChannelStatistics {
  name: string;
  capacity: number;
  /** Values in the buffer. */
  length: number;
  senders: number;
  receivers: number;
  closed: boolean;
}

/** Both halves. */
export interface Channel<in out T> extends Sender<T>, Receiver<T> {
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
export function channel<T>(capacity = 0): Channel<T> {
  return new OpenChannel<T>(checkCount('capacity', capacity, 0, true));
}

/** Those who use a channel from elsewhere (far.ts), as far as the channel must know them. */
interface FarSide {
  /** Does a receiver elsewhere come next? */
  readonly isNext: boolean;
  /** Takes the receiver elsewhere to whom values are sent ahead off the line, if he waits. */
  takeAhead(): Wait<unknown> | null;
  senderWaits(): void;
  receiverWaits(): void;
  closed(error: unknown): void;
}

export class OpenChannel<T> implements Channel<T> {
  name = 'channel';
  readonly capacity: number;
  readonly senders = new WaitList();
  readonly receivers = new WaitList();
  readonly buffer = new Buffer<T>();
  far: FarSide | null = null;
  /** Values are ahead, with a receiver elsewhere: those of this place have to wait. */
  held = false;
  /** Come before the buffer's: they had been handed over when it was empty. Never empty itself. */
  #returned: Returned<T> | null = null;
  #turns = 0;
  // Handed out again and again, as long as nobody performs them: a wait that stays where it is costs
  // no memory and no write barrier, which was a seventh of a round trip (measured).
  #receive: Wait<unknown, OpenChannel<unknown>> | null = null;
  #next: Wait<unknown, OpenChannel<unknown>> | null = null;
  #end: { by: string | undefined; error: unknown } | null = null;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** What it is called where it is taken for something else. */
  get [Symbol.toStringTag](): string {
    return 'Channel';
  }

  get closed(): boolean {
    return this.#end !== null;
  }

  get length(): number {
    const { length } = this.buffer;
    return this.#returned === null ? length : length + this.#returned.length;
  }

  send(value: T): Operation<void> {
    return new Wait(sending, this, value);
  }

  receive(): Operation<T> {
    return (this.#receive ??= new Wait(receiving, this)).handOut() as Operation<T>;
  }

  next(): Operation<IteratorResult<T, undefined>> {
    const next: Operation<unknown> = (this.#next ??= new Wait(stepping, this)).handOut();
    return next as Operation<IteratorResult<T, undefined>>;
  }

  trySend(value: T): boolean {
    if (this.#end !== null) throw this.refusal('send');
    const receiver = this.#nextReceiver();
    if (receiver !== null) hand(value, receiver, ++this.#turns);
    else if (this.length < this.capacity) this.buffer.push(value);
    else return false;
    return true;
  }

  tryReceive(): { value: T } | undefined {
    if (this.has()) return { value: this.get() };
    if (this.held) this.far!.receiverWaits();
    if (this.#end === null || this.held) return undefined;
    throw this.ending();
  }

  close(error?: unknown): void {
    if (this.#end !== null) return;
    this.#end = { by: whoIsRunning()?.name, error };
    for (let send = this.senders.take(); send !== null; send = this.senders.take())
      send.fail(this.refusal('send'));
    if (this.held) {
      const ahead = this.far!.takeAhead();
      if (ahead !== null) this.#endOf(ahead);
    } else this.#endReceivers();
    this.far?.closed(error);
  }

  #endReceivers(): void {
    for (let wait = this.receivers.take(); wait !== null; wait = this.receivers.take())
      this.#endOf(wait);
  }

  /** It was closed while this waited. */
  #endOf(wait: Wait<unknown>): void {
    if (wait.way === stepping && this.#end!.error === undefined) wait.complete(END);
    else wait.fail(this.ending());
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (let got = await this.next(); !got.done; got = await this.next()) yield got.value;
  }

  statistics(): ChannelStatistics {
    const { name, capacity, length, closed } = this;
    return {
      name,
      capacity,
      length,
      closed,
      senders: this.senders.count(),
      receivers: this.receivers.count(),
    };
  }

  // ---- for the waits

  /** Is there a value to be had without waiting? */
  has(): boolean {
    return (this.length > 0 || !this.senders.empty) && !this.held;
  }

  /** Takes the oldest value; a sender that waited gets the room that this makes. Only if there is one. */
  get(): T {
    if (this.length === 0) return takenFrom(this.senders.take()!) as T;
    const value = this.#returned === null ? this.buffer.shift() : this.#getReturned();
    if (!this.senders.empty && this.length < this.capacity) {
      // Buffered before the sender is told: what its end sets off must find the channel in order.
      const sender = this.senders.take()!;
      this.buffer.push(sender.message as T);
      sender.complete(undefined);
    }
    return value;
  }

  #getReturned(): T {
    const returned = this.#returned!;
    const value = returned.shift();
    if (returned.length === 0) this.#returned = null;
    return value;
  }

  /** Stands for the order in which values were handed out. */
  nextTurn(): number {
    return ++this.#turns;
  }

  /** With a buffer, values go into it; without, a sender waits until the receiver elsewhere has committed. */
  get meetsFar(): boolean {
    return this.far !== null && this.capacity === 0 && this.far.isNext;
  }

  #nextReceiver(): Wait<unknown> | null {
    return this.held ? this.far!.takeAhead() : this.receivers.take();
  }

  /** A value was handed to a task that was killed before it could take it: the next one gets it. */
  putBack(value: T, turn: number): void {
    const receiver = this.#nextReceiver();
    if (receiver !== null) hand(value, receiver, turn);
    else (this.#returned ??= new Returned()).add(turn, value);
  }

  /** A sender was offered to a receiver elsewhere, who declined: it is the first in line, as before. */
  sendAgain(sender: Wait<unknown>): void {
    if (this.#end !== null) sender.fail(this.refusal('send'));
    else if (this.receivers.empty || this.held || this.meetsFar) {
      this.senders.addFirst(sender);
      this.far!.senderWaits();
    } else hand(takenFrom(sender), this.receivers.take()!, ++this.#turns);
  }

  /** Values that were sent ahead are back, or were received: those of this place go on. */
  release(): void {
    this.held = false;
    while (!this.receivers.empty && this.has()) {
      if (this.meetsFar && this.length === 0) this.far!.senderWaits();
      else {
        const receiver = this.receivers.take()!;
        hand(this.get(), receiver, ++this.#turns);
      }
    }
    if (this.#end !== null) this.#endReceivers();
  }

  /** There is nothing to be had, now and later. */
  get isDrained(): boolean {
    return this.#end !== null && !this.held;
  }

  /** How it ended; `error` is undefined for a plain close. */
  get end(): { error: unknown } | null {
    return this.#end;
  }

  /** What a receiver is told at the end. */
  ending(): unknown {
    const error = this.#end?.error;
    return error === undefined ? this.refusal('receive') : error;
  }

  refusal(what: string): ClosedError {
    const by = this.#end?.by;
    return new ClosedError(
      `cannot ${what} on channel "${this.name}": it was closed${by === undefined ? '' : ` by task "${by}"`}`,
    );
  }
}

function hand(value: unknown, receiver: Wait<unknown>, turn: number): void {
  receiver.ticket = turn;
  receiver.complete(value);
}

/** What it sends; it goes on. */
function takenFrom(sender: Wait<unknown>): unknown {
  const { message } = sender;
  sender.complete(undefined);
  return message;
}

type SendWait = Wait<void, OpenChannel<unknown>>;

function sent(wait: SendWait): boolean {
  const channel = wait.subject;
  return !channel.meetsFar && channel.trySend(wait.message);
}

const sending = way<OpenChannel<unknown>, void>({
  attempt: sent,
  perform: (wait, task) => {
    if (sent(wait)) return true;
    const { senders, far } = wait.subject;
    wait.waitIn(senders, task);
    far?.senderWaits();
    return false;
  },
  enlist: (wait) => {
    wait.subject.senders.add(wait);
    wait.subject.far?.senderWaits();
  },
  withdraw: (wait) => {
    // It does not stand in line while it is offered to a receiver elsewhere.
    if (wait.ticket === 0) wait.subject.senders.remove(wait);
    wait.ticket = 0;
  },
  describe: ({ subject }) => `send on channel "${subject.name}"`,
});

type ReceiveWait = Wait<unknown, OpenChannel<unknown>>;

function received(wait: ReceiveWait): boolean {
  const channel = wait.subject;
  if (channel.has()) wait.value = channel.get();
  else if (!channel.isDrained) return false;
  else throw channel.ending();
  return true;
}

function standInLine(wait: Wait<unknown, OpenChannel<unknown>>): void {
  wait.subject.receivers.add(wait);
  wait.subject.far?.receiverWaits();
}

/** `receive`: a value, or the end as an error. */
const receiving = way<OpenChannel<unknown>>({
  attempt: received,
  perform: (wait, task) => {
    if (received(wait)) return true;
    const { receivers, far } = wait.subject;
    wait.waitIn(receivers, task);
    far?.receiverWaits();
    return false;
  },
  enlist: standInLine,
  withdraw: (wait) => wait.subject.receivers.remove(wait),
  discard: (wait) => wait.subject.putBack(wait.value, wait.ticket),
  describe: ({ subject }) => `receive on channel "${subject.name}"`,
});

/** Stands for the end where a value could stand. */
const END = Symbol('end');

/** `next`: a value or the end. */
const stepping = way<OpenChannel<unknown>>({
  attempt: (wait) => {
    const channel = wait.subject;
    if (channel.has()) wait.value = channel.get();
    else if (!channel.isDrained) return false;
    else if (channel.end!.error !== undefined) throw channel.end!.error;
    else wait.value = END;
    return true;
  },
  enlist: standInLine,
  withdraw: (wait) => wait.subject.receivers.remove(wait),
  discard: (wait) => {
    if (wait.value !== END) wait.subject.putBack(wait.value, wait.ticket);
  },
  take: (wait): IteratorResult<unknown, undefined> => {
    const { value } = wait;
    wait.value = undefined;
    return value === END ? { done: true, value: undefined } : { done: false, value };
  },
  describe: ({ subject }) => `receive on channel "${subject.name}"`,
});
