// Queues in their three orders.
import { pause, Queue, type QueueOptions } from 'offshoot';
import type { Effect, Model, Moment } from './checker.ts';
import type { Subject } from './play.ts';

type Order = NonNullable<QueueOptions<number>['order']>;

interface Call {
  do: 'put' | 'tryPut' | 'get' | 'tryGet' | 'taskDone' | 'join' | 'close' | 'closeNow' | 'length';
  value?: number;
}

interface State {
  /** In order of age. */
  readonly values: readonly number[];
  /** All that was put, in order. */
  readonly put: readonly number[];
  readonly unfinished: number;
  readonly closed: 'no' | 'draining' | 'now';
}

const CLOSED = 'ClosedError';

/** Values are compared by their last digit. */
function compare(a: number, b: number): number {
  return (a % 3) - (b % 3);
}

class QueueModel implements Model<State, Call> {
  readonly initial: State = { values: [], put: [], unfinished: 0, closed: 'no' };
  readonly #order: Order;
  readonly #maxSize: number;

  constructor(order: Order, maxSize: number) {
    this.#order = order;
    this.#maxSize = maxSize;
  }

  lines(what: Call): readonly string[] {
    return [what.do];
  }

  step(state: State, { what }: { what: Call }, moment: Moment): readonly Effect<State>[] {
    const { values, unfinished, closed } = state;
    const { value = 0 } = what;
    switch (what.do) {
      case 'put':
        return moment.waitsBefore('put') ? [] : this.#put(state, value, null);
      case 'get':
        return moment.waitsBefore('get') ? [] : this.#get(state);
      case 'tryPut':
        return orElse(this.#put(state, value, true), { state, result: false });
      case 'tryGet':
        return orElse(this.#get(state), { state, result: null });
      case 'length':
        return [{ state, result: values.length }];
      case 'join':
        return unfinished === 0 ? [{ state, result: null }] : [];
      case 'taskDone':
        if (unfinished <= values.length) return [{ state, result: 'RangeError' }];
        return [{ state: finished(state, 1), result: null }];
      case 'close':
        return [
          { state: { ...state, closed: closed === 'no' ? 'draining' : closed }, result: null },
        ];
      case 'closeNow':
        return this.#closeNow(state);
    }
  }

  /** A value that was got goes back to its place, unless all was given up; one that was put stays. */
  undo(state: State, { what }: { what: Call }, result: unknown): State {
    if (what.do !== 'get' || typeof result !== 'number') return state;
    if (state.closed === 'now') return finished(state, 1);
    const { put } = state;
    const values = [...state.values, result].sort((a, b) => put.indexOf(a) - put.indexOf(b));
    return { ...state, values };
  }

  #put(state: State, value: number, result: unknown): Effect<State>[] {
    const { values, put, unfinished, closed } = state;
    if (closed !== 'no') return [{ state, result: CLOSED }];
    if (values.length >= this.#maxSize) return [];
    const next = {
      ...{ values: [...values, value], put: [...put, value] },
      ...{ unfinished: unfinished + 1, closed },
    };
    return [{ state: next, result }];
  }

  #get(state: State): Effect<State>[] {
    const { values, closed } = state;
    const first = this.#first(values);
    if (first === undefined) return closed === 'no' ? [] : [{ state, result: CLOSED }];
    return [{ state: { ...state, values: values.filter((one) => one !== first) }, result: first }];
  }

  #first(values: readonly number[]): number | undefined {
    if (this.#order === 'lifo') return values.at(-1);
    return this.#order === 'fifo' ? values[0] : [...values].sort(compare)[0];
  }

  #closeNow(state: State): Effect<State>[] {
    const result: number[] = [];
    let left = state.values;
    for (let one = this.#first(left); one !== undefined; one = this.#first(left)) {
      result.push(one);
      left = left.filter((other) => other !== one);
    }
    const next = finished({ ...state, values: [] }, result.length);
    return [{ state: { ...next, closed: 'now' }, result }];
  }
}

function orElse(some: Effect<State>[], otherwise: Effect<State>): Effect<State>[] {
  return some.length > 0 ? some : [otherwise];
}

/** What came back from a task that was killed may have been called done before. */
function finished(state: State, count: number): State {
  return { ...state, unfinished: Math.max(0, state.unfinished - count) };
}

/** What a test needs of a queue. */
export type Tested = Pick<Queue<number>, 'put' | 'get'> & Partial<Queue<number>>;

/** A queue of this order. `make` may be another one that is to do the same. */
export function queue(
  name: string,
  order: Order,
  maxSize: number,
  make: () => Tested = () =>
    new Queue<number>({ order, maxSize, ...(order === 'priority' && { compare }) }),
): Subject<State, Call> {
  return {
    name,
    model: new QueueModel(order, maxSize),
    make(history) {
      const tested = make();
      let values = 0;
      const act = (task: number, how: number): void => {
        if (how === 0) {
          const value = ++values;
          if (tested.tryPut !== undefined)
            history.act(task, { do: 'tryPut', value }, () => tested.tryPut!(value), Boolean);
        } else if (how === 1 && tested.tryGet !== undefined) {
          history.act(
            task,
            { do: 'tryGet' },
            () => tested.tryGet!(),
            (got) => got?.value ?? null,
          );
        } else if (how === 2 && tested.length !== undefined) {
          history.act(task, { do: 'length' }, () => tested.length, Number);
        } else if (how === 3 && history.chance(3) === 0 && tested.close !== undefined) {
          history.act(task, { do: 'close' }, () => tested.close!());
        } else if (how === 4 && history.chance(3) === 0 && tested.closeNow !== undefined) {
          history.act(
            task,
            { do: 'closeNow' },
            () => tested.closeNow!(),
            (left) => left,
          );
        } else if (tested.taskDone !== undefined)
          history.act(task, { do: 'taskDone' }, () => tested.taskDone!());
      };
      return {
        *deed(task) {
          const how = history.chance(8);
          const value = how < 3 ? ++values : 0;
          if (how < 3) yield* history.perform(task, { do: 'put', value }, tested.put(value));
          else if (how < 5) yield* history.perform(task, { do: 'get' }, tested.get(), (got) => got);
          else if (how === 5 && tested.join !== undefined)
            yield* history.perform(task, { do: 'join' }, tested.join());
          else {
            act(task, history.chance(7));
            yield* pause();
          }
        },
      };
    },
  };
}
