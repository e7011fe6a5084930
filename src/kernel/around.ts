// A wait around one other wait: what map, timeout, abortOn and using have in common.

import type { Wait, Way } from './wait.ts';

export class Around {
  inner: Wait<unknown>;

  constructor(inner: Wait<unknown>) {
    this.inner = inner;
  }
}

/** Does all that the inner wait does; to be spread into a way that adds to it. */
export const around: Way<Around> = {
  attempt(wait) {
    const around = wait.subject;
    around.inner = around.inner.toWait();
    return around.inner.attemptFor(wait);
  },
  enlist(wait) {
    const around = wait.subject;
    around.inner = around.inner.toWait();
    around.inner.begin(wait);
  },
  withdraw({ subject }) {
    subject.inner.release();
  },
  discard({ subject }) {
    subject.inner.release();
  },
  describe: ({ subject }) => subject.inner.describe(),
  take: ({ subject }) => subject.inner.take(),
  members: ({ subject }) => [subject.inner],
};
