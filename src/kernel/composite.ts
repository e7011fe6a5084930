// A composite operation runs code. Performed by a task it pushes a frame on the task's stack and
// runs there, as part of the task; in a select or under `await` it becomes a child task.
//
// It may hold something while its body runs, as `run` of a lock does. Then it is two steps for its
// task, with one iterator and one frame: the wait for what it holds, and the body.
//
//   idle --next()--> (opening --what it holds is there-->) running --settle()--> done | failed --> idle

import { type AnyBody, performing } from './body.ts';
import { NoTaskError } from './errors.ts';
import { type AnyGenerator, type Frame, returnAtOnce } from './frame.ts';
import {
  type Body,
  type Coroutine,
  isOperation,
  type Operation,
  OperationBase,
} from './operation.ts';
import { MARK, MARKED, SUSPENDED, shared } from './shared.ts';
import type { Fiber } from './fiber.ts';
import { DONE, FAILED, IDLE, type Phase, WAITING } from './wait.ts';

/** How its body runs. */
export interface CompositeOptions {
  /** What it is called in messages; without it, `call of` and the body's name. */
  name?: string | (() => string);
  /** Is performed before the body; what it gives is disposed of when the body ends, however it does. */
  holds?: () => Operation<Disposable>;
  /** A kill waits until the body is through. */
  shield?: boolean;
  /** Is told of the frame, before its first step. */
  entered?: (frame: Frame) => void;
  /** If the body returns an operation, it is performed, too. */
  performsResult?: boolean;
}

type BodyOf<T> = Body<T, never[]>;

/** An operation that runs a body; see the head of this file. */
export class Composite<T> extends OperationBase<T> {
  readonly body: BodyOf<T>;
  readonly args: readonly unknown[];
  readonly options: CompositeOptions;
  /** The frame it runs in, while it runs. */
  frame: Frame | null = null;
  #phase: Phase = IDLE;
  #value: unknown = undefined;
  /** The wait for what it is to hold, until that is there. */
  #opening: Iterator<unknown, Disposable> | null = null;
  #held: Disposable | null = null;

  constructor(body: BodyOf<T>, args: readonly unknown[], options: CompositeOptions = {}) {
    super();
    this.body = body;
    this.args = args;
    this.options = options;
  }

  toWait(): Composite<T> {
    return this.#phase === IDLE ? this : new Composite(this.body, this.args, this.options);
  }

  /** `yield*` calls this to enter the body (twice, if it waits for what it holds), and when that has ended. */
  next(): IteratorResult<never, T> {
    if (this.#phase === IDLE) {
      const task = shared.current;
      if (task === null)
        throw new NoTaskError(`${this.describe()}: there is no task to run it in; use run()`);
      const { holds } = this.options;
      if (task.interrupted) {
        return task.abandoned === 'due' && holds === undefined ? this.#atOnce(task) : SUSPENDED;
      }
      if (holds !== undefined) this.#opening = holds()[Symbol.iterator]();
      this.#phase = WAITING;
      if (holds === undefined && this.#enter(task)) return SUSPENDED;
    }
    if (this.#opening !== null && this.#waitsOrEnters(this.#opening)) return SUSPENDED;
    return { done: true, value: this.#take() };
  }

  return(value?: unknown): IteratorResult<never, T> {
    if (value === MARK) return MARKED;
    this.#opening?.return?.();
    this.#reset();
    return { done: true, value: value as T };
  }

  throw(error: unknown): never {
    this.return();
    throw error;
  }

  /** Its frame has ended. */
  settle(ok: boolean, value: unknown): void {
    this.#phase = ok ? DONE : FAILED;
    this.#value = value;
    this.frame = null;
    if (this.#held === null) return;
    try {
      this.#letGo();
    } catch (error) {
      this.#phase = FAILED;
      this.#value = error;
    }
  }

  describe(): string {
    const { name } = this.options;
    if (name === undefined) return `call of ${this.body.name || 'a function'}`;
    return typeof name === 'string' ? name : name();
  }

  /** Goes on towards what it is to hold. True if the task has to wait, for that or in the body. */
  #waitsOrEnters(opening: Iterator<unknown, Disposable>): boolean {
    try {
      const { done, value } = opening.next();
      if (!done) return true;
      this.#held = value;
    } catch (error) {
      this.#reset();
      throw error;
    }
    this.#opening = null;
    return this.#enter(shared.current!);
  }

  /** Pushes a frame for the body. False: it had none, a plain function has given its result. */
  #enter(task: Fiber<unknown>): boolean {
    let entered: Entered;
    try {
      entered = task.enterBody(this.body as AnyBody, this.args);
    } catch (error) {
      this.#reset();
      throw error;
    }
    const { performsResult = false, shield = false } = this.options;
    if ('value' in entered && performsResult && isOperation(entered.value)) {
      entered = { gen: performing(entered.value) };
    }
    if ('value' in entered) {
      this.settle(true, entered.value);
      return false;
    }
    this.frame = task.push(entered.gen, this, shield || entered.protects === true);
    this.options.entered?.(this.frame);
    return true;
  }

  /** The task is being abandoned: what of the body does not wait is done, and no more. */
  #atOnce(task: Fiber<unknown>): IteratorResult<never, T> {
    const entered = task.enterBody(this.body as AnyBody, this.args);
    if ('value' in entered) return { done: true, value: entered.value as T };
    const { done, value } = entered.gen.next();
    if (done) return { done, value: value as T };
    returnAtOnce(entered.gen, () => {});
    return SUSPENDED;
  }

  #take(): T {
    const failed = this.#phase === FAILED;
    const value = this.#value;
    this.#reset();
    if (failed) throw value;
    return value as T;
  }

  #reset(): void {
    this.#phase = IDLE;
    this.#value = undefined;
    this.#opening = null;
    this.frame = null;
    if (this.#held !== null) this.#letGo();
  }

  #letGo(): void {
    const held = this.#held!;
    this.#held = null;
    held[Symbol.dispose]();
  }
}

/** A body has been called: it goes on as a generator, or this was all. */
export type Entered = { gen: AnyGenerator; protects?: boolean } | { value: unknown };

/** A composite whose body is the kernel's own. */
export function composite<T, A extends unknown[]>(
  body: (...args: A) => Coroutine<T>,
  args: A,
  options?: CompositeOptions,
): Composite<T> {
  return new Composite(body as unknown as BodyOf<T>, args, options);
}
