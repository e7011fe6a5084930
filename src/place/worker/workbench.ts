// The workbench is the worker's side: it begins jobs as tasks, kills them, and says how they ended.
//
// In a pool's worker one job runs at a time, and the next begins when it has ended; in a place's they
// run beside each other.

import {
  bindingOf,
  type Body,
  type Coroutine,
  call,
  currentFiber,
  deadline,
  Future,
  type Operation,
  inScope,
  isWaitable,
  type Outcome,
  pause,
  until,
} from '../../kernel/index.ts';
import {
  type ErrorClasses,
  type Extra,
  type PackOptions,
  unpack,
  unflatten,
} from '../../wire/index.ts';
import type { Claims } from './claims.ts';
import { classesOf } from '../portable/error-classes.ts';
import { follow } from '../portable/follow.ts';
import { forExtrasOfJob } from '../extras.ts';
import { bindLocals, type PackedContext } from '../job-context.ts';
import type { Outbox } from './outbox.ts';
import { reportOf } from './report.ts';
import type { Address, Callable } from '../portable/portable.ts';
import { Progress, reporter } from '../progress.ts';
import {
  EACH,
  type Answers,
  type JobEntry,
  KILLED,
  ONE,
  type Start,
  type ToWorker,
} from '../protocol.ts';
import { Sharing } from '../sharing.ts';

/** A job that takes no longer than this is quick. */
const QUICK_MS = 0.1;
/** A function that was quick so often in a row is expected to be quick again. */
const OFTEN = 16;

/** For so long a chunk of plain calls goes on without a turn for others: so long a kill waits. In milliseconds. */
const TURN_MS = 5;

/** How long an `init` that is killed may clean up, in milliseconds. */
const INIT_GRACE_MS = 1000;

type Kill = Extract<ToWorker, { is: 'kill' }>;
type Fiber = ReturnType<typeof currentFiber>;

/** A function that the caller has named. */
class Known {
  readonly number: number;
  readonly address: Address;
  readonly classes: ErrorClasses;
  body: Body<unknown, unknown[]> | null = null;
  quickInARow = 0;

  constructor(number: number, address: Address) {
    this.number = number;
    this.address = address;
    this.classes = classesOf(address.module);
  }
}

/** A job under way. */
class Running {
  readonly id: number;
  readonly fn: Known;
  began = 0;
  fiber: Fiber | null = null;
  /** Of a job EACH: the results so far. */
  values: unknown[] | null = null;
  readonly sharing: Sharing;
  /** What it came as, until that is unpacked. */
  unread: JobEntry | null = null;
  /** Made when the job first says how far it is. */
  said: Progress | null = null;
  readonly #outbox: Outbox;

  constructor(id: number, fn: Known, outbox: Outbox, sharing: Sharing) {
    this.id = id;
    this.fn = fn;
    this.sharing = sharing;
    this.#outbox = outbox;
  }

  /** Imports its function's module, and says that this is done: a time limit runs from then on. */
  *load(): Coroutine<Body<unknown, unknown[]>> {
    const { fn } = this;
    const found: Callable = yield* follow(fn.address);
    this.#outbox.post({ is: 'loaded', fn: fn.number });
    return (fn.body = found as Body<unknown, unknown[]>);
  }

  get packing(): PackOptions {
    const { fn, sharing } = this;
    return { form: this.#outbox.form, classes: fn.classes, references: sharing };
  }

  get now(): number {
    return this.fiber!.scheduler.clock.now();
  }

  get progress(): Progress {
    const { id } = this;
    return (this.said ??= new Progress(this.fiber!.scheduler, (value) => {
      this.#outbox.post({ is: 'progress', id, value });
    }));
  }
}

export class Workbench {
  readonly #start: Start;
  readonly #outbox: Outbox;
  readonly #claims: Claims;
  readonly #functions: Known[] = [];
  readonly #running = new Map<number, Running>();
  #waiting: JobEntry[] = [];
  /** Begins as soon as the caller is sure to know. */
  #claimed: { id: number; kill: Kill | null } | null = null;
  readonly #closed = new Future<void>();
  #nursery: Fiber['nursery'] | null = null;
  #main: Fiber | null = null;
  #sharing: Sharing | null = null;

  constructor(start: Start, outbox: Outbox, claims: Claims) {
    this.#start = start;
    this.#outbox = outbox;
    this.#claims = claims;
  }

