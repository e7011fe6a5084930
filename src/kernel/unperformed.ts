// In development, an operation that was made and never performed is reported, with the place where
// it was made: most often a `yield*` or an `await` is missing there.
//
// Such a report must be true, and an operation may be kept for later, by anybody. So two things must
// hold: it was not performed until the end of the turn in which it was made, and it is garbage. Who
// made it must not have been killed before he could perform it, either.
//
//   made --performed, or handed to another operation--> forgotten here
//     |
//     end of the turn: settle --> weakly held --collected--> told, once a place
//
// Garbage is collected on purpose where the host lets us, at most LOOKS times for one place; where it
// does not (a browser), and later, the host's own collector finds it.
//
// Nothing of this is in the way otherwise: the methods that perform an operation are wrapped when
// development begins, and left alone if it never does.

import { Composite } from './composite.ts';
import type { Fiber } from './fiber.ts';
import type { Frame } from './frame.ts';
import { whoIsRunning } from './context.ts';
import { afterIO, collector } from './host.ts';
import { OperationBase } from './operation.ts';
import { ProgramRun } from './program.ts';
import { report } from './report.ts';
import type { Scheduler } from './scheduler.ts';
import { Wait } from './wait.ts';

/** An operation that was made, and that nobody can perform any more. */
export interface NeverPerformed {
  /** `sleep of 5 ms`. */
  readonly what: string;
  /** The task that made it, if one did. */
  readonly task: string | undefined;
  /** File, line and column. */
  readonly where: string;
}

/** Who made an operation, and on which line. */
interface Making {
  readonly stack: Error;
  readonly maker: Fiber<unknown> | null;
  /** What the maker was in: if that is ended from outside, the operation was perhaps still to be performed. */
  readonly frame: Frame | null;
}

/** One that was not performed in its turn. */
interface Entry extends NeverPerformed {
  readonly ref: WeakRef<Operation>;
  readonly maker: Fiber<unknown> | null;
  frame: Frame | null;
  /** Something has happened after which it may be garbage: its turn is over, or its program. */
  due: boolean;
}

type Operation = OperationBase<unknown>;

/** How many lines of a stack are taken; up to five of them are ours. */
const LINES = 10;
/** How many operations of one turn are watched, and how many that wait for somebody to perform them. */
const MOST = 10_000;
/** How often one place makes us collect garbage. */
const LOOKS = 3;
/** How many places are told before we say that there are more. */
const PLACES = 20;

/** Operations of programs that run for real: those of this turn, and those of turns before. */
const fresh = new Map<Operation, Making>();
const entries = new Set<Entry>();
const entryOf = new WeakMap<Operation, Entry>();
const looks = new Map<string, number>();
const told = new Set<string>();

let developing = false;
let simulated: { scheduler: Scheduler; fresh: Map<Operation, Making> } | null = null;
let settling = false;
let collect: (() => void) | null | undefined;
let registry: FinalizationRegistry<Entry> | undefined;

// ---- what is noted

let wrapped = false;

/** Has each operation noted when it is made, and when it is performed. */
function wrap(): void {
  if (wrapped) return;
  wrapped = true;
  abstract class Noted<T> extends OperationBase<T> {
    constructor() {
      super();
      made(this as Operation);
    }
  }
  // What their constructors call as `super()`; nothing is inherited from it.
  Object.setPrototypeOf(Wait, Noted);
  Object.setPrototypeOf(Composite, Noted);
  for (const name of ['toWait', 'next', 'attempt', 'begin'] as const) wrapMethod(Wait, name);
  for (const name of ['toWait', 'next'] as const) wrapMethod(Composite, name);
  // What is handed out to all cannot be forgotten by one: each gets his own.
  Wait.prototype.handOut = function () {
    performed(this);
    return this.copy();
  };
}

