// What tasks wait for without holding it: flags, wait groups, barriers, signals, rates, times.
import { Barrier, Flag, pause, RateLimiter, Semaphore, ticker, timer, WaitGroup } from 'offshoot';
import type { Model } from './checker.ts';
import type { Subject } from './play.ts';

/** A deed and its argument. */
type Call = [what: string, n?: number];

const keep = <S>(state: S): S => state;

const flagModel: Model<boolean, Call> = {
  initial: false,
  step(set, { what: [what] }) {
    if (what === 'see') return [{ state: set, result: set }];
    if (what === 'wait') return set ? [{ state: set, result: null }] : [];
    return [{ state: what === 'set', result: null }];
  },
  undo: keep,
};

export const flag: Subject<boolean, Call> = {
  name: 'flag',
  model: flagModel,
  make(history) {
    const flag = new Flag();
    return {
      *deed(task) {
        const how = history.chance(6);
        if (how < 3) yield* history.perform(task, ['wait'], flag.wait());
        else if (how === 3) history.act(task, ['set'], () => flag.set());
        else if (how === 4) history.act(task, ['see'], () => flag.isSet, Boolean);
        else history.act(task, ['clear'], () => flag.clear());
        if (how > 2) yield* pause();
      },
    };
  },
};

const waitGroupModel: Model<number, Call> = {
  initial: 0,
  step(count, { what: [what, n = 1] }) {
    if (what === 'add') return [{ state: count + n, result: null }];
    if (what === 'wait') return count === 0 ? [{ state: count, result: null }] : [];
    if (count === 0) return [{ state: count, result: 'RangeError' }];
    return [{ state: count - 1, result: null }];
  },
  undo: keep,
};

export const waitGroup: Subject<number, Call> = {
  name: 'wait group',
  model: waitGroupModel,
  make(history) {
    const group = new WaitGroup();
    return {
      *deed(task) {
        const how = history.chance(5);
        const n = history.chance(3);
        if (how < 2) yield* history.perform(task, ['wait'], group.wait());
        else if (how === 2) history.act(task, ['add', n], () => group.add(n));
        else history.act(task, ['done'], () => group.done());
        if (how > 2) yield* pause();
      },
    };
  },
};

/** How many have come, of those who meet. */
function barrierModel(parties: number): Model<number, Call> {
  return {
    initial: 0,
    lines: () => ['wait'],
    step(come, _, moment) {
      if (moment.waitsBefore('wait')) return [];
      return [{ state: (come + 1) % parties, result: come }];
    },
    settled: (come) => come === 0,
    undo: keep,
  };
}

export function barrier(parties: number): Subject<number, Call> {
  return {
    name: `barrier of ${parties}`,
    model: barrierModel(parties),
    make(history) {
      const barrier = new Barrier(parties);
      return {
        *deed(task) {
          if (history.chance(3) === 2) yield* pause();
          yield* history.perform(task, ['wait'], barrier.wait(), (place) => place);
        },
      };
    },
  };
}

const signalModel: Model<number, Call> = {
  initial: 0,
  lines: ([what]) => (what === 'acquire' ? ['line'] : []),
  step(free, { what: [what, n = 1] }, moment) {
    if (what === 'release') return [{ state: free + n, result: null }];
    const taken = { state: free - n, result: what === 'try' ? true : null };
    if (free >= n && !moment.waitsBefore('line')) return [taken];
    return what === 'try' ? [{ state: free, result: false }] : [];
  },
  undo: (free, { what: [, n = 1] }) => free + n,
};

/** Begins with nothing; whoever releases makes permits. */
export const signal: Subject<number, Call> = {
  name: 'semaphore that signals',
  model: signalModel,
  make(history) {
    const permits = new Semaphore(0);
    return {
      *deed(task) {
        const how = history.chance(5);
        const n = 1 + history.chance(2);
        if (how < 2) yield* history.perform(task, ['acquire', n], permits.acquire(n));
        else if (how === 2) history.act(task, ['try', n], () => permits.tryAcquire(n), Boolean);
        else history.act(task, ['release', n], () => permits.release(n));
        if (how > 2) yield* pause();
      },
    };
  },
};

/** What is in the bucket, in milliseconds of filling, and when that was so. */
interface Bucket {
  level: number;
  at: number;
}

const COST = 2;
const BURST = 3;

function filled({ level, at }: Bucket, time: number): number {
  return Math.min(BURST * COST, level + time - at);
}

const rateModel: Model<Bucket, Call> = {
  initial: { level: BURST * COST, at: 0 },
  lines: () => ['line'],
  step(bucket, { what: [, n = 1] }, { time, waitsBefore }) {
    const level = filled(bucket, time) - n * COST;
    if (level < 0 || waitsBefore('line')) return [];
    return [{ state: { level, at: time }, result: null }];
  },
  undo: ({ level, at }, { what: [, n = 1] }) => ({ level: level + n * COST, at }),
};

export const rateLimiter: Subject<Bucket, Call> = {
  name: 'rate limiter',
  model: rateModel,
  make(history) {
    const calls = new RateLimiter({ count: 1, perMs: COST, burst: BURST });
    return {
      *deed(task) {
        const n = 1 + history.chance(BURST);
        if (history.chance(3) === 2) yield* pause();
        yield* history.perform(task, ['acquire', n], calls.acquire(n));
      },
    };
  },
};

/** When it is due; nothing if it was stopped. */
type Due = number | null;

const timerModel: Model<Due, Call> = {
  initial: 1,
  step(due, { what: [what, n = 0] }, { time }) {
    const fired = due !== null && time >= due;
    if (what === 'reset') return [{ state: time + n, result: null }];
    if (what === 'stop') return [{ state: fired ? due : null, result: due !== null && !fired }];
    return fired ? [{ state: due, result: null }] : [];
  },
  undo: keep,
};

export const alarm: Subject<Due, Call> = {
  name: 'timer',
  model: timerModel,
  make(history) {
    const bell = timer(1);
    return {
      *deed(task) {
        const how = history.chance(5);
        const ms = 1 + history.chance(2);
        if (how < 3) yield* history.perform(task, ['fired'], bell.fired);
        else if (how === 3) history.act(task, ['reset', ms], () => bell.reset(ms));
        else history.act(task, ['stop'], () => bell.stop(), Boolean);
        if (how > 2) yield* pause();
      },
    };
  },
};

/** The next beat, and those that nobody has received: one, and what came back. */
interface Beats {
  next: number;
  left: readonly number[];
}

const BEAT = 2;

const tickerModel: Model<Beats, Call> = {
  initial: { next: BEAT, left: [] },
  lines: () => ['line'],
  step(beats, _, { time, waitsBefore }) {
    const { next, left } = after(beats, time);
    const [first, ...rest] = left;
    if (first === undefined || waitsBefore('line')) return [];
    return [{ state: { next, left: rest }, result: first }];
  },
  undo: ({ next, left }, _, beat) => ({
    next,
    left: [beat as number, ...left].sort((a, b) => a - b),
  }),
};

function after({ next, left }: Beats, time: number): Beats {
  if (next > time) return { next, left };
  return after({ next: next + BEAT, left: left.length === 0 ? [next] : left }, time);
}

export const beats: Subject<Beats, Call> = {
  name: 'ticker',
  model: tickerModel,
  make(history) {
    const beat = ticker(BEAT);
    return {
      *deed(task) {
        if (history.chance(3) === 2) yield* pause();
        yield* history.perform(task, ['receive'], beat.receive(), (time) => time);
      },
    };
  },
};
