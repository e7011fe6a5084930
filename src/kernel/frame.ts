// A task's frames, and how they are unwound.
//
// `call`, `scope` and all composites push a frame on their task's own stack, so resuming costs
// O(1) at any depth. Frames entered by `yield*` stand inside a generator, out of sight; they are
// found when a kill needs them.
//
// A kill, a deadline, a failing child: each is an *interrupt* of one frame. The target and the
// frames above it are doomed, and unwound from the top: `return` runs a frame's `finally` blocks,
// which may wait; then it is popped, and the next one below is unwound. When the target is gone,
// its caller goes on with an error; if the target is the bottom, the task has been killed.
//
//   top  cleaning   <- a call made by a `finally` block: runs to its end, then its caller goes on
//        doomed, returning
//        doomed     <- unwound when it is on top
//        target     (has a verdict)
//        caller     <- goes on with the verdict's error
//
// Frames above one that `returning` or `protects` are clean-up or shielded: an interrupt of a
// frame below waits for them.

import type { Composite } from './composite.ts';
import { MARK, MARKED } from './shared.ts';

export type AnyGenerator = Generator<unknown, unknown, unknown>;

/** What an interrupt brings, and the errors that clean-up threw on the way. */
export interface Verdict {
  readonly error: unknown;
  /** Is told of each error that a clean-up throws. */
  note(error: unknown): void;
}

/** What a frame is while it is unwound. */
export class Unwinding {
  /** The verdict under which it is unwound: its own, or that of the target below. */
  readonly under: Verdict;
  /** Its own: it is the target. */
  verdict: Verdict | null = null;
  /** Its delegates, if it had any, stand above it as frames of their own. */
  expanded = false;
  returning = false;
  /** The first step, where finding its delegates has taken it already. */
  first: FirstStep | null = null;

  constructor(under: Verdict) {
    this.under = under;
  }
}

/** One level of a task's stack. The level of its body is the fiber itself: an object less for each task. */
export interface Frame {
  gen: AnyGenerator;
  readonly below: Frame | null;
  /** The composite operation that waits for this frame; null for a task's body and for a delegate. */
  readonly call: Composite<unknown> | null;
  readonly protects: boolean;
  /** It is doomed. */
  unwinding: Unwinding | null;
}

/** A frame of what is not a task's body. */
export class PushedFrame implements Frame {
  gen: AnyGenerator;
  readonly below: Frame | null;
  readonly call: Composite<unknown> | null;
  readonly protects: boolean;
  unwinding: Unwinding | null = null;

  constructor(
    gen: AnyGenerator,
    below: Frame | null,
    call: Composite<unknown> | null,
    protects: boolean,
  ) {
    this.gen = gen;
    this.below = below;
    this.call = call;
    this.protects = protects;
  }
}

/** Do its own `finally` blocks run, or have they run? */
export function isReturning({ unwinding }: Frame): boolean {
  return unwinding !== null && unwinding.returning;
}

/**
 * Dooms `target` and the frames above it, as far as no clean-up or shield is under way there.
 * Tells whether the unwinding may begin at once.
 */
export function doom(top: Frame, target: Frame, verdict: Verdict): boolean {
  if (target.unwinding !== null) return false;
  let from: Frame = top;
  let free = true;
  for (let frame: Frame = top; frame !== target; frame = frame.below!) {
    if (!frame.protects && !isReturning(frame)) continue;
    from = frame.below!;
    free = false;
  }
  for (let frame = from; frame !== target; frame = frame.below!) condemn(frame, verdict);
  condemn(target, verdict).verdict = verdict;
  return free;
}

/** Dooms one frame; one that is doomed already keeps its verdict. */
export function condemn(frame: Frame, verdict: Verdict): Unwinding {
  return (frame.unwinding ??= new Unwinding(verdict));
}

const generatorPrototype: { return: AnyGenerator['return'] } = Object.getPrototypeOf(
  Object.getPrototypeOf((function* () {})()),
);
const nativeReturn = generatorPrototype.return;

/** Ends one frame: its own `finally` blocks run, whatever stands in the place of its `return`. */
export function returnFrom(gen: AnyGenerator): IteratorResult<unknown, unknown> {
  return nativeReturn.call(gen, undefined);
}

/** Ends a generator without waiting for anything its clean-up asks for. False: it does not end. */
export function returnAtOnce(gen: AnyGenerator, takeBack: () => void): boolean {
  for (let tries = 0; tries < 1000; tries++) {
    if (returnFrom(gen).done) return true;
    takeBack();
  }
  return false;
}

/**
 * Finds the generators that `gen` delegates to, outermost first, without disturbing them.
 *
 * `yield*` looks up `return` on its delegate when it is needed, and native generators inherit one
 * from a shared prototype. So for a moment another function stands there, that notes who was asked
 * and answers MARKED, which the asking frame takes for a yield: it stays suspended. An operation's
 * own `return` answers MARKED, too, when it is given MARK.
 *
 * `first`: the last frame found had a delegate that did not answer MARKED (one without `return`, an
 * iterator helper, a generator of another realm). What came back already is that frame's first
 * step of unwinding; `return` must not be called on it again.
 */
export function delegatesOf(gen: AnyGenerator): {
  delegates: AnyGenerator[];
  first: (() => IteratorResult<unknown, unknown>) | null;
} {
  const delegates: AnyGenerator[] = [];
  for (let frame = gen; ;) {
    const { first, asked } = ask(frame);
    if (first !== null) {
      // Asked through an iterator helper, which has closed: nobody else will end this one.
      if (asked !== null) returnAtOnce(asked, () => {});
      return { delegates, first };
    }
    if (asked === null) return { delegates, first: null };
    delegates.push(asked);
    frame = asked;
  }
}

type FirstStep = () => IteratorResult<unknown, unknown>;

/** Who `frame` delegates to, or null if it waits in an operation; else its first step of unwinding. */
function ask(frame: AnyGenerator): { first: FirstStep | null; asked: AnyGenerator | null } {
  let asked: AnyGenerator | null = null;
  const restore = (): void => {
    generatorPrototype.return = nativeReturn;
  };
  // One-shot: a delegate without `return` lets the frame's own clean-up run within this call.
  const replaced = replaceReturn(function (this: AnyGenerator) {
    restore();
    asked = this;
    return MARKED;
  });
  // Frozen intrinsics: plain `return`, which ends clean-up that waits inside a delegate too early.
  const argument = replaced ? MARK : undefined;
  try {
    const answer = nativeReturn.call(frame, argument);
    const marked = replaced && !answer.done && answer.value === MARK;
    return { first: marked ? null : () => answer, asked };
  } catch (error) {
    return { first: rethrow(error), asked };
  } finally {
    if (replaced) restore();
  }
}

function rethrow(error: unknown): FirstStep {
  return () => {
    throw error;
  };
}

function replaceReturn(replacement: (this: AnyGenerator) => IteratorYieldResult<never>): boolean {
  try {
    generatorPrototype.return = replacement as AnyGenerator['return'];
    return generatorPrototype.return !== nativeReturn;
  } catch {
    return false;
  }
}