  /** The worker's program: runs `init`, then jobs until it is told to close. */
  *main(): Coroutine<void> {
    this.#main = currentFiber();
    this.#sharing = this.#share();
    if (this.#start.init !== null && this.#closed.tryGet() === undefined) {
      const init = yield* follow(this.#start.init);
      yield* call(init as Body<unknown>);
    }
    this.#nursery = currentFiber().nursery;
    this.#outbox.post({ is: 'ready' });
    yield* this.#closed;
  }

  #share(): Sharing {
    const outbox = this.#outbox;
    const sharing = new Sharing({
      name: 'the caller',
      form: outbox.form,
      scheduler: currentFiber().scheduler,
      post: (batch, transfer) => {
        outbox.flush();
        outbox.post({ is: 'peer', batch }, transfer);
      },
      // A worker lives until it is told to end.
      hold: () => {},
    });
    outbox.unsent = sharing.unsent;
    return sharing;
  }

  received(message: ToWorker): void {
    if (Array.isArray(message)) this.#enqueue(unflatten<JobEntry>(message));
    else if (message.is === 'functions') this.#learn(message.addresses);
    else if (message.is === 'kill') this.#kill(message);
    else if (message.is === 'giveBack') this.#giveBack(message.ids);
    else if (message.is === 'peer') this.#sharing!.received(message.batch);
    else this.#close();
  }

  #learn(addresses: readonly Address[]): void {
    for (const address of addresses)
      this.#functions.push(new Known(this.#functions.length, address));
  }

  get #now(): number {
    return this.#main!.scheduler.clock.now();
  }

  /** An `init` that has not ended will not be needed. */
  #close(): void {
    this.#closed.set(undefined);
    if (this.#nursery === null) this.#main?.kill('its pool was closed', { within: INIT_GRACE_MS });
  }

  #enqueue(jobs: JobEntry[]): void {
    for (const job of jobs) forExtrasOfJob(job, this.#sharing!.arrived);
    this.#waiting = this.#waiting.length === 0 ? jobs : [...this.#waiting, ...jobs];
    this.#begin();
  }

  #kill(kill: Kill): void {
    const { id, reason, extra, within } = kill;
    if (this.#claimed?.id === id) this.#claimed.kill = kill;
    else if (this.#remove([id]).length > 0) {
      this.#outbox.add({ ending: [id, KILLED, false], transfer: [] }, 0, this.#now);
      this.#outbox.flush();
    } else this.#running.get(id)?.fiber!.kill(unpack(reason, extra, {}), { within });
  }

  #giveBack(ids: number[]): void {
    this.#outbox.post({ is: 'givenBack', ids: this.#remove(ids) });
  }

  /** Takes jobs out that have not begun; gives the ids of those that had not. */
  #remove(ids: readonly number[]): number[] {
    const removed = this.#waiting.filter(([id]) => ids.includes(id));
    for (const entry of removed) this.#leaveUnread(entry);
    if (removed.length > 0) this.#waiting = this.#waiting.filter(([id]) => !ids.includes(id));
    return removed.map(([id]) => id);
  }

  #leaveUnread(entry: JobEntry): void {
    forExtrasOfJob(entry, this.#sharing!.unread);
  }

  /** Begins what may begin. */
  #begin(): void {
    while (this.#claimed === null && (this.#running.size === 0 || !this.#start.oneAtATime)) {
      const entry = this.#waiting.shift();
      if (entry === undefined) {
        this.#outbox.flush();
        return;
      }
      const [id, cell] = entry;
      if (!this.#claims.claim(cell, id)) {
        this.#leaveUnread(entry);
        continue;
      }
      if (this.#claims.known()) this.#run(entry);
      else this.#runWhenKnown(entry);
    }
  }

  #runWhenKnown(entry: JobEntry): void {
    const claimed = { id: entry[0], kill: null as Kill | null };
    this.#claimed = claimed;
    this.#claims.whenKnown(() => {
      this.#claimed = null;
      this.#run(entry);
      if (claimed.kill !== null) this.#kill(claimed.kill);
    });
  }

  #run(entry: JobEntry): void {
    const [id, , fn, how, extra, context] = entry;
    const args = (extra === null && how === ONE ? entry.slice(6) : entry[6]) as readonly unknown[];
    const running = new Running(id, this.#functions[fn]!, this.#outbox, this.#sharing!);
    if (running.fn.quickInARow < OFTEN) this.#outbox.flush();
    this.#running.set(id, running);
    const body = how === EACH ? performEach : perform;
    const fiber = this.#nursery!.start(body as unknown as Body<unknown, unknown[]>, [
      running,
      { args, extra, context },
    ]);
    fiber.name = running.fn.address.name || 'a job';
    fiber.held = true;
    fiber.bindings = bindingOf(reporter, running);
    running.fiber = fiber;
    if (extra !== null || context !== null) running.unread = entry;
    fiber.whenEnded((outcome) => this.#ended(running, outcome));
  }

  #ended(running: Running, outcome: Outcome<unknown>): void {
    const now = this.#now;
    const ms = running.began === 0 ? 0 : now - running.began;
    running.fn.quickInARow = ms <= QUICK_MS ? running.fn.quickInARow + 1 : 0;
    this.#running.delete(running.id);
    if (running.unread !== null) this.#leaveUnread(running.unread);
    running.said?.flush();
    running.sharing.flush();
    this.#outbox.add(reportOf(running, outcome), ms, now);
    this.#begin();
  }
}

