// Waiting for the end of a task.

import type { Fiber } from './fiber.ts';
import type { Outcome } from './task.ts';
import { Wait, type Way, way } from './wait.ts';
import { WaitList } from './waitlist.ts';

const ending: Omit<Way<Fiber<unknown>>, 'describe'> = {
  attempt: ({ subject }) => subject.ended,
  enlist: (wait) => (wait.subject.joiners ??= new WaitList()).add(wait),
  withdraw: (wait) => wait.subject.joiners!.remove(wait),
};

const joining = way<Fiber<unknown>>({
  ...ending,
  attempt: ({ subject }) => {
    if (!subject.ended) return false;
    valueOf(subject);
    return true;
  },
  describe: ({ subject }) => `join of task "${subject.name}"`,
  take: ({ subject }) => valueOf(subject),
  owner: ({ subject }) => subject,
});

const seeingOut = way<Fiber<unknown>>({
  ...ending,
  describe: ({ subject }) => `outcome of task "${subject.name}"`,
  take: ({ subject }) => subject.ending(),
  owner: ({ subject }) => subject,
});

/** `task.join()`: the result, or the failure thrown. */
export function joinOf<T>(fiber: Fiber<T>): Wait<T> {
  return new Wait(joining, fiber as Fiber<unknown>) as Wait<T>;
}

/** `task.outcome()`: how it ended, as a value. */
export function outcomeOf<T>(fiber: Fiber<T>): Wait<Outcome<T>> {
  return new Wait(seeingOut, fiber as Fiber<unknown>) as Wait<Outcome<T>>;
}

function valueOf(fiber: Fiber<unknown>): unknown {
  const outcome = fiber.ending();
  if (outcome.ok) return outcome.value;
  throw outcome.error;
}

/** Tells all that wait for the end of `fiber`. */
export function tellJoiners(joiners: WaitList, ok: boolean): void {
  for (let wait = joiners.take(); wait !== null; wait = joiners.take()) {
    if (ok || wait.way !== joining) wait.complete(undefined);
    else wait.failLater();
  }
}
