// A nursery is what runs a scope: it owns tasks and things, and ends when they have ended.
//
//   open --its body and its tasks are through, or it fails, or it is killed--> ending --> closed
//
// Invariants
//   The tasks stand in a list, newest first. Who ends, leaves it.
//   The first error turns `open` into `ending`: tasks are killed, newest first, and the body is unwound.
//   Things (servers, pools, tickers) are closed when no task is left, last opened first.

import { losePatience } from './abandon.ts';
import { type AnyBody, isGenerator } from './body.ts';
import { Composite, composite } from './composite.ts';
import { currentFiber } from './current.ts';
import { ClosedError, KilledError } from './errors.ts';
import { Fiber } from './fiber.ts';
import { observer } from './hooks.ts';
import { whoIsRunning } from './context.ts';
import { type Frame, returnAtOnce, type Verdict } from './frame.ts';
import { because, oneError } from './kill.ts';
import { type Body, type Coroutine, type Operation, OperationBase } from './operation.ts';
import type { ProgramRun } from './program.ts';
import type { Scheduler } from './scheduler.ts';
import type { KillOptions, Scope, Task } from './task.ts';
import { type Closer, Things } from './things.ts';
import { Wait, way } from './wait.ts';
import { WaitList } from './waitlist.ts';
import { checkBody } from './arguments.ts';

export class Nursery implements Scope, Verdict {
  readonly scheduler: Scheduler;
  readonly program: ProgramRun;
  state: 'open' | 'ending' | 'closed' = 'open';
  /** The scope around this one in the task that entered it. */
  outer: Nursery | null = null;
  /** It has a time limit: who waits in it does not wait for ever. */
  limited = false;
  /** When that ends, by the scheduler's clock. */
  dueAt = Infinity;
  readonly emptied = new WaitList();
  /** How many tasks it waits for. */
  tasks = 0;
  #newest: Fiber<unknown> | null = null;
  /** In the order in which they came, each once. Most scopes have none. */
  #errors: Set<unknown> | null = null;
  #things: Things | null = null;
  #owner: Fiber<unknown> | null = null;
  #body: Composite<unknown> | null = null;
  #controller: AbortController | null = null;
  /** When patience with clean-up ends, by the scheduler's clock. */
  #endsAt = Infinity;
  /** The error by which it was ended from outside: a kill, a deadline. */
  #verdict: unknown = undefined;

  constructor(program: ProgramRun) {
    this.program = program;
    this.scheduler = program.scheduler;
  }

  // ---- what users see

  go<T, A extends unknown[]>(body: (...args: A) => Operation<T>, ...args: A): Task<T>;
  go<T, A extends unknown[]>(
    body: (...args: A) => Coroutine<T> | Promise<T> | T,
    ...args: A
  ): Task<T>;
  go<T, A extends unknown[]>(
    body: (...args: A) => Coroutine<T> | Promise<T> | T,
    ...args: A
  ): Task<T> {
    checkBody('body', body);
    return this.start(body as unknown as AnyBody, args) as Fiber<T>;
  }

