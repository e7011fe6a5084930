// A fiber is what runs a task: a stack of frames for a generator body, a promise for an async one.
// execution.ts runs its slices; frame.ts tells how it is unwound.
//
//   new --first slice--> live --body ends--> (deferred bodies) --> done | failed | killed
//
// Invariants
//   `waiting` is set exactly from the time the body waits until it resumes.
//   `queued` is true exactly while it stands in the ready queue.
//   `interrupted`: its top frame is doomed and running; its next operation is refused.
// Fields and methods are plain, not `#`: the scheduler, the waits and the execution work on them, and a
// private method is a field more in each of a million. Users see the interface Task.

import { abandon, losePatience } from './abandon.ts';
import { checkDuration, checkObject } from './arguments.ts';
import { AsyncBody, endedBy } from './async-body.ts';
import { type AnyBody, callAs, isGenerator, isGeneratorFunction, isThenable } from './body.ts';
import type { Composite, Entered } from './composite.ts';
import { capture, contextInUse, inContext, type Whose, whoIsRunning } from './context.ts';
import { advance, begin } from './execution.ts';
import { FiberState, NO_BODY, NONE, QUEUED, RUNNING } from './fiber-state.ts';
import {
  type AnyGenerator,
  condemn,
  doom,
  type Frame,
  PushedFrame,
  type Verdict,
} from './frame.ts';
import { joining, runDeferred, seeingOut } from './frames.ts';
import { observer } from './hooks.ts';
import { isListenedTo } from './host.ts';
import { joinOf, outcomeOf, tellJoiners } from './join.ts';
import { Kill } from './kill.ts';
import { isOperation } from './operation.ts';
import type { Bindings } from './local.ts';
import type { Nursery } from './nursery.ts';
import type { Runnable } from './ready.ts';
import { shared } from './shared.ts';
import type { KillOptions, Outcome, Task, TaskState } from './task.ts';
import { type Wait, type Waiter, WAITING } from './wait.ts';

/** How a body ended, before deferred bodies have run. */
export type End = { how: 'done' | 'failed' | 'killed'; value: unknown };

/** What runs a task; see the head of this file. */
export class Fiber<T> extends FiberState<T> implements Task<T>, Waiter, Runnable {
  // ---- what users see

  get name(): string {
    const extras = this.rare;
    return extras?.name ?? extras?.label?.describe() ?? (this.body.name || `task ${this.id}`);
  }

  set name(name: string) {
    this.extras.name = name;
  }

  get state(): TaskState {
    const { phase } = this;
    if (phase === 'done' || phase === 'failed' || phase === 'killed') return phase;
    if (whoIsRunning() === (this as Fiber<unknown>)) return 'running';
    return this.queued || phase === 'new' ? 'ready' : 'waiting';
  }

  get ended(): boolean {
    const { phase } = this;
    return phase !== 'live' && (phase === 'done' || phase === 'failed' || phase === 'killed');
  }

  get signal(): AbortSignal {
    const { extras } = this;
    if (extras.controller === undefined) {
      extras.controller = new AbortController();
      if (this.killing !== null) extras.controller.abort(this.killing.error);
    }
    return extras.controller.signal;
  }

  join(): Wait<T> {
    return joinOf(this);
  }

  outcome(): Wait<Outcome<T>> {
    return outcomeOf(this);
  }

  toWait(): Wait<T> {
    return joinOf(this);
  }

  kill(reason?: unknown, options: KillOptions = {}): boolean {
    checkObject('options', options);
    const { within } = options;
    if (within !== undefined) checkDuration('within', within);
    if (this.ended) return false;
    if (this.killing === null) this.killNow(new Kill(reason, `task "${this.name}"`));
    if (within !== undefined && !this.ended) losePatience(this as Fiber<unknown>, within);
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.outcome();
  }

  // ---- what the kernel needs

  /** How long its clean-up may still take, in milliseconds. */
  get patienceMs(): number {
    const endsAt = this.rare?.endsAt ?? Infinity;
    return endsAt === Infinity ? Infinity : Math.max(0, endsAt - this.scheduler.clock.now());
  }

  /** Does it run code of `fiber`? */
  isPartOf(fiber: Fiber<unknown>): boolean {
    return this.rare?.partOf === fiber;
  }

  /** How it ended. */
  ending(): Outcome<T> {
    if (this.phase === 'done') return { ok: true, value: this.result as T };
    const killed = this.killing !== null;
    const error = this.phase === 'killed' ? this.killing!.error : this.result;
    return { ok: false, error, killed, abandoned: this.abandoned === true };
  }

