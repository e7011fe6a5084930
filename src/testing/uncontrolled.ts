// What makes a run depend on more than its choices: the host's time, its chance, its timers. While a
// run lasts, each of them is replaced by one that does the same and takes a note, if it is called
// from a task of the simulation; calls from Offshoot itself do not count.

import { whoIsRunning, type Scheduler } from '../kernel/index.ts';

/** A use of something that the simulation does not control. */
export interface Use {
  /** `Date.now()`, `Math.random()`, `a promise`. */
  readonly what: string;
  /** The task that used it. */
  readonly task: string;
  /** The step, counted from 1. */
  readonly step: number;
  /** File, line and column, if the host tells. */
  readonly where?: string;
}

/** What to use instead. */
export function remedyFor(what: string): string {
  if (/Date|performance|process/.test(what)) return 'use now()';
  if (/random|crypto/i.test(what))
    return 'use random() of offshoot/testing, or pass a generator in';
  if (what.startsWith('set')) return 'use sleep()';
  return 'in a simulation nothing may come from outside: put a channel or a task in its place';
}

const home = new URL('..', import.meta.url).href.replace('file://', '');
/** With source maps a line of `dist` is told as one of `src`, and as a path. */
const ours = [home, home.replace(/dist\/$/, 'src/')];
/** The lines of a stack that are those of `callerOf`, `noteUse` and what stands in for the host's function. */
const OWN_LINES = 3;

/** Where there is one. */
interface HostProcess {
  hrtime: object;
}

type Patch = () => void;
type Note = (what: string) => void;

/** Watches until the function that comes back is called. */
export function watchUncontrolled(
  scheduler: Scheduler,
  note: (what: string, task: string, where: string | undefined) => void,
): () => void {
  const noteUse: Note = (what) => {
    const task = whoIsRunning();
    if (task?.scheduler !== scheduler) return;
    const where = callerOf();
    if (where !== 'offshoot') note(what, task.name, where);
  };
  const undo = [...patches(noteUse)];
  return () => {
    for (const patch of undo.toReversed()) patch();
  };
}

function* patches(note: Note): Generator<Patch> {
  const global = globalThis as unknown as Record<string, unknown>;
  yield replace(Date, 'now', note, 'Date.now()');
  yield replaceDate(global, note);
  yield replace(Math, 'random', note, 'Math.random()');
  yield replace(performance, 'now', note, 'performance.now()');
  yield replace(crypto, 'randomUUID', note, 'crypto.randomUUID()');
  yield replace(crypto, 'getRandomValues', note, 'crypto.getRandomValues()');
  const { process } = globalThis as { process?: HostProcess };
  if (process !== undefined) {
    yield replace(process, 'hrtime', note, 'process.hrtime()');
    yield replace(process.hrtime, 'bigint', note, 'process.hrtime.bigint()');
    yield replace(process, 'uptime', note, 'process.uptime()');
  }
  for (const timer of ['setTimeout', 'setInterval', 'setImmediate']) {
    yield replace(global, timer, note, `${timer}()`);
  }
}

function replace(owner: object, key: string, note: Note, what: string): Patch {
  const before = (owner as Record<string, unknown>)[key];
  if (typeof before !== 'function') return () => {};
  return put(
    owner,
    key,
    new Proxy(before, {
      apply(target, self, args) {
        note(what);
        return Reflect.apply(target as never, self, args) as unknown;
      },
    }),
  );
}

/** `new Date()` tells the time, `new Date(0)` does not. */
function replaceDate(global: object, note: Note): Patch {
  return put(
    global,
    'Date',
    new Proxy(Date, {
      apply(target, self, args) {
        note('Date()');
        return Reflect.apply(target, self, args) as unknown;
      },
      construct(target, args, made) {
        if (args.length === 0) note('new Date()');
        return Reflect.construct(target, args, made) as object;
      },
    }),
  );
}

/** Puts a property for a while. Where the host does not let us, nothing is watched. */
function put(owner: object, key: string, value: unknown): Patch {
  const own = Object.getOwnPropertyDescriptor(owner, key);
  if (
    !Reflect.defineProperty(owner, key, {
      value,
      configurable: true,
      writable: true,
      enumerable: own?.enumerable ?? false,
    })
  )
    return () => {};
  return () => {
    if (own === undefined) Reflect.deleteProperty(owner, key);
    else Reflect.defineProperty(owner, key, own);
  };
}

/** Who called what is watched: `file:line:column`, or `offshoot` for this package itself. */
function callerOf(): string | undefined {
  const lines = new Error().stack?.split('\n') ?? [];
  const frames = lines.filter((line) => /:\d+:\d+\)?$/.test(line));
  const caller = frames[OWN_LINES];
  if (caller === undefined) return undefined;
  if (ours.some((folder) => caller.includes(folder))) return 'offshoot';
  return /\(?([^\s()]+:\d+:\d+)\)?$/.exec(caller)?.[1];
}
