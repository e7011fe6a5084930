// Is there an order, one call after the other, that explains what many tasks saw at once?
//
// A history tells when each call began and ended. The checker goes through it from front to back with
// all configurations that could be true: the state of the model, and which of the calls under way
// have taken effect. Between two events any of those may take effect; when a call ends, only the
// configurations remain in which it had the result that was seen. If none remains, there is no order.
//
//   call a ── call b ── (b takes effect) ── end b ── (a takes effect) ── end a
//
// Calls here wait, and waits are cut (killed, timed out, lost in a select). What holds for those is
// stronger than usual, where a call that was cut may have taken effect or not:
//   A call that was cut has not taken effect. It may have had what it waited for, for a while, but
//     gave it back before it ended; where that is impossible the model says so (`undo`).
//   Who can go on does, before anything else happens (unless `prompt` is false).
//   Who came first goes first, where the model says so (`moment.waits`).
//   When all is quiet, whoever still waits must have to.
//
// Sources: J. Wing, C. Gong, "Testing and Verifying Concurrent Objects", 1993; G. Lowe, "Testing for
// Linearizability", 2016 (just-in-time linearization: this walk, with configurations told apart by
// their contents); W. Scherer, M. Scott, "Nonblocking Concurrent Data Structures with Condition
// Synchronization", 2004 (calls that wait).
import type { Call, Event } from './history.ts';

/** What can be asked about the moment in which a call takes effect. */
export interface Moment {
  /** The virtual time, in milliseconds. */
  readonly time: number;
  /** Does somebody else wait in this line? */
  waits(this: void, line: string): boolean;
  /** Does somebody who came earlier wait in this line? Who also stands in `unless` does not count. */
  waitsBefore(this: void, line: string, unless?: string): boolean;
}

/** One way in which a call takes effect. */
export interface Effect<S> {
  readonly state: S;
  readonly result: unknown;
}

/** How something behaves if calls come one at a time. States are plain data, and never changed. */
export interface Model<S, C> {
  readonly initial: S;
  /** The ways in which the call can take effect now. None: it has to wait. */
  step(state: S, call: Call<C>, moment: Moment): readonly Effect<S>[];
  /** The lines in which it waits, for `moment.waits`. */
  lines?(what: C): readonly string[];
  /**
   * It took effect, and was cut before its task knew: what it got goes back. Some effects stay, because
   * others have seen them (a value that was sent). Without it, a call that was cut never took effect.
   */
  undo?(state: S, call: Call<C>, result: unknown): S;
  /** What may happen to a call while it waits, besides that it takes effect. */
  moves?(state: S, call: Call<C>): readonly S[];
  /** False in the middle of effects that belong together, such as a meeting. Default: always true. */
  settled?(state: S): boolean;
  /** Who can go on does so before anything else happens. False where it needs a turn for that. */
  readonly prompt?: boolean;
}

/** What may be true at one moment. */
interface Configuration<S> {
  readonly state: S;
  /** Of the calls under way: those that have taken effect, or are `GONE`. The others wait. */
  readonly ends: ReadonlyMap<number, unknown>;
}

/** Was cut: it has left, or given back what it had. */
const GONE = '(gone)';
const MOST_CONFIGURATIONS = 20_000;

/** Says what cannot be explained, or nothing if all can. */
export function explain<S, C>(model: Model<S, C>, events: readonly Event<C>[]): string | undefined {
  return new Checker(model).check(events);
}

class Checker<S, C> {
  readonly #model: Model<S, C>;
  /** Calls under way, in order of arrival. */
  #calls: Call<C>[] = [];
  #time = 0;

  constructor(model: Model<S, C>) {
    this.#model = model;
  }