  /** Calls `done`, the kernel's own code, in the moment of the end. */
  whenEnded(done: (outcome: Outcome<T>) => void): void {
    const tell = (): void => done(this.ending());
    if (this.ended) tell();
    else outcomeOf(this).begin({ woken: tell });
  }

  woken(wait: Wait<unknown>): void {
    // One that was begun and left by hand is nobody's business any more.
    if (wait === this.waiting) this.makeReady();
  }

  // The bits by hand from here to `slice`: as setters they are not compiled into the scheduler's loop,
  // which is a twentieth of a round trip (measured).
  makeReady(): void {
    const { is } = this;
    if ((is & QUEUED) !== 0) return;
    this.is = is | QUEUED;
    this.home.scheduler.enqueue(this);
  }

  /** Its slice. */
  step(): void {
    this.is &= ~QUEUED;
    if (this.phase !== 'live' && this.ended) return;
    // Woken for something else than what it waits for: it waits on.
    if (this.waiting !== null && this.waiting.phase === WAITING && this.abandoned !== 'due') return;
    if (shared.attendants > 0) this.attendedSlice();
    else this.slice();
  }

  slice(): void {
    this.is |= RUNNING;
    shared.current = this as Fiber<unknown>;
    if (this.abandoned === 'due') abandon(this as Fiber<unknown>);
    else this.resume();
    shared.current = null;
    this.is &= ~RUNNING;
    if (shared.attendants > 0) this.sliceEnded();
  }

  attendedSlice(): void {
    if (observer !== null) observer.resumed?.(this);
    if (contextInUse()) inContext(this.extras.context, () => this.slice());
    else this.slice();
  }

  sliceEnded(): void {
    if (this.ended) return;
    if (observer !== null) observer.suspended?.(this);
    if (contextInUse()) this.extras.context = capture();
  }

  resume(): void {
    this.waiting = null;
    if (this.phase === 'new') begin(this as Fiber<unknown>);
    else if (this.frame === null && this.asyncBody?.end != null) this.asyncEnd();
    advance(this as Fiber<unknown>);
  }

  /** Its body goes on as a generator: the bottom of the stack, which is the fiber itself. */
  runs(gen: AnyGenerator): void {
    this.gen = gen;
    this.frame = this as Fiber<unknown>;
  }

  /** Puts a frame on the stack; the execution goes on there. */
  push(gen: AnyGenerator, call: Composite<unknown> | null, protects: boolean): Frame {
    const frame = new PushedFrame(gen, this.frame, call, protects);
    // A kill came while the body was being called: it never begins, or it is a shield and goes on.
    if (this.interrupted && protects) this.interrupted = false;
    else if (this.interrupted) condemn(frame, this.frame!.unwinding!.under);
    return (this.frame = frame);
  }

  /** Calls a body as part of this task; async code in it becomes a task of its own, and is joined. */
  enterBody(body: AnyBody, args: readonly unknown[]): Entered {
    if (isGeneratorFunction(body)) return { gen: body(...args) as AnyGenerator };
    const called = new Called(this as Fiber<unknown>, body);
    const value = callAs(called, body, args);
    if (isOperation(value) || !isThenable(value))
      return isGenerator(value) ? { gen: value } : { value };
    const child = called.fiber;
    child.held = true;
    child.extras.partOf = this as Fiber<unknown>;
    child.home.adopt(child);
    child.follow(value);
    if (!this.interrupted) return { gen: joining(child) };
    // The body has killed its caller in its first lines.
    child.kill(this.killing?.reason);
    return { gen: seeingOut(child), protects: true };
  }

  /** The body is async: it ends when its promise settles. */
  follow(promise: PromiseLike<unknown>): void {
    this.asyncBody ??= new AsyncBody();
    const end = (ok: boolean, value: unknown): void => {
      if (this.asyncBody!.end !== null) return;
      this.asyncBody!.end = { ok, value };
      if (!this.ended) this.makeReady();
    };
    try {
      promise.then(
        (value) => end(true, value),
        (error) => end(false, error),
      );
    } catch (error) {
      end(false, error);
    }
  }

  /** In async code: has a kill come that no await has thrown yet? This one will, and all once it is abandoned. */
  refuses(): boolean {
    if (this.abandoned === true) return true;
    const { asyncBody } = this;
    if (this.killing === null || asyncBody === null || asyncBody.reached || this.ended)
      return false;
    asyncBody.reached = true;
    return true;
  }

