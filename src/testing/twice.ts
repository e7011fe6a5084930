// Was a run the same when it was repeated with the same choices? If not, or if it asked the host for
// anything, something decides that no schedule controls.

import { SimulationError } from './errors.ts';
import { culprits, tellUse } from './failure.ts';
import type { Played } from './play.ts';
import { messageOf, type Step } from './witness.ts';

/** What differs, or what was used, as a failure. */
export function differenceOf(one: Played, other: Played): Played['failure'] {
  const at = firstDifference(one.trace, other.trace);
  if (at >= 0) {
    return failure(
      at + 1,
      `step ${at + 1} was not the same twice: ${tell(one.trace[at])}, then ${tell(other.trace[at])}` +
        culprits(other.uses),
    );
  }
  if (other.failure !== undefined) {
    const { error, step } = other.failure;
    return failure(
      step,
      `it failed only the second time: ${messageOf(error)}${culprits(other.uses)}`,
    );
  }
  const [use] = other.uses;
  return use && failure(use.step, tellUse(use));
}

function failure(step: number, message: string): Played['failure'] {
  return { step, error: new SimulationError('nondeterminism', message) };
}

function firstDifference(one: readonly Step[], other: readonly Step[]): number {
  const length = Math.max(one.length, other.length);
  for (let i = 0; i < length; i++) if (tell(one[i]) !== tell(other[i])) return i;
  return -1;
}

function tell(step: Step | undefined): string {
  return step === undefined ? 'nothing' : `task "${step.task}" at ${step.at} ms: ${step.what}`;
}
