// What a channel does, in the simplest words: three lists. It is told the same steps as the real one.

/** One step of a script; `n` chooses among the tasks that there are. */
export type Step =
  | { do: 'send' | 'receive' | 'next' | 'select' }
  | { do: 'trySend' | 'tryReceive' | 'settle' | 'close' }
  | { do: 'kill'; n: number };

/** A task that performs one operation. */
interface Actor {
  value: number | undefined;
  /** `handed`: it is over, but the task has had no turn since. */
  state: 'waiting' | 'handed' | 'over';
  outcome: string;
  /** What a receiver says of the end of the channel. */
  atEnd: string;
}

export class Model {
  readonly #capacity: number;
  readonly #actors: Actor[] = [];
  readonly #senders: Actor[] = [];
  readonly #receivers: Actor[] = [];
  /** Values in order of age, which is their order of sending. */
  readonly #buffer: number[] = [];
  #closed = false;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get statistics() {
    return {
      length: this.#buffer.length,
      senders: this.#senders.length,
      receivers: this.#receivers.length,
      closed: this.#closed,
    };
  }

  /** How each task has ended, or that it waits. */
  get outcomes(): string[] {
    return this.#actors.map(({ outcome }) => outcome);
  }

  /** A task performs a send: it is over, or it waits. */
  send(value: number): void {
    const sender = this.#act(value);
    if (this.#closed) this.#over(sender, 'ClosedError');
    else if (this.trySend(value)) this.#over(sender, 'sent');
    else this.#senders.push(sender);
    this.settle();
  }

  /** A task performs a receive or a next. */
  receive(atEnd: string): void {
    const receiver = this.#act(undefined, atEnd);
    const got = this.tryReceive();
    if (typeof got === 'number') this.#over(receiver, `got ${got}`);
    else if (this.#closed) this.#over(receiver, atEnd);
    else this.#receivers.push(receiver);
    this.settle();
  }

  trySend(value: number): boolean | string {
    if (this.#closed) return 'ClosedError';
    const receiver = this.#receivers.shift();
    if (receiver !== undefined) this.#hand(receiver, value);
    else if (this.#buffer.length < this.#capacity) this.#buffer.push(value);
    else return false;
    return true;
  }

  tryReceive(): number | undefined | string {
    const meets = this.#capacity === 0 && this.#buffer.length === 0 && this.#senders.length > 0;
    const value = meets ? this.#letIn() : this.#buffer.shift();
    if (!meets && this.#buffer.length < this.#capacity && this.#senders.length > 0)
      this.#buffer.push(this.#letIn());
    return value ?? (this.#closed ? 'ClosedError' : undefined);
  }

  close(): void {
    this.#closed = true;
    for (const sender of this.#senders.splice(0)) this.#end(sender, 'ClosedError');
    for (const receiver of this.#receivers.splice(0)) this.#end(receiver, receiver.atEnd);
  }

  /** A kill leaves no trace: what a receiver was handed goes to the next one, or back to its place. */
  kill(n: number): void {
    if (this.#actors.length === 0) return;
    const actor = this.#actors[n % this.#actors.length]!;
    if (actor.state === 'over') return;
    const held =
      actor.state === 'handed' && actor.outcome.startsWith('got') ? actor.value : undefined;
    for (const list of [this.#senders, this.#receivers]) {
      if (list.includes(actor)) list.splice(list.indexOf(actor), 1);
    }
    this.#over(actor, 'killed');
    if (held === undefined) return;
    const next = this.#receivers.shift();
    if (next !== undefined) this.#hand(next, held);
    else this.#putBack(held);
  }

  #putBack(held: number): void {
    const younger = this.#buffer.findIndex((value) => value > held);
    this.#buffer.splice(younger < 0 ? this.#buffer.length : younger, 0, held);
  }

  /** Everybody has had a turn. */
  settle(): void {
    for (const actor of this.#actors) if (actor.state === 'handed') actor.state = 'over';
  }

  #act(value?: number, atEnd = ''): Actor {
    const actor: Actor = { value, state: 'waiting', outcome: 'waits', atEnd };
    this.#actors.push(actor);
    return actor;
  }

  #letIn(): number {
    const sender = this.#senders.shift()!;
    this.#end(sender, 'sent');
    return sender.value!;
  }

  #hand(receiver: Actor, value: number): void {
    receiver.value = value;
    this.#end(receiver, `got ${value}`);
  }

  #end(actor: Actor, outcome: string): void {
    actor.state = 'handed';
    actor.outcome = outcome;
  }

  #over(actor: Actor, outcome: string): void {
    actor.state = 'over';
    actor.outcome = outcome;
  }
}