  /** Unwinds down to `target`, which ends with the verdict. */
  interrupt(target: Frame, verdict: Verdict): void {
    if (this.frame === null || !doom(this.frame, target, verdict)) return;
    if (this.running) {
      this.interrupted = true;
      return;
    }
    this.waiting?.takeBack();
    this.waiting = null;
    this.makeReady();
  }

  /** The body has ended. Deferred bodies run now, shielded; then the task ends. */
  bodyEnded(how: End['how'], value: unknown): void {
    this.frame = null;
    this.gen = NO_BODY;
    const deferred = this.rare?.deferred;
    if (this.phase === 'deferring') this.deferredEnded(how, value);
    else if (deferred === undefined || deferred.length === 0) this.end(how, value);
    else {
      this.phase = 'deferring';
      this.result = { how, value } satisfies End;
      this.push(runDeferred(deferred) as AnyGenerator, null, true);
    }
  }

  deferredEnded(how: End['how'], value: unknown): void {
    const before = this.result as End;
    if (how !== 'failed') this.end(before.how, before.value);
    else if (before.how !== 'failed') this.end('failed', value);
    else
      this.end(
        'failed',
        new AggregateError(
          [before.value, value],
          `${this.name}: its body and its deferred bodies failed`,
        ),
      );
  }

  asyncEnd(): void {
    const { killing, asyncBody } = this;
    const { ok, value } = asyncBody!.end!;
    // What it began after the kill and does not wait for (the rest of a Promise.all) is nobody's.
    if (killing !== null) asyncBody!.interrupt(killing.error);
    if (killing === null) this.bodyEnded(ok ? 'done' : 'failed', value);
    else if (!ok && !endedBy(killing.error, value)) this.bodyEnded('failed', value);
    else if (!ok || asyncBody!.reached) this.bodyEnded('killed', undefined);
    else this.bodyEnded('done', value);
  }

  /** It has ended, with all that was deferred. */
  end(how: End['how'], value: unknown): void {
    this.phase = how;
    this.result = value;
    this.frame = null;
    this.args = NONE;
    const patience = this.rare?.patience;
    if (patience !== undefined) this.scheduler.stopTimer(patience);
    try {
      if (observer !== null) observer.ended?.(this);
      if (this.joiners !== null) tellJoiners(this.joiners, how === 'done');
    } finally {
      // Whatever goes wrong above, the scope must not wait for it for ever.
      this.home.left(this as Fiber<unknown>);
    }
  }

  killNow(kill: Kill): void {
    this.killing = kill;
    if (this.phase === 'new') {
      this.end('killed', undefined);
      return;
    }
    this.abortSignal(kill);
    if (this.phase === 'deferring') return;
    if (this.asyncBody !== null && this.frame === null) this.asyncBody.interrupt(kill.error);
    let root = this.frame;
    while (root !== null && root.below !== null) root = root.below;
    if (root !== null) this.interrupt(root, kill);
  }

  /** Listeners are user code of this task. */
  abortSignal(kill: Kill): void {
    const controller = this.rare?.controller;
    if (controller === undefined) return;
    // What listens at this moment will fail, and the body then cleans up. If nothing does, the kill
    // must not be lost: the next await throws it.
    if (this.asyncBody !== null) this.asyncBody.reached = isListenedTo(controller.signal);
    const before = shared.current;
    shared.current = this as Fiber<unknown>;
    try {
      controller.abort(kill.error);
    } finally {
      shared.current = before;
    }
  }

  /** Has its clean-up abandoned, in a slice of its own. */
  giveUp(): void {
    if (this.ended) return;
    this.killing ??= new Kill(undefined, `task "${this.name}"`);
    this.abandoned = 'due';
    this.makeReady();
  }
}

/** Whose the async code is that a called body starts: a task of its own, made when it is asked for. */
class Called implements Whose {
  readonly #nursery: Nursery;
  readonly #body: AnyBody;
  readonly #bindings: Bindings | null;
  #fiber: Fiber<unknown> | null;

  constructor({ nursery, bindings }: Fiber<unknown>, body: AnyBody) {
    this.#nursery = nursery;
    this.#body = body;
    this.#bindings = bindings;
    // It keeps the values of this moment.
    this.#fiber = contextInUse() ? this.#make() : null;
  }

  get fiber(): Fiber<unknown> {
    return (this.#fiber ??= this.#make());
  }

  #make(): Fiber<unknown> {
    const fiber = new Fiber<unknown>(this.#nursery, this.#body, NONE);
    fiber.bindings = this.#bindings;
    fiber.asyncBody = new AsyncBody();
    fiber.phase = 'live';
    return fiber;
  }
}