  kill(reason?: unknown): boolean {
    if (this.state === 'closed') return false;
    if (this.state === 'open') {
      this.#verdict = new KilledError(`the scope was killed${because(reason)}`, { reason });
      this.fail(this.#verdict);
    }
    return true;
  }

  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.state === 'ending' || this.#errors !== null) this.#controller.abort(this.error);
    }
    return this.#controller.signal;
  }

  get stopping(): Operation<void> {
    return this.program.stopping();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await new Wait(emptying, this);
  }

  // ---- tasks

  /** Starts a task. In a scope that is ending it never runs. */
  start(body: AnyBody, args: readonly unknown[]): Fiber<unknown> {
    const fiber = this.#begun(body, args);
    if (this.state === 'ending') fiber.kill(reasonIn(this.error));
    return fiber;
  }

  #begun(body: AnyBody, args: readonly unknown[], serves = false): Fiber<unknown> {
    const fiber = new Fiber<unknown>(this, body, args);
    fiber.serves = serves;
    fiber.bindings = (whoIsRunning() ?? this.#owner)?.bindings ?? null;
    this.launch(fiber);
    return fiber;
  }

  /**
   * Starts a task that serves something which was opened here (`own`). The scope does not wait for it:
   * it is ended by the closing of that thing, after the scope's other tasks have ended. Its failure is
   * for whoever started it.
   */
  serve(body: AnyBody, args: readonly unknown[]): Fiber<unknown> {
    const fiber = this.#begun(body, args, true);
    fiber.held = true;
    if (this.state === 'ending') fiber.kill(reasonIn(this.error));
    return fiber;
  }

  /** Lets a new fiber live here, and gives it its first turn. */
  launch(fiber: Fiber<unknown>): void {
    this.adopt(fiber);
    fiber.makeReady();
  }

  /** Starts an operation as a task whose failure somebody else waits for. */
  startHeld<T>(op: OperationBase<T>, partOf: Fiber<unknown>): Fiber<T> {
    const fiber = this.#begun(held as unknown as AnyBody, [op]) as Fiber<T>;
    fiber.held = true;
    fiber.extras.partOf = partOf;
    fiber.extras.label = op.toWait();
    return fiber;
  }

  adopt(fiber: Fiber<unknown>): void {
    if (this.state === 'closed') throw new ClosedError('cannot start a task: its scope has ended');
    fiber.older = this.#newest;
    if (this.#newest !== null) this.#newest.younger = fiber;
    this.#newest = fiber;
    if (!fiber.serves) this.tasks++;
    // A part of somebody's clean-up, which has so much time and no more.
    if (this.#endsAt < Infinity) {
      losePatience(fiber, Math.max(0, this.#endsAt - this.scheduler.clock.now()));
    }
    if (observer !== null) observer.started?.(fiber);
  }

  /** A task of this scope has ended. */
  left(fiber: Fiber<unknown>): void {
    const { older, younger } = fiber;
    if (older !== null) older.younger = younger;
    if (younger === null) this.#newest = older;
    else younger.older = older;
    fiber.older = fiber.younger = null;
    if (!fiber.serves) this.tasks--;
    if (fiber.phase === 'failed' && !fiber.held) this.fail(fiber.result);
    if (this.tasks === 0) this.emptied.completeAll();
  }

  killTasks(reason: unknown, options?: KillOptions): void {
    for (const fiber of this.fibers()) fiber.kill(reason, options);
  }

  /** Gives up on all clean-up in it, and closes things without waiting. `note` is told what went wrong. */
  giveUp(note: (error: unknown) => void): void {
    for (const fiber of this.fibers()) fiber.giveUp();
    for (let close = this.#things?.take(); close !== undefined; close = this.#things?.take()) {
      try {
        closeAtOnce(close);
      } catch (error) {
        note(error);
      }
    }
    for (const error of this.#errors ?? []) if (error !== this.#verdict) note(error);
    // They have been told; what is left of the scope must not tell them again.
    this.#errors = null;
    this.state = 'closed';
  }

  /** Its tasks, newest first. */
  fibers(): Fiber<unknown>[] {
    const fibers: Fiber<unknown>[] = [];
    for (let fiber = this.#newest; fiber !== null; fiber = fiber.older) fibers.push(fiber);
    return fibers;
  }

  /** It goes on, and nothing has been left in it: no task, nothing opened, no error. */
  get isEmpty(): boolean {
    const isBare = this.tasks === 0 && this.#things === null && this.#errors === null;
    return isBare && this.state === 'open';
  }

  // ---- failure

  /** Remembers an error, once. */
  note(error: unknown): void {
    (this.#errors ??= new Set()).add(error);
  }

  /** Why all of it ends. */
  get error(): unknown {
    return this.#errors?.values().next().value;
  }

  /** An error came up: everything in the scope ends. */
  fail(error: unknown): void {
    this.note(error);
    if (this.state !== 'open') return;
    this.#stop(error);
    const frame = this.#body?.frame;
    if (frame) this.#owner!.interrupt(frame, this);
  }

  /** A time is over. Whoever is being unwound already is not late. */
  expire(error: unknown): void {
    const frame = this.#body?.frame ?? this.#owner?.frame;
    if (this.state !== 'open' || frame?.unwinding != null) return;
    this.#verdict = error;
    this.fail(error);
  }

  // ---- things

  /** `close` is called when the scope ends, unless the function that comes back is called before. */
  own(close: Closer): () => void {
    if (this.state === 'closed') throw new ClosedError('cannot open anything: the scope has ended');
    return (this.#things ??= new Things()).add(close);
  }

  // ---- its life

  /** Enters the scope, runs `body` in it, and leaves it when all has ended. */
  *run<T>(body: Body<T, never[]>, args: readonly unknown[] = [this]): Coroutine<T> {
    const owner = currentFiber();
    this.#owner = owner;
    this.outer = owner.nursery;
    owner.nursery = this;
    const call = new Composite<T>(body, args, {
      performsResult: true,
      entered: (frame) => this.#entered(frame),
    });
    this.#body = call as Composite<unknown>;
    let value: T | undefined;
    let through = false;
    try {
      value = yield* call;
      if (this.tasks > 0 && !this.#isMain) yield* this.#emptied();
      through = true;
    } catch (error) {
      this.fail(error);
    } finally {
      // Nothing is left to do in most scopes: then they end without a frame for it.
      const isOver = through && this.isEmpty && !this.#isMain && !owner.interrupted;
      if (isOver) this.#close(owner);
      else yield* composite(end, [this, through], { shield: true });
    }
    return value as T;
  }

  /** The body has killed or failed its scope in its first lines: it ends at its first wait. */
  #entered(frame: Frame): void {
    if (this.state !== 'open') this.#owner!.interrupt(frame, this);
  }

  /** Kills what is left, waits for it, closes things, and throws what went wrong. */
  *end(through: boolean): Coroutine<void> {
    const owner = this.#owner!;
    if (!through || this.#isMain) {
      const reason = this.error ?? owner.killing?.reason;
      this.#stop(reason, this.#isMain ? { within: this.program.within } : undefined);
    }
    yield* this.#emptied();
    for (let close = this.#things?.take(); close !== undefined; close = this.#things?.take()) {
      try {
        yield* new Composite<void>(close, []);
      } catch (error) {
        this.note(error);
      }
      yield* this.#emptied();
    }
    this.#close(owner);
    // The task was killed meanwhile: nobody waits for the verdict any more, only failures go up.
    const errors = [...(this.#errors ?? [])];
    const isUnwound = owner.frame!.below?.unwinding != null;
    const failures = isUnwound ? errors.filter((error) => error !== this.#verdict) : errors;
    if (failures.length > 0) throw oneError(failures, 'several things went wrong in one scope');
  }

  #close(owner: Fiber<unknown>): void {
    this.state = 'closed';
    owner.nursery = this.outer!;
  }

  /** Waits until no task is left; more may have come by the time this resumes. */
  *#emptied(): Coroutine<void> {
    while (this.tasks > 0) yield* new Wait(emptying, this);
  }

  get #isMain(): boolean {
    return this.program.ofMain === this;
  }

  #stop(reason: unknown, options?: KillOptions): void {
    this.state = 'ending';
    if (options?.within !== undefined) this.#endsAt = this.scheduler.clock.now() + options.within;
    this.#controller?.abort(reason);
    this.killTasks(reasonIn(reason), options);
  }
}

/** What a kill's error was given as its reason; any other error is the reason itself. */
function reasonIn(error: unknown): unknown {
  try {
    return error instanceof KilledError ? error.reason : error;
  } catch {
    // A proxy that does not like to be asked.
    return error;
  }
}

/** Closes a thing as far as that goes without waiting. */
function closeAtOnce(close: Closer): void {
  const closing: unknown = close();
  if (!isGenerator(closing)) return;
  closing.next();
  returnAtOnce(closing, () => {});
}

function* end(nursery: Nursery, through: boolean): Coroutine<void> {
  yield* nursery.end(through);
}

function* held<T>(op: OperationBase<T>): Coroutine<T> {
  return yield* op;
}

/** Waits until no task is left in a scope. */
const emptying = way<Nursery, void>({
  attempt: ({ subject }) => subject.tasks === 0,
  enlist: (wait) => wait.subject.emptied.add(wait),
  withdraw: (wait) => wait.subject.emptied.remove(wait),
  owner: ({ subject }) => subject.fibers().filter(({ serves }) => !serves),
  describe: () => 'end of the tasks of a scope',
});
