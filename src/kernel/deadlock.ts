// Deadlocks have names. There are two kinds.
//
// A circle: a task waits for a lock whose holder waits, over any number of others, for that task. Only
// waits that belong to an owner count (`way.owner`), performed by themselves: one in a select, with a
// time limit or under a deadline ends some other way. Where there are several owners (the readers that a
// writer waits for, the tasks of a scope), each of them must act, so one that cannot is enough. The wait
// that would close the circle throws.
//
// All asleep: the event loop is empty, every task of every program waits, and none for something
// outside (`way.external`). Then nothing can ever wake one.

import { DeadlockError } from './errors.ts';
import type { Fiber } from './fiber.ts';
import type { Nursery } from './nursery.ts';
import type { ProgramRun } from './program.ts';
import type { Wait } from './wait.ts';

/** A task that waits: its name, what for, and since when (by `now()`, in milliseconds). */
export interface Waiting {
  task: string;
  on: string;
  since: number;
}

/** Throws DeadlockError if `wait`, performed by `task`, would close a circle. */
export function refuseCircle(task: Fiber<unknown>, wait: Wait<unknown>): void {
  const circle = circleOf(task, wait);
  if (circle === null || hasLimit(task)) return;
  const now = Math.floor(task.scheduler.clock.now());
  throw circleError('wait', circle, (fiber) => {
    return fiber === task ? { wait, since: now } : { wait: fiber.waiting!, since: fiber.since };
  });
}

/** Throws DeadlockError if `owner`, who was just made the owner of something, waits for itself by that. */
export function refuseOwner(owner: Fiber<unknown>): void {
  const circle = waitsForOwner(owner) ? circleOf(owner, owner.waiting!) : null;
  if (circle === null) return;
  throw circleError('transfer', circle, ({ waiting, since }) => ({ wait: waiting!, since }));
}

/** Names each task of a circle, what it waits for, and who holds that: the next one. */
function circleError(
  what: string,
  circle: readonly Fiber<unknown>[],
  waitOf: (fiber: Fiber<unknown>) => { wait: Wait<unknown>; since: number },
): DeadlockError {
  const waits = toldApart(circle, (fiber) => {
    const { wait, since } = waitOf(fiber);
    return { task: fiber.name, on: wait.describe(), since };
  });
  const said = waits.map(({ task, on }, i) => {
    const next = (i + 1) % waits.length;
    const holder = waitOf(circle[i]!).wait.way.held ? `, held by task "${waits[next]!.task}"` : '';
    return `task "${task}" waits for ${on}${holder}`;
  });
  return new DeadlockError(`this ${what} would close a circle: ${said.join('; ')}`, waits);
}

/** Tasks from `task` on, each of which waits for the next, and the last for `task`. */
function circleOf(task: Fiber<unknown>, wait: Wait<unknown>): Fiber<unknown>[] | null {
  // Who is waited for, and by whom; made only where a task that is waited for waits itself.
  let before: Map<Fiber<unknown>, Fiber<unknown>> | null = null;
  const open: Fiber<unknown>[] = [];
  for (let fiber: Fiber<unknown> | undefined = task; fiber !== undefined; fiber = open.pop()) {
    for (const owner of ownersOf(fiber === task ? wait : fiber.waiting!)) {
      if (owner === task) return pathTo(fiber, before);
      if (before?.has(owner) || !waitsForOwner(owner)) continue;
      (before ??= new Map()).set(owner, fiber);
      open.push(owner);
    }
  }
  return null;
}

/** The task that performs `wait` by itself: not in a select, not with a limit, not by an await. */
export function performerOf(wait: Wait<unknown>): Fiber<unknown> | null {
  const fiber = wait.waiter as Fiber<unknown> | null;
  return fiber?.waiting === wait ? fiber : null;
}

function pathTo(
  last: Fiber<unknown>,
  before: Map<Fiber<unknown>, Fiber<unknown>> | null,
): Fiber<unknown>[] {
  const path: Fiber<unknown>[] = [];
  for (let fiber: Fiber<unknown> | undefined = last; fiber; fiber = before?.get(fiber)) {
    path.unshift(fiber);
  }
  return path;
}

