// A link inside one program: two ends in memory, with weather. For tests of what is said over links,
// under every schedule: each arrival is a turn of its own, so a simulation chooses its moment.

import {
  Alarm,
  ClosedError,
  currentScheduler,
  LinkLostError,
  type Operation,
  type Runnable,
  type Scheduler,
  Wait,
  WaitList,
  way,
} from '../kernel/index.ts';
import type { LinkListener, Message, PeerLink } from './link.ts';

/** How many messages may be under way, one direction, before `send` waits. */
const CAPACITY = 16;

/** A pair of ends, and the weather between them. */
export interface MemoryLinks {
  readonly ends: readonly [PeerLink, PeerLink];
  /** Nothing arrives any more, in neither direction; both ends are told, as by a lost connection. */
  cut(error?: unknown): void;
  /** The next `count` messages to this end vanish. */
  drop(end: 0 | 1, count?: number): void;
  /** What is under way waits until `resume`. */
  pause(): void;
  resume(): void;
  /** From now on each message is under way for so many milliseconds. */
  delay(ms: number): void;
}

/**
 * Makes a link inside this program. Messages are copied, as on any other link, and arrive in order,
 * each in a turn of its own.
 *
 * @example
 * import { run } from 'offshoot';
 * import { memoryLinks } from 'offshoot/wire';
 *
 * await run(function* () {
 *   const [here, there] = memoryLinks().ends;
 *   yield* here.send({ hello: 'there' });
 *   return yield* there.receive();
 * }) // => { hello: 'there' }
 */
export function memoryLinks(): MemoryLinks {
  return memoryLinksOn(currentScheduler());
}

/** The same, for whoever is nobody's task. */
export function memoryLinksOn(scheduler: Scheduler): MemoryLinks {
  const ways = [new Direction(scheduler), new Direction(scheduler)] as const;
  const [there, back] = ways;
  return {
    ends: [new MemoryLink(back, there), new MemoryLink(there, back)],
    cut: (error = new LinkLostError('the link was cut')) => ways.forEach((each) => each.cut(error)),
    drop: (end, count = 1) => void (ways[end === 0 ? 1 : 0].dropping += count),
    pause: () => ways.forEach((each) => each.pause()),
    resume: () => ways.forEach((each) => each.resume()),
    delay: (ms) => ways.forEach((each) => void (each.delayMs = ms)),
  };
}

/** What is under way in one direction: `null` at its end is the close. */
type Parcel = { message: Message; due: number } | { end: { error: unknown } };

class Direction implements Runnable {
  readonly #scheduler: Scheduler;
  readonly #transit: Parcel[] = [];
  readonly #arrived: Message[] = [];
  readonly senders = new WaitList();
  readonly receivers = new WaitList();
  listener: LinkListener | null = null;
  dropping = 0;
  delayMs = 0;
  /** The sender's side has closed it, or it was cut. */
  shut: { error: unknown } | null = null;
  /** The receiver's side knows it. */
  ended: { error: unknown } | null = null;
  #paused = false;
  #asked = false;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  // ---- the sender's side

  get isFull(): boolean {
    return this.#transit.length + this.#arrived.length >= CAPACITY;
  }

  put(message: Message, transfer: readonly ArrayBuffer[] = []): void {
    const copy: Message = structuredClone(message, { transfer: [...transfer] });
    if (this.dropping > 0) this.dropping--;
    else this.#transit.push({ message: copy, due: this.#scheduler.clock.now() + this.delayMs });
    this.#ask();
  }

  close(error: unknown): void {
    if (this.shut !== null) return;
    this.shut = { error };
    this.#transit.push({ end: this.shut });
    this.#ask();
    this.#refuseSenders();
  }

  cut(error: unknown): void {
    // If it was closed before, that counts.
    this.shut ??= { error };
    this.#transit.length = 0;
    this.#end(this.shut);
    this.#refuseSenders();
  }

