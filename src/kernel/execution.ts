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
import {
  type AnyGenerator,
  condemn,
  delegatesOf,
  type Frame,
  returnFrom,
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
  try {
    if (isGeneratorFunction(body)) fiber.push(body(...args) as AnyGenerator, null, false);
    else beginCalling(fiber);
    // A plain body may have killed its own task before it gave us something to run.
    const { killing, frame } = fiber;
    if (killing !== null && frame !== null) fiber.interrupt(frame, killing);
  } catch (error) {
    fiber.bodyEnded('failed', error);
  }
}

function beginCalling(fiber: Fiber<unknown>): void {
  if (isAsyncFunction(fiber.body)) fiber.asyncBody = new AsyncBody();
  const value = callAs(fiber, fiber.body, fiber.args);
  if (isGenerator(value)) fiber.push(value, null, false);
  else if (isOperation(value)) fiber.push(performing(value) as AnyGenerator, null, false);
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
      if (!frame.doomed) result = resume.call(frame.gen);
      else if (isExpanded(frame)) result = unwind(fiber, frame);
      else {
        expand(fiber, frame);
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

function isExpanded(frame: Frame): boolean {
  return frame.expanded || frame.returning;
}

/** Puts the delegates of a frame on the stack, as frames to be unwound before it. */
function expand(fiber: Fiber<unknown>, frame: Frame): void {
  fiber.interrupted = false;
  const { delegates, first } = delegatesOf(frame.gen);
  let top = frame;
  top.expanded = true;
  for (const delegate of delegates) {
    top = fiber.push(delegate, null, false);
    condemn(top, frame.under!);
    top.expanded = true;
  }
  top.first = first;
}

/** A step of unwinding: `return` makes the `finally` blocks run; then on through what they wait for. */
function unwind(fiber: Fiber<unknown>, frame: Frame): IteratorResult<unknown, unknown> {
  if (frame.returning) return frame.gen.next();
  fiber.interrupted = false;
  frame.returning = true;
  const { first } = frame;
  frame.first = null;
  return first === null ? returnFrom(frame.gen) : first();
}

function returned(fiber: Fiber<unknown>, frame: Frame, value: unknown): void {
  if (isOperation(value) && performsResult(fiber, frame)) {
    frame.gen = performing(value) as AnyGenerator;
    frame.expanded = false;
    return;
  }
  leave(fiber, frame);
  if (frame.verdict !== null && frame.returning) condemned(fiber, frame, frame.verdict);
  else if (frame.below === null) fiber.bodyEnded('done', value);
  else frame.call?.settle(true, value);
}

function performsResult(fiber: Fiber<unknown>, frame: Frame): boolean {
  if (frame.returning || fiber.phase === 'deferring') return false;
  return frame.below === null || frame.call?.options.performsResult === true;
}

function threw(fiber: Fiber<unknown>, frame: Frame, error: unknown): void {
  leave(fiber, frame);
  const { below, verdict } = frame;
  if (frame.doomed) {
    frame.under?.note(error);
    if (verdict !== null) condemned(fiber, frame, verdict);
  } else if (below === null) fiber.bodyEnded('failed', error);
  else if (below.doomed && !below.returning) {
    // A shielded body failed while a kill waited for it: nobody is left to catch that.
    below.under?.note(error);
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
