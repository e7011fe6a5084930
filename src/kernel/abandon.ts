// Giving up on clean-up that takes too long: `kill(reason, { within })`. The wait inside the clean-up
// is taken back, what remains of the frames is returned without waiting, shields end, too, and the
// outcome says `abandoned`. It is reported: something was left undone.

import { Composite } from './composite.ts';
import type { End, Fiber } from './fiber.ts';
import { returnAtOnce } from './frame.ts';
import { type Kill, oneError } from './kill.ts';
import { report } from './report.ts';
import { Alarm } from './timers.ts';

/** Gives clean-up `ms` milliseconds from now; the shortest patience wins. */
export function losePatience(fiber: Fiber<unknown>, ms: number): void {
  const { extras, scheduler } = fiber;
  const endsAt = scheduler.clock.now() + ms;
  if (extras.patience !== undefined) {
    if (extras.endsAt <= endsAt) return;
    scheduler.stopTimer(extras.patience);
  }
  extras.endsAt = endsAt;
  extras.patience = new Alarm(() => fiber.giveUp());
  scheduler.startTimer(extras.patience, ms);
}

/** Ends the fiber at once, in its own slice, with all that still cleans up in scopes that it entered. */
export function abandon(fiber: Fiber<unknown>): void {
  const kill = fiber.killing!;
  const unfinished = fiber.waiting === null ? '' : ` (it waited for ${fiber.waiting.describe()})`;
  takeBack(fiber);
  fiber.asyncBody?.interrupt(kill.error);
  // From here on its operations are refused.
  fiber.interrupted = true;
  const note = (error: unknown): void => kill.note(error);
  if (fiber.phase === 'deferring') noteEnd(fiber.result as End, kill);
  for (const part of fiber.home.fibers()) if (part.isPartOf(fiber)) part.giveUp();
  for (let nursery = fiber.nursery; nursery !== fiber.home; nursery = nursery.outer!) {
    nursery.giveUp(note);
  }
  returnFrames(fiber, kill);
  runDeferredAtOnce(fiber, note);
  fiber.abandoned = true;
  report({
    kind: 'abandoned',
    message: `the clean-up of task "${fiber.name}" did not end in time and was abandoned${unfinished}`,
  });
  if (kill.errors.length === 0) fiber.end('killed', undefined);
  else fiber.end('failed', oneError(kill.errors, `clean-up of task "${fiber.name}" failed`));
}

/** Its body had failed before its deferred bodies were given up. */
function noteEnd({ how, value }: End, kill: Kill): void {
  if (how === 'failed') kill.note(value);
}

function returnFrames(fiber: Fiber<unknown>, kill: Kill): void {
  for (let frame = fiber.frame; frame !== null; frame = frame.below) {
    try {
      returnAtOnce(frame.gen, () => takeBack(fiber));
    } catch (error) {
      kill.note(error);
    }
  }
}

/** What was deferred runs as far as it does not wait. */
function runDeferredAtOnce({ extras }: Fiber<unknown>, note: (error: unknown) => void): void {
  const bodies = extras.deferred ?? [];
  for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
    try {
      new Composite(body, []).next();
    } catch (error) {
      note(error);
    }
  }
}

function takeBack(fiber: Fiber<unknown>): void {
  fiber.waiting?.takeBack();
  fiber.waiting = null;
}