  #refuseSenders(): void {
    for (let wait = this.senders.take(); wait !== null; wait = this.senders.take())
      wait.fail(closedWith(this.shut!));
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#ask();
  }

  // ---- under way

  #ask(): void {
    if (this.#asked || this.#paused || this.#transit.length === 0) return;
    this.#asked = true;
    const first = this.#transit[0]!;
    const wait = 'due' in first ? first.due - this.#scheduler.clock.now() : 0;
    if (wait <= 0) this.#scheduler.enqueue(this);
    else this.#scheduler.startTimer(new Alarm(() => this.#scheduler.enqueue(this)), wait);
  }

  /** One message arrives. */
  step(): void {
    this.#asked = false;
    if (this.#paused) return;
    const parcel = this.#transit.shift();
    if (parcel === undefined) return;
    this.#ask();
    if ('end' in parcel) this.#end(parcel.end);
    else if (this.listener !== null) this.listener.received(parcel.message);
    else this.#arrive(parcel.message);
  }

  // ---- the receiver's side

  #arrive(message: Message): void {
    const receiver = this.receivers.take();
    if (receiver === null) this.#arrived.push(message);
    else receiver.complete(message);
    this.#letIn();
  }

  get hasArrived(): boolean {
    return this.#arrived.length > 0;
  }

  take(): Message {
    const message = this.#arrived.shift()!;
    this.#letIn();
    return message;
  }

  /** It was taken by one who could not use it. */
  putBack(message: Message): void {
    const receiver = this.receivers.take();
    if (receiver === null) this.#arrived.unshift(message);
    else receiver.complete(message);
  }

  #letIn(): void {
    while (!this.isFull && !this.senders.empty) {
      const sender = this.senders.take()!;
      this.put(sender.message as Message);
      sender.complete(undefined);
    }
  }

  #end(end: { error: unknown }): void {
    if (this.ended !== null) return;
    this.ended = end;
    for (let wait = this.receivers.take(); wait !== null; wait = this.receivers.take())
      wait.fail(closedWith(end));
    this.listener?.closed(end.error);
  }

  listen(listener: LinkListener): void {
    this.listener = listener;
    while (this.hasArrived) listener.received(this.take());
    if (this.ended !== null) listener.closed(this.ended.error);
  }
}

function closedWith({ error }: { error: unknown }): unknown {
  return error ?? new ClosedError('the link is closed');
}

class MemoryLink implements PeerLink {
  readonly form = 'clone';
  readonly #in: Direction;
  readonly #out: Direction;

  constructor(incoming: Direction, outgoing: Direction) {
    this.#in = incoming;
    this.#out = outgoing;
  }

  send(message: Message): Operation<void> {
    return new Wait(sending, this.#out, message);
  }

  receive(): Operation<Message> {
    return new Wait(receiving, this.#in) as Operation<unknown> as Operation<Message>;
  }

  post(message: Message, transfer?: readonly ArrayBuffer[]): void {
    if (this.#out.shut === null) this.#out.put(message, transfer);
  }

  listen(listener: LinkListener): void {
    this.#in.listen(listener);
  }

  hold(): void {
    // Memory keeps no event loop alive.
  }

  close(error?: unknown): void {
    this.#out.close(error);
    this.#in.cut(error);
  }

  get closed(): boolean {
    return this.#out.shut !== null || this.#in.ended !== null;
  }
}

const sending = way<Direction, void>({
  attempt: ({ subject, message }) => {
    if (subject.shut !== null) throw closedWith(subject.shut);
    if (subject.isFull) return false;
    subject.put(message as Message);
    return true;
  },
  enlist: (wait) => wait.subject.senders.add(wait),
  withdraw: (wait) => wait.subject.senders.remove(wait),
  describe: () => 'send on a link',
});

const receiving = way<Direction>({
  attempt: (wait) => {
    const { subject } = wait;
    if (subject.hasArrived) wait.value = subject.take();
    else if (subject.ended === null) return false;
    else throw closedWith(subject.ended);
    return true;
  },
  enlist: (wait) => wait.subject.receivers.add(wait),
  withdraw: (wait) => wait.subject.receivers.remove(wait),
  discard: (wait) => wait.subject.putBack(wait.value as Message),
  describe: () => 'receive on a link',
});
