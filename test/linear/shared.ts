// Composite operations: they run code, and take effect when it has run, so nothing happens promptly.
import {
  Condition,
  type Coroutine,
  type Guard,
  Mutex,
  Once,
  pause,
  ResourcePool,
  singleFlight,
  sleep,
} from 'offshoot';
import type { Model } from './checker.ts';
import { type History, timeLimit } from './history.ts';
import type { Subject } from './play.ts';

// ---- conditions

type ConditionCall = ['lock' | 'release' | 'park' | 'wake' | 'notify' | 'notifyAll'];

interface ConditionState {
  /** Who has the lock. */
  readonly holder: number | null;
  /** Who waits to be notified, in order. */
  readonly waiting: readonly number[];
  /** Who has been, and has not got the lock back: a notification for one is handed on, if need be. */
  readonly woken: readonly (readonly [task: number, by: 'one' | 'all'])[];
  /** Who was cut, and has not got the lock back. */
  readonly leaving: readonly number[];
}

/** `park` lets the lock go and `wake` gets it back: a wait is both. One that was cut wakes as `cut`. */
const conditionModel: Model<ConditionState, ConditionCall> = {
  initial: { holder: null, waiting: [], woken: [], leaving: [] },
  prompt: false,
  step(state, { task, what: [what] }) {
    const { holder, waiting, woken, leaving } = state;
    if (what === 'notify') return [{ state: notified(state), result: null }];
    if (what === 'notifyAll') {
      const all = waiting.map((one) => [one, 'all'] as const);
      return [{ state: { ...state, waiting: [], woken: [...woken, ...all] }, result: null }];
    }
    if (what === 'release') return [{ state: { ...state, holder: null }, result: null }];
    if (what === 'park')
      return [{ state: { ...state, holder: null, waiting: [...waiting, task] }, result: null }];
    if (holder !== null) return [];
    const holds = { ...state, holder: task };
    if (what === 'lock') return [{ state: holds, result: null }];
    if (leaving.includes(task)) {
      const left = leaving.filter((one) => one !== task);
      return [{ state: { ...holds, leaving: left }, result: 'cut' }];
    }
    if (!woken.some(([one]) => one === task)) return [];
    const still = woken.filter(([one]) => one !== task);
    return [{ state: { ...holds, woken: still }, result: null }];
  },
  undo: (state) => ({ ...state, holder: null }),
  moves(state, { task, what: [what], result }) {
    if (what !== 'wake' || result !== 'cut') return [];
    const leaving = [...state.leaving, task];
    const waiting = state.waiting.filter((one) => one !== task);
    if (waiting.length < state.waiting.length) return [{ ...state, waiting, leaving }];
    const by = state.woken.find(([one]) => one === task)?.[1];
    if (by === undefined) return [];
    const next = { ...state, woken: state.woken.filter(([one]) => one !== task), leaving };
    return [by === 'one' ? notified(next) : next];
  },
};

function notified(state: ConditionState): ConditionState {
  const [first, ...waiting] = state.waiting;
  if (first === undefined) return state;
  return { ...state, waiting, woken: [...state.woken, [first, 'one']] };
}

export const condition: Subject<ConditionState, ConditionCall> = {
  name: 'condition',
  model: conditionModel,
  make(history) {
    const lock = new Mutex();
    const changed = new Condition();
    const release = (task: number, guard: Guard): void => {
      history.act(task, ['release'], () => guard.release());
    };
    return {
      *deed(task) {
        const how = history.chance(5);
        if (how === 0) history.act(task, ['notifyAll'], () => changed.notifyAll());
        else if (how < 3) history.act(task, ['notify'], () => changed.notify());
        if (how < 3) return yield* pause();
        const guard = yield* history.perform(task, ['lock'], lock.lock());
        if (guard === undefined) return;
        try {
          if (history.chance(2) === 0) yield* pause();
          yield* parked(history, task, changed, guard);
          if (history.chance(2) === 0) yield* pause();
        } finally {
          release(task, guard);
        }
      },
    };
  },
};

/** One wait for the condition. However it ends, the lock is held again. */
function* parked(
  history: History<ConditionCall>,
  task: number,
  changed: Condition,
  guard: Guard,
): Coroutine<void> {
  const wait = timeLimit(changed.wait(guard), history.chance);
  history.act(task, ['park'], () => {});
  const call = history.begin(task, ['wake']);
  let how: string | null = 'cut';
  try {
    yield* wait;
    how = null;
  } catch (error) {
    if (!(error instanceof Error && error.name === 'TimeoutError')) throw error;
  } finally {
    history.end(call, 'returned', how);
  }
}

// ---- once

/** Who runs, and whether its body fails. */
type RunCall = [label: number, fails: boolean];

/** The value, if there is one. */
const onceModel: Model<number | null, RunCall> = {
  initial: null,
  prompt: false,
  step(value, { what: [label, fails] }) {
    if (value !== null) return [{ state: value, result: value }];
    return [fails ? { state: null, result: 'Error' } : { state: label, result: label }];
  },
};

