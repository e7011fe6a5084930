// What is known of a fiber. A million tasks must stay small, so what few of them need stands in an
// object that is made when it is needed, and what is true or not in the bits of one number.

import type { AsyncBody } from './async-body.ts';
import type { AnyBody } from './body.ts';
import { capture, type Context, contextInUse } from './context.ts';
import type { Fiber } from './fiber.ts';
import type { AnyGenerator, Frame, Unwinding } from './frame.ts';
import type { Kill } from './kill.ts';
import type { Bindings } from './local.ts';
import type { Nursery } from './nursery.ts';
import { OperationBase } from './operation.ts';
import type { Scheduler } from './scheduler.ts';
import type { Alarm } from './timers.ts';
import type { Wait } from './wait.ts';
import type { WaitList } from './waitlist.ts';

/** What few tasks need. */
class Extras {
  killing: Kill | null = null;
  /** Not asked for (false), to be done in the next slice ('due'), or done (true). */
  abandoned: false | 'due' | true = false;
  asyncBody: AsyncBody | null = null;
  /** The innermost scope that it has entered. */
  nursery: Nursery | null = null;
  name: string | undefined;
  controller: AbortController | undefined;
  /** Registered by `defer`, last one first. */
  deferred: AnyBody[] | undefined;
  /** Ends the patience with its clean-up, at `endsAt`. */
  patience: Alarm | undefined;
  endsAt = Infinity;
  /** What it performs, if it is no body of a user's: gives it its name. */
  label: { describe(): string } | undefined;
  /** Whose code it runs: an async body that was called, a case of a select. */
  partOf: Fiber<unknown> | undefined;
  /** The host's async context of its next slice; undefined while no program uses any. */
  context: Context | undefined;
}

/** It stands in the ready queue. */
export const QUEUED = 1;
/** Its slice is under way. */
export const RUNNING = 2;
const INTERRUPTED = 4;
const HELD = 8;
const SERVES = 16;

/** The arguments of a body that has begun, or never will. */
export const NONE: readonly unknown[] = [];

/** Stands where no body runs (yet, or any more); then the fiber is no frame, and nobody looks. */
export const NO_BODY = null as unknown as AnyGenerator;

let count = 0;

/** The fields of a fiber; fiber.ts says what it does. */
export abstract class FiberState<T> extends OperationBase<T> implements Frame {
  readonly id = ++count;
  readonly body: AnyBody;
  /** Until the body begins. */
  args: readonly unknown[];
  /** The scope it lives in. */
  readonly home: Nursery;
  bindings: Bindings | null = null;
  /** Neighbours in its home's list of tasks. */
  older: Fiber<unknown> | null = null;
  younger: Fiber<unknown> | null = null;

  phase: 'new' | 'live' | 'deferring' | 'done' | 'failed' | 'killed' = 'new';
  /** What is true of it: QUEUED and the like, which have names below. */
  is = 0;
  /** The top of its stack. */
  frame: Frame | null = null;
  /** Of its body, while that runs. */
  gen: AnyGenerator = NO_BODY;
  unwinding: Unwinding | null = null;
  waiting: Wait<unknown> | null = null;
  /** When it began to wait, by its scheduler's clock, in whole milliseconds. */
  since = 0;
  /** The result or the error; while deferred bodies run, how the body ended. */
  result: unknown = undefined;
  joiners: WaitList | null = null;
  /** `extras`, if there are any. */
  rare: Extras | null = null;

  constructor(home: Nursery, body: AnyBody, args: readonly unknown[]) {
    super();
    this.home = home;
    this.body = body;
    this.args = args;
    if (contextInUse()) this.extras.context = capture();
  }

  // ---- as a frame: the bottom of its stack, while its body runs as a generator

  get below(): null {
    return null;
  }

  get call(): null {
    return null;
  }

  get protects(): false {
    return false;
  }

  // ---- what it is

  get scheduler(): Scheduler {
    return this.home.scheduler;
  }

  /** The scope that it starts tasks in. */
  get nursery(): Nursery {
    return this.rare?.nursery ?? this.home;
  }

  set nursery(nursery: Nursery) {
    this.extras.nursery = nursery;
  }

  get queued(): boolean {
    return (this.is & QUEUED) !== 0;
  }

  set queued(yes: boolean) {
    this.is = yes ? this.is | QUEUED : this.is & ~QUEUED;
  }

  /** Its slice is under way, also while other code runs in the middle of it (a listener, a child's first lines). */
  get running(): boolean {
    return (this.is & RUNNING) !== 0;
  }

  set running(yes: boolean) {
    this.is = yes ? this.is | RUNNING : this.is & ~RUNNING;
  }

  /** Its top frame is doomed and running; its next operation is refused. */
  get interrupted(): boolean {
    return (this.is & INTERRUPTED) !== 0;
  }

  set interrupted(yes: boolean) {
    this.is = yes ? this.is | INTERRUPTED : this.is & ~INTERRUPTED;
  }

  /** Someone else holds its failure (a future, a select): it does not go to the scope. */
  get held(): boolean {
    return (this.is & HELD) !== 0;
  }

  set held(yes: boolean) {
    this.is = yes ? this.is | HELD : this.is & ~HELD;
  }

  /** It serves a thing that was opened in its scope, and ends with that: the scope does not wait for it. */
  get serves(): boolean {
    return (this.is & SERVES) !== 0;
  }

  set serves(yes: boolean) {
    this.is = yes ? this.is | SERVES : this.is & ~SERVES;
  }

  get killing(): Kill | null {
    return this.rare === null ? null : this.rare.killing;
  }

  set killing(kill: Kill) {
    this.extras.killing = kill;
  }

  get abandoned(): Extras['abandoned'] {
    return this.rare === null ? false : this.rare.abandoned;
  }

  set abandoned(how: Extras['abandoned']) {
    this.extras.abandoned = how;
  }

  get asyncBody(): AsyncBody | null {
    return this.rare === null ? null : this.rare.asyncBody;
  }

  set asyncBody(body: AsyncBody) {
    this.extras.asyncBody = body;
  }

  get extras(): Extras {
    return (this.rare ??= new Extras());
  }
}
