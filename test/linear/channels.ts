// Channels, and selects over both ends of several.
import { type Channel, channel, type Operation, pause, select } from 'offshoot';
import type { Effect, Model, Moment } from './checker.ts';
import type { History } from './history.ts';
import type { Subject } from './play.ts';

/** One end of one of the channels. */
interface End {
  do: 'send' | 'receive' | 'next' | 'trySend' | 'tryReceive' | 'close' | 'length';
  on: number;
  value?: number;
}

type Call = End | { do: 'select'; cases: readonly End[] };

/** What is in one channel. */
interface Content {
  /** Oldest first. */
  readonly left: readonly number[];
  /** In the middle of a meeting: given, and not yet taken. */
  readonly hand: number | null;
  readonly closed: boolean;
}

interface State {
  readonly channels: readonly Content[];
  /** All values that were sent, in their order. */
  readonly sent: readonly number[];
}

const CLOSED = 'ClosedError';

class ChannelModel implements Model<State, Call> {
  readonly initial: State;
  readonly #capacities: readonly number[];

  constructor(capacities: readonly number[]) {
    this.#capacities = capacities;
    const empty = { left: [], hand: null, closed: false };
    this.initial = { channels: capacities.map(() => empty), sent: [] };
  }

  lines(what: Call): readonly string[] {
    return what.do === 'select' ? what.cases.map(lineOf) : [lineOf(what)];
  }

  step(state: State, { what }: { what: Call }, moment: Moment): readonly Effect<State>[] {
    if (what.do !== 'select') return this.#end(state, what, moment);
    return what.cases.flatMap((one, key) => {
      return this.#end(state, one, moment).map(({ state: next, result }) => {
        return { state: next, result: result === CLOSED ? CLOSED : { key, value: result } };
      });
    });
  }

  settled({ channels }: State): boolean {
    return channels.every(({ hand }) => hand === null);
  }

  /** A value that was received goes back to its place; one that was sent stays. */
  undo(state: State, { what }: { what: Call }, result: unknown): State {
    if (what.do !== 'select') return this.#back(state, what, result);
    if (result === CLOSED) return state;
    const { key, value } = result as { key: number; value: unknown };
    return this.#back(state, what.cases[key]!, value);
  }

  #end(state: State, what: End, moment: Moment): Effect<State>[] {
    const { on, value = 0 } = what;
    const content = state.channels[on]!;
    // Who stands on both sides is met, not waited for.
    if (what.do === 'send') {
      const late = moment.waitsBefore(`send ${on}`, `receive ${on}`);
      return late ? [] : this.#send(state, on, value);
    }
    if (what.do === 'receive' || what.do === 'next') {
      const late = moment.waitsBefore(`receive ${on}`, `send ${on}`);
      return late ? [] : receive(state, what);
    }
    if (what.do === 'length') return [{ state, result: content.left.length }];
    if (what.do === 'close')
      return [{ state: put(state, on, { ...content, closed: true }), result: null }];
    if (what.do === 'trySend') return this.#trySend(state, on, value, moment);
    return this.#tryReceive(state, what, moment);
  }

  #send(state: State, on: number, value: number): Effect<State>[] {
    const content = state.channels[on]!;
    const { left, hand, closed } = content;
    const capacity = this.#capacities[on]!;
    if (closed) return [{ state, result: CLOSED }];
    const next = { ...state, sent: [...state.sent, value] };
    if (left.length < capacity)
      return [{ state: put(next, on, { ...content, left: [...left, value] }), result: null }];
    if (capacity > 0 || left.length > 0 || hand !== null) return [];
    return [{ state: put(next, on, { ...content, hand: value }), result: null }];
  }

  #trySend(state: State, on: number, value: number, moment: Moment): Effect<State>[] {
    const meets = this.#capacities[on]! > 0 || moment.waits(`receive ${on}`);
    const sent = meets || state.channels[on]!.closed ? this.#send(state, on, value) : [];
    if (sent.length === 0) return [{ state, result: false }];
    return sent.map((one) => ({ state: one.state, result: one.result === CLOSED ? CLOSED : true }));
  }

  #tryReceive(state: State, what: End, moment: Moment): Effect<State>[] {
    const got = receive(state, what);
    // A sender who waits comes to meet it.
    if (got.length > 0 || moment.waits(`send ${what.on}`)) return got;
    return [{ state, result: null }];
  }

  #back(state: State, { do: deed, on }: End, value: unknown): State {
    const content = state.channels[on]!;
    if (deed === 'send' || typeof value !== 'number') return state;
    const { sent } = state;
    const left = [...content.left, value].sort((a, b) => sent.indexOf(a) - sent.indexOf(b));
    return put(state, on, { ...content, left });
  }
}