function wrapMethod(of: { prototype: object }, name: string): void {
  const methods = of.prototype as Record<string, (...args: unknown[]) => unknown>;
  const before = methods[name]!;
  methods[name] = function (this: Operation, ...args) {
    performed(this);
    const result = before.apply(this, args);
    // A copy, to be performed in its place.
    if (name === 'toWait') performed(result as Operation);
    return result;
  };
}

function made(op: Operation): void {
  const maker = whoIsRunning();
  const isSimulated = simulated !== null && maker?.scheduler === simulated.scheduler;
  if (!isSimulated && !developing) return;
  const into = isSimulated ? simulated!.fresh : fresh;
  if (into.size >= MOST) return;
  into.set(op, { stack: takeStack(), maker, frame: maker?.frame ?? null });
  if (isSimulated || settling) return;
  settling = true;
  afterIO(settle);
}

function performed(op: Operation): void {
  fresh.delete(op);
  simulated?.fresh.delete(op);
  const entry = entryOf.get(op);
  if (entry !== undefined) entries.delete(entry);
}

/** It is put into words only where it is needed: that is the dear part. */
function takeStack(): Error {
  const before = (Error as { stackTraceLimit?: number }).stackTraceLimit;
  // Where intrinsics are frozen, the limit is what it is.
  Reflect.set(Error, 'stackTraceLimit', LINES);
  const error = new Error();
  Reflect.set(Error, 'stackTraceLimit', before);
  return error;
}

// ---- what is garbage

/** The turn is over. From now on nothing here holds what was made in it. */
function settle(): void {
  settling = false;
  const before = entries.size;
  for (const [op, making] of fresh) {
    const entry = entryFor(op, making);
    if (told.has(entry.where) || entries.size >= MOST) continue;
    entries.add(entry);
    entryOf.set(op, entry);
    registry ??= new FinalizationRegistry((gone) => tell([gone]));
    registry.register(op, entry);
  }
  fresh.clear();
  // A turn of its own: until this one is over, the host keeps alive what a WeakRef was made for.
  if (entries.size > before) afterIO(look);
}

function entryFor(op: Operation, { stack, maker, frame }: Making): Entry {
  const what = (op as Wait<unknown> | Composite<unknown>).describe();
  const where = placeIn(stack);
  return { what, task: maker?.name, where, maker, frame, ref: new WeakRef(op), due: true };
}

/** Collects garbage, if that can tell us something, and tells what is gone. */
function look(): void {
  const due = [...entries].filter((entry) => entry.due);
  for (const entry of due) entry.due = false;
  const places = [...new Set(due.map(({ where }) => where))];
  const news = places.filter((where) => !told.has(where) && (looks.get(where) ?? 0) < LOOKS);
  if (news.length === 0) return;
  for (const where of news) looks.set(where, (looks.get(where) ?? 0) + 1);
  collect ??= collector();
  if (collect === null) return;
  for (const entry of entries) letGo(entry);
  collect();
  tell([...entries].filter(isGone));
}

function isGone({ ref }: Entry): boolean {
  return ref.deref() === undefined;
}

/** Might it still have been performed, if nobody had interfered? */
function wasInterrupted({ maker, frame }: Entry): boolean {
  return maker?.phase === 'killed' || maker?.killing != null || frame?.unwinding != null;
}

/** A frame that has ended keeps its variables; what stood in them is nobody's any more. */
function letGo(entry: Entry): void {
  const { maker, frame } = entry;
  if (frame === null || frame.unwinding !== null) return;
  for (let on = maker!.frame; on !== null; on = on.below) if (on === frame) return;
  entry.frame = null;
}

/** Tells what is garbage, unless its maker was killed, or it was performed after all. */
function tell(gone: Entry[]): void {
  const held = gone.filter((entry) => entries.delete(entry));
  reportNeverPerformed(held.filter((entry) => !wasInterrupted(entry)));
}

