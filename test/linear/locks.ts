// Locks of all kinds, against one model: who is inside, and who may come in beside whom.
import {
  type Guard,
  KeyedMutex,
  Mutex,
  type Operation,
  ReentrantLock,
  RWLock,
  Semaphore,
  sleep,
} from 'offshoot';
import type { Model } from './checker.ts';
import type { History } from './history.ts';
import type { Subject } from './play.ts';

/** What somebody asks for: so many permits, to read, to write, a key. */
type Share = number | string;

export interface Call {
  do: 'lock' | 'try' | 'release' | 'see';
  share: Share;
}

type Inside = readonly (readonly [task: number, share: Share])[];

interface Rules {
  /** May it come in beside those who are inside? */
  fits(this: void, inside: Inside, task: number, share: Share): boolean;
  /** It goes past the line. */
  passes?(this: void, inside: Inside, task: number): boolean;
  /** Which line it waits in. */
  line?(this: void, share: Share): string;
}

function model({ fits, passes = () => false, line = () => 'lock' }: Rules): Model<Inside, Call> {
  const leave = (inside: Inside, task: number, share: Share): Inside => {
    const at = inside.findIndex((one) => one[0] === task && one[1] === share);
    return inside.filter((_, i) => i !== at);
  };
  return {
    initial: [],
    lines: ({ do: deed, share }) => (deed === 'lock' ? [line(share)] : []),
    step(inside, { task, what: { do: deed, share } }, moment) {
      if (deed === 'see') return [{ state: inside, result: inside.length }];
      if (deed === 'release') return [{ state: leave(inside, task, share), result: null }];
      const mayPass = passes(inside, task) || !moment.waitsBefore(line(share));
      const mayEnter = mayPass && fits(inside, task, share);
      const state = [...inside, [task, share] as const].sort(byTask);
      if (deed === 'try')
        return [mayEnter ? { state, result: true } : { state: inside, result: false }];
      return mayEnter ? [{ state, result: null }] : [];
    },
    undo: (inside, { task, what: { share } }) => leave(inside, task, share),
  };
}

/** A real lock, as a test uses it. */
export interface Lock {
  lock(this: void, share: Share): Operation<Guard>;
  try?(this: void, share: Share): Guard | undefined;
  /** How many are inside, where that can be asked. */
  inside?(this: void): number;
}

interface Kind extends Rules {
  share(this: void, chance: (n: number) => number): Share;
  /** A task may lock it again. */
  again?: boolean;
  make(this: void): Lock;
}

const alone: Rules = { fits: (inside) => inside.length === 0 };

export const kinds: Record<string, Kind> = {
  mutex: {
    ...alone,
    share: () => 1,
    make() {
      const mutex = new Mutex();
      return {
        lock: () => mutex.lock(),
        try: () => mutex.tryLock(),
        inside: () => Number(mutex.locked),
      };
    },
  },
  'reentrant lock': {
    fits: (inside, task) => inside.every(([owner]) => owner === task),
    passes: (inside, task) => inside.some(([owner]) => owner === task),
    share: () => 1,
    again: true,
    make() {
      const lock = new ReentrantLock();
      return {
        lock: () => lock.lock(),
        try: () => lock.tryLock(),
        inside: () => lock.statistics().depth,
      };
    },
  },
  rwlock: {
    fits: (inside, _, share) =>
      share === 'read' ? inside.every(([, other]) => other === 'read') : inside.length === 0,
    share: (chance) => (chance(2) === 0 ? 'read' : 'write'),
    make() {
      const table = new RWLock();
      return {
        lock: (share) => (share === 'read' ? table.read() : table.write()),
        inside: () => table.statistics().readers + Number(table.statistics().writing),
      };
    },
  },
  'bounded semaphore': {
    fits: (inside, _, share) => sum(inside) + Number(share) <= 3,
    share: (chance) => 1 + chance(3),
    make() {
      const permits = new Semaphore(3, { bounded: true });
      return {
        lock: (share) => permits.acquire(Number(share)),
        try: (share) => permits.tryAcquire(Number(share)),
      };
    },
  },
  'keyed mutex': {
    fits: (inside, _, key) => inside.every(([, other]) => other !== key),
    line: (key) => `lock ${key}`,
    share: (chance) => (chance(2) === 0 ? 'a' : 'b'),
    make() {
      const files = new KeyedMutex();
      return { lock: (key) => files.lock(key), inside: () => files.statistics().locked };
    },
  },
};

/** The order in which they came in makes no difference. */
function byTask([one, a]: Inside[number], [other, b]: Inside[number]): number {
  return one - other || String(a).localeCompare(String(b));
}

function sum(inside: Inside): number {
  return inside.reduce((total, [, share]) => total + Number(share), 0);
}

/** A lock and its rules, to be checked. `make` may be another one that is to keep the same rules. */
export function lockSubject(name: string, kind: Kind, make = kind.make): Subject<Inside, Call> {
  return {
    name,
    model: model(kind),
    make: (history) => new Users(history, kind, make()),
  };
}

/** What tasks do with a lock: they lock it, try to, look, and release. */
class Users {
  readonly #history: History<Call>;
  readonly #kind: Kind;
  readonly #lock: Lock;
  readonly #held = new Map<number, { share: Share; guard: Guard }[]>();

  constructor(history: History<Call>, kind: Kind, lock: Lock) {
    this.#history = history;
    this.#kind = kind;
    this.#lock = lock;
  }

  *deed(task: number) {
    const held = this.#heldBy(task);
    const share = this.#kind.share(this.#history.chance);
    const { inside, try: attempt } = this.#lock;
    const mayLock = held.length === 0 || this.#kind.again === true;
    const how = this.#history.chance(6);
    if (how === 1 || (held.length > 0 && how > 4)) yield* sleep(this.#history.chance(3));
    else if (how === 2 && inside !== undefined) this.#see(task, inside);
    else if (how === 3 && attempt !== undefined) this.#try(task, share, attempt);
    else if (mayLock && (held.length === 0 || how === 4)) yield* this.#wait(task, share);
    else this.#release(task);
  }

  leave(task: number): void {
    while (this.#heldBy(task).length > 0) this.#release(task);
  }

  *#wait(task: number, share: Share) {
    const lock = this.#lock.lock(share);
    const guard = yield* this.#history.perform(task, { do: 'lock', share }, lock);
    if (guard !== undefined) this.#heldBy(task).push({ share, guard });
  }

  #try(task: number, share: Share, attempt: NonNullable<Lock['try']>): void {
    const call = { do: 'try', share } as const;
    const guard = this.#history.act(task, call, () => attempt(share), Boolean);
    if (guard !== undefined) this.#heldBy(task).push({ share, guard });
  }

  #see(task: number, inside: () => number): void {
    this.#history.act(task, { do: 'see', share: 0 }, inside, (count) => count);
  }

  #release(task: number): void {
    const { share, guard } = this.#heldBy(task).pop()!;
    this.#history.act(task, { do: 'release', share }, () => guard.release());
  }

  #heldBy(task: number): { share: Share; guard: Guard }[] {
    let held = this.#held.get(task);
    if (held === undefined) this.#held.set(task, (held = []));
    return held;
  }
}