  check(events: readonly Event<C>[]): string | undefined {
    let possible: Configuration<S>[] = [{ state: this.#model.initial, ends: new Map() }];
    for (const [i, event] of events.entries()) {
      this.#time = event.at;
      const before = this.#reach(possible);
      possible = this.#happen(event, before);
      if (possible.length === 0) return tell(events.slice(0, i + 1), before);
    }
    return undefined;
  }

  #happen(event: Event<C>, before: readonly Configuration<S>[]): Configuration<S>[] {
    if (event.what === 'quiet') return before.filter((one) => this.#isQuiet(one));
    const { call } = event;
    if (event.what === 'call') {
      this.#calls.push(call);
      return [...before];
    }
    this.#calls.splice(this.#calls.indexOf(call), 1);
    const end = call.end === 'cut' ? GONE : call.result;
    return before
      .filter(({ ends }) => ends.has(call.id) && same(ends.get(call.id), end))
      .map(({ state, ends }) => ({ state, ends: without(ends, call.id) }));
  }

  /** All that the calls under way can make of these. */
  #reach(from: readonly Configuration<S>[]): Configuration<S>[] {
    const { prompt = true } = this.#model;
    const found = new Map<string, Configuration<S>>();
    const open: Configuration<S>[] = [];
    const add = (some: readonly Configuration<S>[]): void => {
      for (const one of some) {
        const key = keyOf(one);
        if (found.has(key)) continue;
        found.set(key, one);
        open.push(one);
      }
      if (found.size > MOST_CONFIGURATIONS)
        throw new Error('too many configurations: use shorter programs');
    };
    add(prompt ? from.flatMap((one) => this.#goOn(one)) : from);
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      const cut = [...this.#cuts(one), ...this.#moves(one)];
      add(prompt ? cut.flatMap((next) => this.#goOn(next)) : [...cut, ...this.#effects(one)]);
    }
    return [...found.values()].filter((one) => this.#isSettled(one));
  }

  /** What becomes of it when everybody goes on who can. */
  #goOn(one: Configuration<S>): Configuration<S>[] {
    const next = this.#effects(one).flatMap((after) => this.#goOn(after));
    if (next.length > 0) return next;
    return this.#isSettled(one) ? [one] : [];
  }

  /** One of those that wait takes effect. `blind`: whatever is known of its end. */
  #effects(one: Configuration<S>, blind = false): Configuration<S>[] {
    return this.#waiting(one).flatMap((call) => {
      const moment = this.#momentOf(one, call);
      return this.#model
        .step(one.state, call, moment)
        .filter(({ result }) => blind || this.#couldBe(call, result))
        .map(({ state, result }) => ({ state, ends: new Map(one.ends).set(call.id, result) }));
    });
  }

  /** Looks ahead, where that hides nothing. */
  #couldBe(call: Call<C>, result: unknown): boolean {
    if (call.end === 'cut') return this.#model.undo !== undefined;
    if (this.#model.prompt !== false) return true;
    return call.end !== 'returned' || same(call.result, result);
  }

  /** One that was cut leaves, or gives back what it had. */
  #cuts(one: Configuration<S>): Configuration<S>[] {
    const model = this.#model;
    return this.#calls
      .filter(({ id, end }) => end === 'cut' && one.ends.get(id) !== GONE)
      .map((call) => {
        const had = one.ends.has(call.id);
        const state = had ? model.undo!(one.state, call, one.ends.get(call.id)) : one.state;
        return { state, ends: new Map(one.ends).set(call.id, GONE) };
      });
  }

  #moves({ state, ends }: Configuration<S>): Configuration<S>[] {
    return this.#calls.flatMap((call) => {
      const moves = this.#model.moves?.(state, call) ?? [];
      return moves.map((next) => ({ state: next, ends }));
    });
  }

  /** Nobody has what he does not know of, and nobody could go on. */
  #isQuiet(one: Configuration<S>): boolean {
    if (one.ends.size > 0) return false;
    return this.#effects(one, true).every((next) => this.#goOn(next).length === 0);
  }

  #isSettled({ state }: Configuration<S>): boolean {
    return this.#model.settled?.(state) ?? true;
  }

  #waiting({ ends }: Configuration<S>): Call<C>[] {
    return this.#calls.filter(({ id }) => !ends.has(id));
  }

  #linesOf(call: Call<C>): readonly string[] {
    return this.#model.lines?.(call.what) ?? [];
  }

  #momentOf(one: Configuration<S>, call: Call<C>): Moment {
    const others = this.#waiting(one).filter((other) => other !== call);
    const standIn = (line: string): Call<C>[] =>
      others.filter((other) => this.#linesOf(other).includes(line));
    return {
      time: this.#time,
      waits: (line) => standIn(line).length > 0,
      waitsBefore: (line, unless) =>
        standIn(line).some((other) => {
          return (
            other.id < call.id && !(unless !== undefined && this.#linesOf(other).includes(unless))
          );
        }),
    };
  }
}

function without(ends: ReadonlyMap<number, unknown>, id: number): Map<number, unknown> {
  const left = new Map(ends);
  left.delete(id);
  return left;
}

/** Configurations with the same contents have the same future. */
function keyOf<S>({ state, ends }: Configuration<S>): string {
  return JSON.stringify([state, [...ends].sort(([a], [b]) => a - b)]);
}

function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function tell<S, C>(events: readonly Event<C>[], before: readonly Configuration<S>[]): string {
  const lines = events.slice(-30).map((event) => `  ${tellEvent(event)}`);
  const states = before.slice(0, 3).map((one) => `  ${keyOf(one)}`);
  return [
    'no order of calls explains the last line:',
    ...lines,
    `what could be true before it, of ${before.length} ways (state, and who has got what):`,
    ...states,
  ].join('\n');
}

function tellEvent<C>(event: Event<C>): string {
  if (event.what === 'quiet') return `${event.at} ms: all is quiet`;
  const { id, task, what, end, result } = event.call;
  const who = `${event.at} ms, task ${task}: ${id} ${JSON.stringify(what)}`;
  if (event.what === 'call') return who;
  return `${who} ${end === 'cut' ? 'was cut' : `-> ${JSON.stringify(result)}`}`;
}
