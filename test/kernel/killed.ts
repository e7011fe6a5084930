// One task that is killed, and what came of it: the frame around most tests of killing.
import { type Coroutine, go, type Operation, sleep } from 'offshoot';
import { reportTo } from 'offshoot/kernel';
import { runVirtually } from '../support/virtual.ts';
import { ended } from './stage.ts';

type Step = (what: string) => void;

export interface Killed {
  steps: string[];
  /** How it ended, as its parent saw it. */
  end: string;
  error: unknown;
  /** The kinds of what was reported. */
  reports: string[];
}

/** Runs a task in virtual time, kills it at 5 (or at `at`), and waits for its end. */
export async function killedAt5(
  body: (step: Step) => Coroutine<unknown> | Promise<unknown>,
  { at = 5, within }: { at?: number; within?: number } = {},
): Promise<Killed> {
  const steps: string[] = [];
  const reports: string[] = [];
  const reporter = reportTo(({ kind }) => kind === 'slow' || reports.push(kind));
  try {
    const outcome = await runVirtually(function* () {
      const victim = go(body, (what: string) => void steps.push(what));
      const outcome = victim.outcome();
      const watching = go(function* watching() {
        return yield* outcome;
      });
      yield* sleep(at);
      victim.kill('enough', within === undefined ? {} : { within });
      return yield* watching;
    }).catch((error: unknown) => ({ ok: false as const, error, killed: true, abandoned: false }));
    return { steps, end: ended(outcome), error: outcome.ok ? null : outcome.error, reports };
  } finally {
    reportTo(reporter);
  }
}

/** What generators inherit from, all of one realm. */
export const generatorPrototype: { return: unknown } = Object.getPrototypeOf(
  Object.getPrototypeOf((function* () {})()),
);

/** A body that performs one operation. */
export function performing<T>(op: () => Operation<T>): () => Coroutine<T> {
  return function* () {
    return yield* op();
  };
}
