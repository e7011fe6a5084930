// Receiving at the far end of a channel (messages.ts draws what is said).
//
// Invariants
//   Each receiver that waits has a ticket in the home's line, or values come ahead by credit.
//   A ticket that was committed to is for the receiver who has waited longest, whoever that is by then.
//   A receiver waits only while nothing lies here.

import { Buffer, Returned } from '../../channel/index.ts';
import { CodecError, Wait, WaitList, way } from '../../kernel/index.ts';
import type { FarChannel } from './far-channel.ts';
import * as say from './messages.ts';
import type { Message } from './messages.ts';

/** So many values come ahead, at most. */
const MAX_WINDOW = 256;

/** A value that belongs to this place, with its turn in the home's order; or why it could not travel. */
interface Arrived {
  readonly value: unknown;
  readonly turn: number;
  readonly failed: boolean;
}

/** What was sent ahead; it outlives a far end that nobody has any more. */
export class Inbox {
  readonly #values = new Buffer<Arrived>();
  readonly #returned = new Returned<Arrived>();

  get length(): number {
    return this.#values.length + this.#returned.length;
  }

  push(arrived: Arrived): void {
    this.#values.push(arrived);
  }

  putBack(arrived: Arrived): void {
    this.#returned.add(arrived.turn, arrived);
  }

  shift(): Arrived {
    return this.#returned.length > 0 ? this.#returned.shift() : this.#values.shift();
  }

  /** Takes all values out. */
  drain(): Arrived[] {
    const all: Arrived[] = [];
    while (this.length > 0) all.push(this.shift());
    return all.filter(({ failed }) => !failed);
  }
}

type End = FarChannel<unknown>;

/** The receivers of one far end. */
export class Receiving {
  readonly inbox = new Inbox();
  /** Closed and drained. */
  end: { error: unknown } | null = null;
  readonly #of: End;
  readonly #receivers = new WaitList();
  /** How many receivers wait. */
  waiting = 0;
  /** In the home's line: null, or what was offered and is committed to. */
  readonly #tickets = new Map<number, Arrived | null>();
  #committed = 0;
  /** Values come ahead; `due` more were promised; somebody had to wait since the window grew. */
  #stream: { window: number; due: number; ranDry: boolean } | null = null;

  /** What was sent ahead to an earlier far end is to go back; nothing is asked for before. */
  #isStale: boolean;

  constructor(of: End, isStale: boolean) {
    this.#of = of;
    this.#isStale = isStale;
  }

  // ---- for the waits

  /** Takes what lies here; throws what could not travel. Only if there is something. */
  take(): Arrived {
    const arrived = this.inbox.shift();
    this.#readOn();
    if (arrived.failed) throw arrived.value;
    return arrived;
  }

  /** What a receiver is told at the end. */
  ending(): unknown {
    return this.end?.error ?? this.#of.refusal('receive');
  }

  wants(wait: Wait<unknown>): void {
    this.#receivers.add(wait);
    this.waiting++;
    this.#of.peer.needed(1);
    this.#ask();
  }

  leaves(wait: Wait<unknown>): void {
    this.#receivers.remove(wait);
    this.#left();
    this.#pass();
  }

