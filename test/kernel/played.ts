// Whole programs in virtual time, and the usual cast.
import { type Coroutine, type Scope, sleep } from 'offshoot';
import { runVirtually } from '../support/virtual.ts';

export type Step = (what: string) => void;

/** Runs a program in virtual time: what it noted, and what came out of it. */
export async function played(
  main: (step: Step, scope: Scope) => Coroutine<unknown> | Promise<unknown>,
): Promise<{ steps: string[]; result: unknown; error: unknown }> {
  const steps: string[] = [];
  const step = (what: string) => void steps.push(what);
  try {
    const result = await runVirtually((inside) => main(step, inside));
    return { steps, result, error: undefined };
  } catch (error) {
    return { steps, result: undefined, error };
  }
}

/** Sleeps long; says when it has been killed and cleaned up. */
export function* worker(step: Step, name: string, cleanUpMs = 0): Coroutine<void> {
  try {
    yield* sleep(1000);
    step(`${name} ends`);
  } finally {
    if (cleanUpMs > 0) yield* sleep(cleanUpMs);
    step(`${name} is clean`);
  }
}

/** Fails after a while. */
export function* failing(ms: number, message: string): Coroutine<void> {
  yield* sleep(ms);
  throw new Error(message);
}
