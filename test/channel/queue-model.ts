// What a queue does, in the simplest words: lists. It is told the same steps as the real one.

/** One step of a script; `n` chooses among the tasks that there are. */
export type Step =
  | { do: 'put' | 'tryPut'; value: number }
  | { do: 'get' | 'tryGet' | 'join' | 'taskDone' | 'close' | 'closeNow' | 'settle' }
  | { do: 'kill'; n: number };

export type Order = 'fifo' | 'lifo' | 'priority';

interface Entry {
  value: number;
  turn: number;
}

interface Actor {
  what: 'put' | 'get' | 'join';
  entry: Entry;
  /** `handed`: it is over, but the task has had no turn since. */
  state: 'waiting' | 'handed' | 'over';
  outcome: string;
}

/** What comes first. */
const before: Record<Order, (a: Entry, b: Entry) => number> = {
  fifo: (a, b) => a.turn - b.turn,
  lifo: (a, b) => b.turn - a.turn,
  priority: (a, b) => a.value - b.value || a.turn - b.turn,
};

export class Model {
  readonly #order: Order;
  readonly #maxSize: number;
  readonly #actors: Actor[] = [];
  #entries: Entry[] = [];
  #turns = 0;
  #unfinished = 0;
  #closed: 'no' | 'draining' | 'now' = 'no';

  constructor(order: Order, maxSize: number) {
    this.#order = order;
    this.#maxSize = maxSize;
  }

  get outcomes(): string[] {
    return this.#actors.map(({ outcome }) => outcome);
  }

  get statistics() {
    return {
      length: this.#entries.length,
      unfinished: this.#unfinished,
      putters: this.#line('put').length,
      getters: this.#line('get').length,
      joiners: this.#line('join').length,
      closed: this.#closed !== 'no',
    };
  }

  put(value: number): void {
    const got = this.tryPut(value);
    const actor = this.#act('put', value);
    if (got !== false) this.#over(actor, got === true ? 'put' : got);
    this.settle();
  }

  get(): void {
    const got = this.tryGet();
    const actor = this.#act('get', 0);
    if (got !== undefined) this.#over(actor, typeof got === 'number' ? `got ${got}` : got);
    this.settle();
  }

  join(): void {
    const actor = this.#act('join', 0);
    if (this.#unfinished === 0) this.#over(actor, 'joined');
    this.settle();
  }

  tryPut(value: number): boolean | string {
    if (this.#closed !== 'no') return 'ClosedError';
    if (this.#entries.length >= this.#maxSize) return false;
    this.#letIn(value);
    return true;
  }

  tryGet(): number | string | undefined {
    const first = this.#entries.toSorted(before[this.#order])[0];
    if (first === undefined) return this.#closed === 'no' ? undefined : 'ClosedError';
    this.#entries = this.#entries.filter((entry) => entry !== first);
    const putter = this.#line('put')[0];
    if (putter !== undefined && this.#entries.length < this.#maxSize) {
      this.#letIn(putter.entry.value);
      this.#hand(putter, 'put');
    }
    return first.value;
  }

  taskDone(): string {
    if (this.#unfinished <= this.#entries.length) return 'RangeError';
    this.#finish(1);
    return 'done';
  }

  close(): void {
    if (this.#closed === 'no') this.#closed = 'draining';
    for (const actor of [...this.#line('put'), ...this.#line('get')])
      this.#hand(actor, 'ClosedError');
  }

  closeNow(): number[] {
    this.close();
    this.#closed = 'now';
    const left = this.#entries.toSorted(before[this.#order]).map(({ value }) => value);
    this.#entries = [];
    this.#finish(left.length);
    return left;
  }

  /** What a getter was handed goes to the next one, or back to its place; what was put stays put. */
  kill(n: number): void {
    const actor = this.#actors[n % this.#actors.length];
    if (actor === undefined || actor.state === 'over') return;
    const held = actor.state === 'handed' && actor.outcome.startsWith('got');
    this.#over(actor, 'killed');
    if (held) this.#giveBack(actor.entry);
  }

  settle(): void {
    for (const actor of this.#actors) if (actor.state === 'handed') actor.state = 'over';
  }

  #giveBack(entry: Entry): void {
    const next = this.#line('get')[0];
    if (next !== undefined) this.#hand(next, `got ${entry.value}`, entry);
    else if (this.#closed === 'now') this.#finish(1);
    else this.#entries.push(entry);
  }

  #letIn(value: number): void {
    const entry = { value, turn: ++this.#turns };
    this.#unfinished++;
    const getter = this.#line('get')[0];
    if (getter !== undefined) this.#hand(getter, `got ${value}`, entry);
    else this.#entries.push(entry);
  }

  #finish(count: number): void {
    this.#unfinished = Math.max(0, this.#unfinished - count);
    if (this.#unfinished > 0) return;
    for (const actor of this.#line('join')) this.#hand(actor, 'joined');
  }

  #line(what: Actor['what']): Actor[] {
    return this.#actors.filter((actor) => actor.what === what && actor.state === 'waiting');
  }

  #act(what: Actor['what'], value: number): Actor {
    const actor: Actor = { what, entry: { value, turn: 0 }, state: 'waiting', outcome: 'waits' };
    this.#actors.push(actor);
    return actor;
  }

  #hand(actor: Actor, outcome: string, entry: Entry = actor.entry): void {
    actor.state = 'handed';
    actor.outcome = outcome;
    actor.entry = entry;
  }

  #over(actor: Actor, outcome: string): void {
    actor.state = 'over';
    actor.outcome = outcome;
  }
}