  #left(): void {
    this.waiting--;
    this.#of.peer.needed(-1);
  }

  /** A value was given to a receiver who was killed before he could take it, or by one who relayed it. */
  giveBack(value: unknown, turn: number): void {
    const arrived = { value, turn, failed: false };
    if (this.waiting > 0) this.#deliver(arrived);
    else if (this.#stream !== null || this.#of.peer.over !== null) this.inbox.putBack(arrived);
    else this.#return(arrived);
  }

  /** For each receiver that waits a ticket, or credit. */
  #ask(): void {
    if (this.#stream !== null) {
      this.#stream.ranDry = true;
      this.#readOn();
      return;
    }
    while (this.#tickets.size < this.waiting && !this.#isStale) {
      const ticket = this.#of.peer.nextId();
      this.#tickets.set(ticket, null);
      this.#of.peer.post([say.WANT, this.#of.id, ticket]);
    }
  }

  /** Gives credit for more, when half of the window is used up. */
  #readOn(): void {
    const stream = this.#stream;
    if (stream === null) return;
    const room = stream.window - stream.due - this.inbox.length;
    if (2 * room < stream.window) return;
    stream.due += room;
    this.#of.peer.post([say.READ, this.#of.id, room]);
  }

  /** Gives up the tickets that nobody needs. */
  #pass(): void {
    for (const [ticket, offered] of [...this.#tickets].reverse()) {
      if (this.#tickets.size <= this.waiting) return;
      if (offered !== null) continue;
      this.#tickets.delete(ticket);
      this.#of.peer.post([say.PASS, this.#of.id, ticket]);
    }
  }

  #deliver(arrived: Arrived): void {
    const wait = this.#receivers.take()!;
    this.#left();
    wait.ticket = arrived.turn;
    if (arrived.failed) wait.fail(arrived.value);
    else wait.complete(arrived.value);
  }

  #return({ value, turn }: Arrived): void {
    this.#of.peer.postValue([say.RETURN, this.#of.id, turn], value, 'value');
  }

  // ---- what the home says

  received(message: Message): boolean {
    const { peer } = this.#of;
    const [kind, , number] = message as readonly [number, number, number];
    if (kind === say.OFFER) this.#offered(number, message);
    else if (kind === say.ACK) this.#acknowledged(number);
    else if (kind === say.TORN) this.#torn(number);
    else if (kind === say.UNSENDABLE) this.#unsendable(number, peer.unpackError(message, 3));
    else if (kind === say.END) this.#ended(peer.unpackError(message, 2));
    else if (kind === say.STREAM) this.#beginStream();
    else if (kind === say.DATA) this.#arrived(this.#valueOf(message, 2), message[5] === true);
    else if (kind === say.RECALL) this.#recall();
    else return false;
    return true;
  }

  /** The turn, then the value; or why it cannot be had here: a module that it needs failed to load. */
  #valueOf(message: Message, at: number): Arrived {
    const turn = message[at] as number;
    try {
      return { turn, value: this.#of.peer.unpack(message, at + 1), failed: false };
    } catch (error) {
      return { turn, value: error, failed: true };
    }
  }

  #offered(ticket: number, message: Message): void {
    // If it was given up meanwhile, the home hears that anyway.
    if (this.#tickets.has(ticket)) this.#commit(ticket, this.#valueOf(message, 3));
    else this.#of.peer.unread(message);
  }

  #commit(ticket: number, offered: Arrived): void {
    this.#tickets.set(ticket, offered);
    this.#committed++;
    this.#of.peer.kept.add(this.#of);
    this.#of.peer.post([say.COMMIT, this.#of.id, ticket]);
  }

  #acknowledged(ticket: number): void {
    const arrived = this.#tickets.get(ticket) ?? null;
    if (arrived === null) throw new CodecError(`nothing was committed to under ${ticket}`);
    this.#tickets.delete(ticket);
    this.#uncommitted();
    if (this.waiting > 0) this.#deliver(arrived);
    else if (!arrived.failed) this.#return(arrived);
  }

  #torn(ticket: number): void {
    this.#tickets.set(ticket, null);
    this.#uncommitted();
    this.#pass();
  }

  #uncommitted(): void {
    if (--this.#committed === 0) this.#of.peer.kept.delete(this.#of);
  }

  /** It came ahead, or it is offered. */
  #unsendable(ticket: number, error: unknown): void {
    const failure = { value: error, turn: 0, failed: true };
    if (ticket === 0) this.#arrived(failure, false);
    else if (this.#tickets.has(ticket)) this.#commit(ticket, failure);
  }

  #ended(error: unknown): void {
    // What goes back comes before the end.
    if (this.#isStale) return;
    this.end = { error };
    this.#of.shutWith(error);
    for (const [ticket, offered] of this.#tickets)
      if (offered === null) this.#tickets.delete(ticket);
    // Those who came first still get what is committed to.
    while (this.waiting > this.#committed) {
      const wait = this.#receivers.tail!;
      this.#receivers.remove(wait);
      this.#left();
      if (wait.way === stepping && error === undefined) wait.complete(END);
      else wait.fail(this.ending());
    }
  }

  #beginStream(): void {
    this.#tickets.clear();
    this.#stream = { window: 1, due: 0, ranDry: this.waiting > 0 };
    this.#readOn();
  }

  /** `isMore`: there are more at home, and no credit for them. */
  #arrived(arrived: Arrived, isMore: boolean): void {
    const stream = this.#stream;
    if (stream === null) {
      // It was on its way to an earlier far end.
      if (!arrived.failed) this.#return(arrived);
      return;
    }
    stream.due--;
    if (this.waiting > 0) this.#deliver(arrived);
    else this.inbox.push(arrived);
    if (isMore && stream.ranDry) {
      stream.window = Math.min(MAX_WINDOW, 2 * stream.window);
      stream.ranDry = false;
    }
    this.#readOn();
  }

  /** Others want to receive, too. */
  #recall(): void {
    this.#stream = null;
    this.#isStale = false;
    for (const arrived of this.inbox.drain()) this.#return(arrived);
    this.#of.peer.post([say.RETURNED, this.#of.id]);
    this.#ask();
  }

  /** The link is lost. What had come ahead is still here. */
  lost(error: unknown): void {
    for (let wait = this.#receivers.take(); wait !== null; wait = this.#receivers.take()) {
      this.#left();
      wait.fail(error);
    }
  }
}

/** Stands for the end where a value could stand. */
const END = Symbol('end');

type FarWait = Wait<unknown, End>;

function describe({ subject }: FarWait): string {
  return `${subject.words.receive} "${subject.name}" of ${subject.peer.name}`;
}

/** Is there something here? Throws what it was closed with, or how the link was lost. */
function received(wait: FarWait, atEnd: (error: unknown) => boolean): boolean {
  const { peer, receiving: here } = wait.subject;
  if (here.inbox.length > 0) {
    const { value, turn } = here.take();
    wait.value = value;
    wait.ticket = turn;
    return true;
  }
  if (here.end !== null) return atEnd(here.end.error);
  if (peer.over !== null) throw peer.over.error;
  return false;
}

/** `receive` */
export const receiving = way<End>({
  attempt: (wait) =>
    received(wait, () => {
      throw wait.subject.receiving.ending();
    }),
  enlist: (wait) => wait.subject.receiving.wants(wait),
  withdraw: (wait) => wait.subject.receiving.leaves(wait),
  discard: (wait) => wait.subject.receiving.giveBack(wait.value, wait.ticket),
  describe,
  external: ({ subject }) => subject.peer.external,
});

/** `next` */
export const stepping = way<End>({
  attempt: (wait) =>
    received(wait, (error) => {
      if (error !== undefined) throw error;
      wait.value = END;
      return true;
    }),
  enlist: (wait) => wait.subject.receiving.wants(wait),
  withdraw: (wait) => wait.subject.receiving.leaves(wait),
  discard: (wait) => {
    if (wait.value !== END) wait.subject.receiving.giveBack(wait.value, wait.ticket);
  },
  take: (wait): IteratorResult<unknown, undefined> => {
    const { value } = wait;
    wait.value = undefined;
    return value === END ? { done: true, value: undefined } : { done: false, value };
  },
  describe,
  external: ({ subject }) => subject.peer.external,
});