/** A body that takes a while, and never runs beside another one. */
function bodies(history: { chance(n: number): number }) {
  let inside = 0;
  function* body(label: number, fails: boolean): Coroutine<number> {
    if (++inside > 1) throw new RangeError('two bodies run at once');
    try {
      yield* aWhile(history);
      if (fails) throw new Error('as planned');
      return label;
    } finally {
      inside--;
    }
  }
  return { body, busy: () => inside > 0 };
}

/** So long that the others get somewhere, or that their patience ends. */
function* aWhile(history: { chance(n: number): number }): Coroutine<void> {
  const how = history.chance(4);
  if (how < 2) yield* sleep(how + 1);
  else for (let left = how; left > 1; left--) yield* pause();
}

export const once: Subject<number | null, RunCall> = {
  name: 'once',
  model: onceModel,
  make(history) {
    const settings = new Once<number>();
    const { body, busy } = bodies(history);
    let labels = 0;
    return {
      busy,
      *deed(task) {
        if (history.chance(2) === 0) yield* pause();
        const label = ++labels;
        const fails = history.chance(3) === 0;
        const run = settings.run(() => body(label, fails));
        yield* history.perform(task, [label, fails], run, (value) => value, timeLimit);
      },
    };
  },
};

// ---- single flights

/** `arrive` comes just before each `fly`: what has landed by then is over for it. */
type FlightCall = ['arrive'] | ['fly', label: number, fails: boolean];

/** What has just landed, for those who waited for it. */
type Landed = number | string | null;

const flightModel: Model<Landed, FlightCall> = {
  initial: null,
  prompt: false,
  lines: ([what]) => [what],
  step(landed, { what: [what, label = 0, fails] }, moment) {
    if (what === 'arrive') return [{ state: null, result: null }];
    if (landed !== null) return [{ state: landed, result: landed }];
    // The one who has waited longest runs.
    if (moment.waitsBefore('fly')) return [];
    const end = fails === true ? 'Error' : label;
    return [{ state: end, result: end }];
  },
};

export const flight: Subject<Landed, FlightCall> = {
  name: 'single flight',
  model: flightModel,
  make(history) {
    const { body, busy } = bodies(history);
    let labels = 0;
    return {
      busy,
      *deed(task) {
        if (history.chance(2) === 0) yield* pause();
        const label = ++labels;
        const fails = history.chance(3) === 0;
        const fly = singleFlight('key', () => body(label, fails));
        history.act(task, ['arrive'], () => {});
        yield* history.perform(task, ['fly', label, fails], fly, (value) => value, timeLimit);
      },
    };
  },
};

// ---- resource pools

type PoolCall = ['lease'] | ['giveBack', id: number] | ['drop', id: number];

interface PoolState {
  /** The one used last is last. */
  readonly idle: readonly number[];
  readonly leased: readonly number[];
  readonly dropped: readonly number[];
  readonly opened: number;
}

const MAX = 2;

const poolModel: Model<PoolState, PoolCall> = {
  initial: { idle: [], leased: [], dropped: [], opened: 0 },
  prompt: false,
  step(state, { what: [what, id = 0] }) {
    const { idle, leased, dropped, opened } = state;
    if (what === 'drop') return [{ state: { ...state, dropped: [...dropped, id] }, result: true }];
    if (what === 'giveBack') {
      const kept = dropped.includes(id) ? idle : [...idle, id];
      return [
        {
          state: { ...state, idle: kept, leased: leased.filter((one) => one !== id) },
          result: null,
        },
      ];
    }
    if (leased.length >= MAX) return [];
    const last = idle.at(-1);
    const taken =
      last === undefined
        ? []
        : [
            {
              state: { ...state, idle: idle.slice(0, -1), leased: [...leased, last] },
              result: last,
            },
          ];
    if (leased.length + idle.length >= MAX) return taken;
    // Opened when none was idle; one may have come back meanwhile.
    const next = opened + 1;
    return [
      ...taken,
      { state: { ...state, opened: next, leased: [...leased, next] }, result: next },
    ];
  },
};

export const pool: Subject<PoolState, PoolCall> = {
  name: 'resource pool',
  model: poolModel,
  make(history) {
    let opened = 0;
    let opening = 0;
    const connections = new ResourcePool({
      *open() {
        opening++;
        try {
          yield* aWhile(history);
          return { id: ++opened };
        } finally {
          opening--;
        }
      },
      max: MAX,
    });
    return {
      busy: () => opening > 0,
      *deed(task) {
        const breaks = history.chance(4) === 0;
        const call = history.begin(task, ['lease']);
        const use = connections.run(function* (connection) {
          const { id } = connection;
          history.end(call, 'returned', id);
          try {
            yield* aWhile(history);
            if (breaks)
              history.act(task, ['drop', id], () => connections.drop(connection), Boolean);
          } finally {
            history.act(task, ['giveBack', id], () => {});
          }
        });
        try {
          yield* timeLimit(use, history.chance);
        } catch (error) {
          if (!(error instanceof Error && error.name === 'TimeoutError')) throw error;
        } finally {
          if (call.end === 'open') history.end(call, 'cut');
        }
      },
    };
  },
};