/** What came with a job. */
interface Parcel {
  args: readonly unknown[];
  extra: Extra | null;
  context: PackedContext | null;
}

/** One job: the function runs in a scope of its own, so that tasks which it starts end with it. */
function* perform(running: Running, parcel: Parcel): Coroutine<unknown> {
  const body = running.fn.body ?? (yield* running.load());
  const own = isPlain(parcel) ? parcel.args : yield* argsOf(running, parcel);
  running.began = running.now;
  return yield* inTime(parcel, () => inScope(body, own));
}

function* performEach(running: Running, parcel: Parcel): Coroutine<Answers> {
  const body = running.fn.body ?? (yield* running.load());
  const own = isPlain(parcel) ? parcel.args : yield* argsOf(running, parcel);
  running.began = running.now;
  const values: unknown[] = [];
  running.values = values;
  const callAll = function* (): Coroutine<void> {
    let until = running.now + TURN_MS;
    while (values.length < own.length) {
      values.push(yield* inScope(callInTurn, [body, own, values, until]));
      if (values.length === own.length || running.now < until) continue;
      yield* pause();
      until = running.now + TURN_MS;
    }
  };
  yield* inTime(parcel, callAll);
  return { values, ms: running.now - running.began };
}

/** What is left of the caller's time holds here, too, also while he does not look at his clock. */
function inTime<T>({ context }: Parcel, body: () => Coroutine<T>): Operation<T> | Coroutine<T> {
  const [ms] = context ?? [Infinity];
  if (ms === Infinity) return body();
  return deadline(ms, function* () {
    return yield* body();
  });
}

/**
 * Calls `body` for the items that have no value yet, and gives the last value: that of the last item,
 * or of one that must be waited for, or leaves something in the scope, or with which its turn is over.
 * What a scope costs is a hundred times the call of a small function; and one that is still empty is as
 * good as a new one. The clock, which costs as much as some calls, is looked at after 1, 2, 4, ... of them.
 */
function callInTurn(
  body: Body<unknown, unknown[]>,
  items: readonly unknown[],
  values: unknown[],
  until: number,
): unknown {
  const { nursery, scheduler } = currentFiber();
  for (let calls = 1; ; calls++) {
    const value = body(items[values.length]);
    const isLast = values.length + 1 === items.length;
    if (isLast || isWaitable(value) || !nursery.isEmpty) return value;
    if ((calls & (calls - 1)) === 0 && scheduler.clock.now() >= until) return value;
    values.push(value);
  }
}

/** Nothing to unpack, and nothing to bind. */
function isPlain({ extra, context }: Parcel): boolean {
  return extra === null && context === null;
}

/** Unpacks them, and binds the locals. Only when the module is there, which has made the classes and the locals. */
function* argsOf(running: Running, parcel: Parcel): Coroutine<readonly unknown[]> {
  const { fn, sharing } = running;
  const { args, extra, context } = parcel;
  const ready = sharing.prepare(extra);
  if (ready !== undefined) yield* until(ready);
  const from = { where: 'the caller', classes: fn.classes, references: sharing };
  const task = currentFiber();
  running.unread = null;
  if (context !== null) task.bindings = bindLocals(context, task.bindings, from);
  return unpack(args, extra, from) as readonly unknown[];
}