function receive(state: State, { do: deed, on }: End): Effect<State>[] {
  const content = state.channels[on]!;
  const { left, hand, closed } = content;
  if (hand !== null) return [{ state: put(state, on, { ...content, hand: null }), result: hand }];
  const [first, ...rest] = left;
  if (first !== undefined)
    return [{ state: put(state, on, { ...content, left: rest }), result: first }];
  if (!closed) return [];
  return [{ state, result: deed === 'next' ? 'end' : CLOSED }];
}

function put(state: State, on: number, content: Content): State {
  return { ...state, channels: state.channels.with(on, content) };
}

function lineOf({ do: deed, on }: End): string {
  return `${deed === 'next' ? 'receive' : deed} ${on}`;
}

/** What a test needs of a channel. */
export type Tested = Pick<Channel<number>, 'send' | 'receive'> & Partial<Channel<number>>;

/** Channels of these capacities. `make` may be another one that is to do the same. */
export function channels(
  name: string,
  capacities: readonly number[],
  make: (capacity: number) => Tested = channel<number>,
): Subject<State, Call> {
  return {
    name,
    model: new ChannelModel(capacities),
    make: (history) => new Users(history, capacities.map(make)),
  };
}

/** What tasks do with channels. */
class Users {
  readonly #history: History<Call>;
  readonly #channels: readonly Tested[];
  #values = 0;

  constructor(history: History<Call>, tested: readonly Tested[]) {
    this.#history = history;
    this.#channels = tested;
  }

  *deed(task: number) {
    const how = this.#history.chance(9);
    const one = this.#end();
    if (how < 4) {
      const { what, operation } = one;
      yield* this.#history.perform(task, what, operation, (value) => value ?? null);
    } else if (how < 6) yield* this.#select(task, [one, this.#end()]);
    else {
      this.#act(task, one.what.on, how === 8 && this.#history.chance(4) === 3);
      yield* pause();
    }
  }

  /** One end, and the operation on it. */
  #end(): { what: End; operation: Operation<unknown> } {
    const on = this.#history.chance(this.#channels.length);
    const one = this.#channels[on]!;
    const how = this.#history.chance(5);
    if (how < 2) return { what: { do: 'receive', on }, operation: one.receive() };
    if (how === 2 && one.next !== undefined) {
      const operation = one.next().map((got) => (got.done === true ? 'end' : got.value));
      return { what: { do: 'next', on }, operation };
    }
    const value = ++this.#values;
    return { what: { do: 'send', on, value }, operation: one.send(value) };
  }

  *#select(task: number, ends: { what: End; operation: Operation<unknown> }[]) {
    const what = { do: 'select', cases: ends.map((one) => one.what) } as const;
    const operation = select(ends.map((one) => one.operation));
    yield* this.#history.perform(task, what, operation, ({ key, value }) => {
      return { key, value: value ?? null };
    });
  }

  #act(task: number, on: number, close: boolean): void {
    const one = this.#channels[on]!;
    const history = this.#history;
    const how = history.chance(3);
    if (one.close !== undefined && close)
      history.act(task, { do: 'close', on }, () => one.close!());
    else if (one.length !== undefined && how === 0)
      history.act(task, { do: 'length', on }, () => one.length, Number);
    else if (one.trySend !== undefined && how === 1) {
      const value = ++this.#values;
      history.act(task, { do: 'trySend', on, value }, () => one.trySend!(value), Boolean);
    } else if (one.tryReceive !== undefined) {
      const what = { do: 'tryReceive', on } as const;
      history.act(
        task,
        what,
        () => one.tryReceive!(),
        (got) => got?.value ?? null,
      );
    }
  }
}
