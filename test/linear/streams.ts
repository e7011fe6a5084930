// Events of an emitter, kept up to a bound.
import { EventEmitter } from 'node:events';
import { type BufferOptions, events, pause } from 'offshoot';
import type { Effect, Model } from './checker.ts';
import type { Subject } from './play.ts';

type OnFull = NonNullable<BufferOptions['onFull']>;
type Call = ['emit', number] | ['receive'];

interface State {
  readonly left: readonly number[];
  readonly emitted: readonly number[];
  readonly overflowed: boolean;
}

function model(capacity: number, onFull: OnFull): Model<State, Call> {
  const emit = (state: State, value: number): State => {
    const { left, overflowed } = state;
    const emitted = [...state.emitted, value];
    if (overflowed) return state;
    if (left.length < capacity) return { left: [...left, value], emitted, overflowed };
    if (onFull === 'dropNewest') return state;
    if (onFull === 'fail') return { ...state, overflowed: true };
    const rest = left.slice(1);
    // Values that came back from tasks that were killed may leave no room even then.
    return { left: rest.length < capacity ? [...rest, value] : rest, emitted, overflowed };
  };
  return {
    initial: { left: [], emitted: [], overflowed: false },
    lines: ([what]) => [what],
    step(state, { what }, moment): readonly Effect<State>[] {
      if (what[0] === 'emit') return [{ state: emit(state, what[1]), result: null }];
      const [first, ...left] = state.left;
      if (moment.waitsBefore('receive')) return [];
      if (first !== undefined) return [{ state: { ...state, left }, result: first }];
      return state.overflowed ? [{ state, result: 'MailboxFullError' }] : [];
    },
    undo(state, _, result) {
      if (typeof result !== 'number') return state;
      const { emitted } = state;
      const left = [...state.left, result];
      return { ...state, left: left.sort((a, b) => emitted.indexOf(a) - emitted.indexOf(b)) };
    },
  };
}

export function eventsOf(capacity: number, onFull: OnFull): Subject<State, Call> {
  return {
    name: `events, ${onFull}`,
    model: model(capacity, onFull),
    make(history) {
      const emitter = new EventEmitter();
      const heard = events<[number]>(emitter, 'n', { capacity, onFull });
      let values = 0;
      return {
        *deed(task) {
          if (history.chance(2) === 0) {
            yield* history.perform(task, ['receive'], heard.receive(), ([value]) => value);
            return;
          }
          const value = ++values;
          history.act(task, ['emit', value], () => emitter.emit('n', value));
          if (history.chance(2) === 0) yield* pause();
        },
      };
    },
  };
}