/** Reports each place once in this process; after so many places only how many more there are. */
export function reportNeverPerformed(gone: readonly NeverPerformed[]): void {
  // At one place the last was made of those before it, as `all` is of what it waits for.
  const byPlace = new Map(gone.map((one) => [one.where, one]));
  const news = [...byPlace.values()].filter(({ where }) => !told.has(where) && told.add(where));
  const before = told.size - news.length;
  const shown = news.slice(0, Math.max(0, PLACES - before));
  for (const one of shown) report({ kind: 'unperformed', message: describeNeverPerformed(one) });
  const more = news.length - shown.length;
  if (more === 0 || before > PLACES) return;
  report({
    kind: 'unperformed',
    message: `and ${more} more places made operations that were never performed; no more are told`,
  });
}

/** Says what was forgotten, and where. */
export function describeNeverPerformed({ what, where, task }: NeverPerformed): string {
  const by = task === undefined ? '' : ` by task "${task}"`;
  return `${what} was never performed; it was made${by} at ${where} (is a yield* missing there, or an await?)`;
}

// ---- where it was made

/** As a file of its own, or in that of the ground (scripts/merge.ts). */
const file = /(kernel\/unperformed\.ts|offshoot-ground\.js)$/;
// Where a bundler wrote CommonJS it is undefined.
const here = String(import.meta.url);
const isBundled = !file.test(here);
const folder = here.replace(file, '').replace('file://', '');
/** With source maps a line of `dist` is told as one of `src`, and as a path. */
const ours = [folder, folder.replace(/dist\/$/, 'src/')];
/** The lines of a stack that are this file's and the constructor's. */
const OWN_LINES = 4;

/** The first line that is not ours, as `file:line:column`. In a bundle, where all is one file, the first few. */
function placeIn({ stack }: Error): string {
  const places = String(stack)
    .split('\n')
    .flatMap((line) => /\(?([^\s()]+:\d+:\d+)\)?$/.exec(line)?.[1] ?? []);
  if (isBundled) return places.slice(OWN_LINES, LINES).join(', called at ');
  const theirs = places.find((place) => !ours.some((start) => place.includes(start)));
  return theirs ?? 'a place unknown';
}

// ---- when

/** Development has begun: operations are watched, until the process ends. Acts at once. */
export function watchOperations(): void {
  wrap();
  developing = true;
  const { prototype } = ProgramRun;
  const over = Reflect.get(prototype, 'over') as (this: ProgramRun) => void;
  prototype.over = function () {
    over.call(this);
    lookAgain(this.scheduler);
  };
}

/** A program has ended: what only its tasks could have performed is garbage now. */
function lookAgain(scheduler: Scheduler): void {
  const its = [...entries].filter(({ maker }) => maker?.scheduler === scheduler);
  for (const entry of its) entry.due = true;
  if (its.length > 0) afterIO(look);
}

/**
 * Watches the operations that tasks of one scheduler make, until the function that comes back is
 * called: it promises those that were never performed, one for each place. `evenInterrupted`: also those
 * whose makers were killed.
 */
export function watchSimulated(
  scheduler: Scheduler,
): (evenInterrupted: boolean) => Promise<NeverPerformed[]> {
  wrap();
  const made = new Map<Operation, Making>();
  simulated = { scheduler, fresh: made };
  return async (evenInterrupted) => {
    simulated = null;
    const left = weakly(made);
    if (left.length === 0) return [];
    await new Promise<void>((resolve) => afterIO(resolve));
    collect ??= collector();
    collect?.();
    const gone = left.filter(
      (entry) => isGone(entry) && (evenInterrupted || !wasInterrupted(entry)),
    );
    const byPlace = new Map(gone.map(({ what, where, task }) => [where, { what, where, task }]));
    return [...byPlace.values()];
  };
}

function weakly(made: Map<Operation, Making>): Entry[] {
  const left = [...made].map(([op, making]) => entryFor(op, making));
  made.clear();
  return left;
}