function ownersOf(wait: Wait<unknown>): readonly Fiber<unknown>[] {
  const owners = wait.way.owner === null ? null : wait.way.owner(wait);
  if (owners === null) return NOBODY;
  return Array.isArray(owners) ? owners : [owners as Fiber<unknown>];
}

const NOBODY: readonly Fiber<unknown>[] = [];

function waitsForOwner(fiber: Fiber<unknown>): boolean {
  if (fiber.ended || fiber.queued || fiber.waiting === null) return false;
  return fiber.waiting.way.owner !== null && !hasLimit(fiber);
}

/** Is it under a deadline, of its own or of somebody who waits for it? */
function hasLimit(fiber: Fiber<unknown>): boolean {
  for (let nursery: Nursery | null = fiber.nursery; nursery !== null; nursery = nursery.outer) {
    if (nursery.limited) return true;
  }
  return false;
}

function waitingOf(fiber: Fiber<unknown>): Waiting {
  const waits = waitsOf(fiber).map((wait) => wait.describe());
  return { task: fiber.name, on: waits.join(' and '), since: fiber.since };
}

/** What each waits for; several of one name are `worker`, `worker#2` and so on. */
function toldApart(
  fibers: readonly Fiber<unknown>[],
  waitOf: (fiber: Fiber<unknown>) => Waiting,
): Waiting[] {
  const seen = new Map<string, number>();
  return fibers.map((fiber) => {
    const wait = waitOf(fiber);
    const count = (seen.get(wait.task) ?? 0) + 1;
    seen.set(wait.task, count);
    return count === 1 ? wait : { ...wait, task: `${wait.task}#${count}` };
  });
}

function sentence(waits: readonly Waiting[]): string {
  return waits.map(({ task, on }) => `task "${task}" waits for ${on}`).join('; ');
}

/** Every task of these programs waits, and nothing outside can wake one: the error that says so. */
export function asleep(programs: readonly ProgramRun[]): DeadlockError | undefined {
  const fibers = programs.flatMap(({ main }) => (main === null ? [] : [...withChildren(main)]));
  const mayWake = programs.some(({ listening }) => listening > 0) || fibers.some(mayBeWoken);
  if (fibers.length === 0 || mayWake) return undefined;
  const waits = toldApart(
    fibers.filter((fiber) => !waitsForPart(fiber)),
    waitingOf,
  );
  const message = `all tasks wait, and nothing can wake one: ${sentence(waits)}`;
  const error = new DeadlockError(message, waits);
  // It was found by nobody's code: the lines that led here are the host's.
  error.stack = `${error.name}: ${message}`;
  return error;
}

/** The tasks of a program that something outside may wake, and what each of them waits for. */
export function outside(program: ProgramRun): Waiting[] {
  const fibers = program.main === null ? [] : [...withChildren(program.main)];
  return fibers.filter((fiber) => !waitsForPart(fiber) && mayBeWoken(fiber)).map(waitingOf);
}

/** A task, and those in the scopes that it has entered. */
function* withChildren(fiber: Fiber<unknown>): Generator<Fiber<unknown>> {
  if (fiber.ended) return;
  yield fiber;
  for (let nursery: Nursery = fiber.nursery; nursery !== fiber.home; nursery = nursery.outer!) {
    for (const child of nursery.fibers()) yield* withChildren(child);
  }
}

/** It waits for code of its own: an async body that it called, a case of its select. */
function waitsForPart(fiber: Fiber<unknown>): boolean {
  const [wait] = waitsOf(fiber);
  const owners = wait === undefined ? NOBODY : ownersOf(wait);
  return owners.length === 1 && owners[0]!.isPartOf(fiber);
}

function mayBeWoken(fiber: Fiber<unknown>): boolean {
  if (fiber.queued || fiber.phase === 'new') return true;
  const waits = waitsOf(fiber);
  // An async body that awaits no operation awaits a promise, and who knows who settles that.
  return waits.length === 0 || waits.some(isExternal);
}

function waitsOf(fiber: Fiber<unknown>): readonly Wait<unknown>[] {
  if (fiber.waiting !== null) return [fiber.waiting];
  return [...(fiber.asyncBody?.awaited ?? [])].flatMap(({ wait }) => (wait === null ? [] : [wait]));
}

function isExternal(wait: Wait<unknown>): boolean {
  return wait.way.external(wait) || wait.way.members(wait).some(isExternal);
}
