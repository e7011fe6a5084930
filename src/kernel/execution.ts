// One slice of a fiber: step the top frame until the task waits or ends.

import { AsyncBody } from './async-body.ts';
import {
  callAs,
  isAsyncFunction,
  isGenerator,
  isGeneratorFunction,
  isThenable,
  performing,
} from './body.ts';
import type { Fiber } from './fiber.ts';
import { NONE } from './fiber-state.ts';
import {
  type AnyGenerator,
  condemn,
  delegatesOf,
  type Frame,
  isReturning,
  returnFrom,
  type Unwinding,
  type Verdict,
} from './frame.ts';
import { oneError } from './kill.ts';
import { isOperation } from './operation.ts';
import { SUSPENDED } from './shared.ts';
import { strayYield } from './stray.ts';

/** Calls the body: from here on the fiber has a frame, follows a promise, or has ended. */
export function begin(fiber: Fiber<unknown>): void {
  const { body, args } = fiber;
  fiber.phase = 'live';
  fiber.args = NONE;
  try {
    if (isGeneratorFunction(body)) fiber.runs(body(...args) as AnyGenerator);
    else beginCalling(fiber, args);
    // A plain body may have killed its own task before it gave us something to run.
    const { killing, frame } = fiber;
    if (killing !== null && frame !== null) fiber.interrupt(frame, killing);
  } catch (error) {
    fiber.bodyEnded('failed', error);
  }
}

function beginCalling(fiber: Fiber<unknown>, args: readonly unknown[]): void {
  if (isAsyncFunction(fiber.body)) fiber.asyncBody = new AsyncBody();
  const value = callAs({ fiber }, fiber.body, args);
  if (isGenerator(value)) fiber.runs(value);
  else if (isOperation(value)) fiber.runs(performing(value) as AnyGenerator);
  else if (isThenable(value)) fiber.follow(value);
  else fiber.bodyEnded('done', value);
}

/**
 * The native `next`. Looking it up on the generator would meet another shape for each body, and
 * costs more than the call.
 */
const resume: (this: AnyGenerator) => IteratorResult<unknown, unknown> = Object.getPrototypeOf(
  Object.getPrototypeOf((function* () {})()),
).next;

/** Runs a fiber until it waits or has ended. */
export function advance(fiber: Fiber<unknown>): void {
  for (let frame = fiber.frame; frame !== null; frame = fiber.frame) {
    let result: IteratorResult<unknown, unknown>;
    try {
      const { unwinding } = frame;
      if (unwinding === null) result = resume.call(frame.gen);
      else if (unwinding.expanded || unwinding.returning) result = unwind(fiber, frame, unwinding);
      else {
        expand(fiber, frame, unwinding);
        continue;
      }
    } catch (error) {
      threw(fiber, frame, error);
      continue;
    }
    if (answered(fiber, frame, result)) return;
  }
}

/** True if the task waits now. */
function answered(
  fiber: Fiber<unknown>,
  frame: Frame,
  result: IteratorResult<unknown, unknown>,
): boolean {
  if (result === SUSPENDED) return waits(fiber, frame);
  if (result.done) {
    returned(fiber, frame, result.value);
    return false;
  }
  // An iterator helper between a task and its operation makes a result object of its own.
  if (result.value === SUSPENDED.value) return waits(fiber, frame);
  return strayed(fiber, frame, result.value);
}

/** False if there is more to do: a call was entered, or the frame is to be unwound. */
function waits(fiber: Fiber<unknown>, frame: Frame): boolean {
  if (fiber.frame !== frame) return false;
  if (!fiber.interrupted) {
    fiber.since = fiber.scheduler.turnAt;
    return true;
  }
  fiber.waiting?.takeBack();
  fiber.waiting = null;
  return false;
}

/** Puts the delegates of a frame on the stack, as frames to be unwound before it. */
function expand(fiber: Fiber<unknown>, frame: Frame, unwinding: Unwinding): void {
  fiber.interrupted = false;
  const { delegates, first } = delegatesOf(frame.gen);
  let top = unwinding;
  top.expanded = true;
  for (const delegate of delegates) {
    top = condemn(fiber.push(delegate, null, false), unwinding.under);
    top.expanded = true;
  }
  top.first = first;
}

/** A step of unwinding: `return` makes the `finally` blocks run; then on through what they wait for. */
function unwind(
  fiber: Fiber<unknown>,
  frame: Frame,
  unwinding: Unwinding,
): IteratorResult<unknown, unknown> {
  if (unwinding.returning) return frame.gen.next();
  fiber.interrupted = false;
  unwinding.returning = true;
  const { first } = unwinding;
  unwinding.first = null;
  return first === null ? returnFrom(frame.gen) : first();
}

function returned(fiber: Fiber<unknown>, frame: Frame, value: unknown): void {
  if (isOperation(value) && performsResult(fiber, frame)) {
    frame.gen = performing(value) as AnyGenerator;
    if (frame.unwinding !== null) frame.unwinding.expanded = false;
    return;
  }
  leave(fiber, frame);
  const verdict = isReturning(frame) ? frame.unwinding!.verdict : null;
  if (verdict !== null) condemned(fiber, frame, verdict);
  else if (frame.below === null) fiber.bodyEnded('done', value);
  else frame.call?.settle(true, value);
}

function performsResult(fiber: Fiber<unknown>, frame: Frame): boolean {
  if (isReturning(frame) || fiber.phase === 'deferring') return false;
  return frame.below === null || frame.call?.options.performsResult === true;
}

function threw(fiber: Fiber<unknown>, frame: Frame, error: unknown): void {
  leave(fiber, frame);
  const { below, unwinding } = frame;
  if (unwinding !== null) {
    unwinding.under.note(error);
    if (unwinding.verdict !== null) condemned(fiber, frame, unwinding.verdict);
  } else if (below === null) fiber.bodyEnded('failed', error);
  else if (below.unwinding !== null && !isReturning(below)) {
    // A shielded body failed while a kill waited for it: nobody is left to catch that.
    below.unwinding.under.note(error);
  } else frame.call?.settle(false, error);
}

/** The target of an interrupt has been unwound. */
function condemned(fiber: Fiber<unknown>, frame: Frame, verdict: Verdict): void {
  if (frame.below !== null) {
    frame.call?.settle(false, verdict.error);
    return;
  }
  const { errors } = fiber.killing!;
  if (errors.length === 0) fiber.bodyEnded('killed', undefined);
  else fiber.bodyEnded('failed', oneError(errors, `clean-up of task "${fiber.name}" failed`));
}

function leave(fiber: Fiber<unknown>, frame: Frame): void {
  fiber.frame = frame.below;
  fiber.interrupted = false;
}

/** What was yielded is no operation: an error, thrown where it was yielded. */
function strayed(fiber: Fiber<unknown>, frame: Frame, value: unknown): boolean {
  const error = strayYield(value, frame.gen, fiber.name);
  try {
    return answered(fiber, frame, frame.gen.throw(error));
  } catch (thrown) {
    // A delegate without `throw` puts an error of the engine's in the place of ours.
    if (thrown instanceof TypeError && thrown !== error) thrown.cause ??= error;
    threw(fiber, frame, thrown);
    return false;
  }
}
