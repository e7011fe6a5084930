// Tries again what failed, a number of times, with pauses that grow.

import {
  checkCount,
  checkDuration,
  checkFunction,
  checkNames,
  checkNumber,
  type Coroutine,
  composite,
  currentScheduler,
  KilledError,
  type Operation,
  pause,
  type Random,
  sleep,
} from '../kernel/index.ts';
import { perform } from './holding.ts';

/** How long to wait between two tries, in milliseconds. */
export interface Backoff {
  /** Before the second try. */
  initial: number;
  /** Each pause is so many times the one before. Default: 2. */
  factor?: number;
  /** No pause is longer. Default: 30,000. */
  max?: number;
  /** Shortens each pause by up to a half, at random, so that many who failed together do not come back together. Default: false. */
  jitter?: boolean;
}

/** How often to try, and what. */
export interface RetryOptions {
  /** How often in all, the first time included; Infinity for ever. */
  times: number;
  /** Without it there is no pause, only a turn for the others. */
  backoff?: Backoff;
  /** Is this error worth another try? Default: each is. A kill is not retried, and not asked about. */
  when?: (error: unknown) => boolean;
}

const DEFAULTS = { factor: 2, max: 30_000, jitter: false };

/**
 * Runs `body` until it succeeds; it is told which try this is, from 1. Composite. Jitter comes from the
 * scheduler's seeded generator.
 *
 * @throws the last error, as it is; RangeError or TypeError for wrong options.
 * @example
 * import { retry, run } from 'offshoot';
 *
 * const body = (attempt: number) => {
 *   if (attempt < 3) throw new Error('not yet');
 *   return `try ${attempt}`;
 * };
 * await run(() => retry(body, { times: 5, backoff: { initial: 1 } })) // => 'try 3'
 */
export function retry<T>(
  body: (attempt: number) => Operation<T>,
  options: RetryOptions,
): Operation<T>;
export function retry<T>(
  body: (attempt: number) => Coroutine<T> | Promise<T> | T,
  options: RetryOptions,
): Operation<T>;
export function retry<T>(
  body: (attempt: number) => Coroutine<T> | Promise<T> | T,
  options: RetryOptions,
): Operation<T> {
  checkFunction('body', body);
  checkNames('retry', options, ['times', 'backoff', 'when']);
  const { times, when = () => true } = options;
  checkCount('times', times, 1, true);
  checkFunction('when', when);
  const backoff = checkBackoff(options.backoff);
  const name = `retry of ${body.name || 'a function'}`;
  const plan = { times, when, backoff };
  return composite(tryAgain, [body as Tried, plan], { name }) as Operation<T>;
}

function checkBackoff(backoff: Backoff | undefined): Required<Backoff> | null {
  if (backoff === undefined) return null;
  const { initial, factor, max, jitter } = { ...DEFAULTS, ...backoff };
  checkDuration('backoff.initial', initial);
  checkNumber('backoff.factor', factor, 1, 'a number, 1 or more');
  checkDuration('backoff.max', max);
  return { initial, factor, max, jitter };
}

type Tried = (attempt: number) => unknown;

interface Plan {
  times: number;
  when: (error: unknown) => boolean;
  backoff: Required<Backoff> | null;
}

function* tryAgain(body: Tried, plan: Plan): Coroutine<unknown> {
  const { times, when, backoff } = plan;
  const { random } = currentScheduler();
  for (let attempt = 1; ; attempt++) {
    try {
      return yield* perform(body, attempt);
    } catch (error) {
      const hopeless = attempt >= times || error instanceof KilledError;
      if (hopeless || !when(error)) throw error;
    }
    if (backoff === null) yield* pause();
    else yield* sleep(pauseAfter(attempt, backoff, random));
  }
}

function pauseAfter(attempt: number, backoff: Required<Backoff>, random: Random): number {
  const { initial, factor, max, jitter } = backoff;
  const ms = Math.min(max, initial * factor ** (attempt - 1));
  return jitter ? ms * (1 - random.below(1001) / 2000) : ms;
}
