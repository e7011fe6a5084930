// The way in from ordinary code: `run` makes a scheduler, a first task and its scope, and promises
// what comes out of them.

import {
  checkBody,
  checkCount,
  checkDuration,
  checkObject,
  outOfRange,
  wrongType,
} from './arguments.ts';
import type { AnyBody } from './body.ts';
import { StartedWhileLoadingError } from './errors.ts';
import { Fiber } from './fiber.ts';
import { whoIsRunning } from './context.ts';
import { afterIO } from './host.ts';
import { Kill } from './kill.ts';
import { Nursery } from './nursery.ts';
import type { Body, Coroutine } from './operation.ts';
import { ProgramRun } from './program.ts';
import { watchForSleep } from './sleepers.ts';
import { Scheduler, type SchedulerOptions } from './scheduler.ts';
import { shared } from './shared.ts';
import type { Scope } from './task.ts';

/** How to run. */
export interface RunOptions {
  /** Asks the program to stop. */
  signal?: AbortSignal;
  /** Of the generator behind `select`; a run with the same seed chooses alike. Default: a fresh one. */
  seed?: number;
  /** What the program is called in messages. Default: main's name. */
  name?: string;
  /**
   * How long tasks run before the event loop has a turn, in milliseconds. Default: 0.05 while the loop
   * has work, up to 0.15 while it has none.
   */
  slice?: number;
  /**
   * A task that runs for longer without a wait, in milliseconds, is reported afterwards: nothing else had a
   * turn meanwhile. Infinity: never. Default: 100.
   */
  slowMs?: number;
  /** How long clean-up may take at the end before it is abandoned, in milliseconds. Default: 5000. */
  within?: number;
  /**
   * What happens when the event loop is empty, all tasks wait, and nothing outside can wake one:
   * `run` rejects with DeadlockError, or it is reported, or nothing. Default: error.
   */
  deadlock?: 'error' | 'report' | 'off';
}

/** Refuses to start programs while a place imports a module: it would start itself again in each worker. */
export function refuseWhileLoading(what: string): void {
  if (shared.loading === null || whoIsRunning() !== null) return;
  throw new StartedWhileLoadingError(
    `${what} was called while a place imported ${shared.loading}, so each worker would start the program again. ` +
      'Export it (export function* main() ...) and start it elsewhere, or start it under: if (import.meta.main) ...',
  );
}

/**
 * Runs a program: `main` is its first task, in a scope of its own. When main returns, tasks that still
 * run are killed (their clean-up runs), then what was opened is closed, newest first.
 *
 * Resolves with main's result; rejects with what came out of its scope.
 *
 * @throws RangeError or TypeError for a wrong option; StartedWhileLoadingError in a worker's import.
 * @example
 * import { run, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   yield* sleep(1);
 *   return 42;
 * }) // => 42
 */
export function run<T>(
  main: (scope: Scope) => Coroutine<T> | Promise<T> | T,
  options: RunOptions = {},
): Promise<Awaited<T>> {
  checkOptions(main, options);
  refuseWhileLoading('run()');
  if (shared.stopping !== undefined)
    return tooLate(options.name ?? (main.name || 'main'), shared.stopping.reason);
  return runOn(new Scheduler(schedulerOptions(options)), main, options);
}

/** The process is to end. Rejects after a turn of the event loop: who tries again and again must not hold it up. */
function tooLate(name: string, reason: unknown): Promise<never> {
  shared.started++;
  const { error } = new Kill(reason, `program "${name}"`);
  return new Promise((_, reject) => afterIO(() => reject(error)));
}

function checkOptions(main: unknown, options: RunOptions): void {
  checkObject('options', options);
  const { seed, slice, slowMs, within, signal, deadlock, name } = options;
  if (name !== undefined && typeof name !== 'string') {
    throw wrongType('name', 'a string', name);
  }
  checkBody('main', main);
  if (seed !== undefined) checkCount('seed', seed, 0);
  if (slice !== undefined) checkDuration('slice', slice);
  if (slowMs !== undefined) checkDuration('slowMs', slowMs);
  if (within !== undefined) checkDuration('within', within);
  if (deadlock !== undefined && !['error', 'report', 'off'].includes(deadlock)) {
    throw outOfRange('deadlock', 'error, report or off', deadlock);
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw wrongType('signal', 'an AbortSignal', signal);
  }
}

function schedulerOptions({ seed, slice, slowMs }: RunOptions): SchedulerOptions {
  return {
    ...(seed !== undefined && { seed }),
    ...(slice !== undefined && { slice }),
    ...(slowMs !== undefined && { slowMs }),
  };
}

/** Runs a program on a scheduler that somebody made: with a clock of his own, or another order. */
export function runOn<T>(
  scheduler: Scheduler,
  main: Body<T, [Scope]>,
  options: RunOptions = {},
): Promise<Awaited<T>> {
  const { signal, name = main.name || 'main' } = options;
  const program = new ProgramRun(name, scheduler, options);
  const outermost = new Nursery(program);
  const scope = new Nursery(program);
  program.ofMain = scope;
  const fiber = new Fiber<unknown>(outermost, mainOf as AnyBody, [scope, main]);
  fiber.held = true;
  fiber.name = name;
  outermost.launch(fiber);
  program.main = fiber;
  shared.programs.add(program);
  watchForSleep();
  shared.started++;
  const stop = (): void => program.stop(signal!.reason);
  // Who may stop it may wake it: it is not asleep for ever.
  if (signal !== undefined) program.listening++;
  if (signal?.aborted) stop();
  else signal?.addEventListener('abort', stop, { once: true });
  return new Promise((resolve, reject) => {
    (fiber as Fiber<Awaited<T>>).whenEnded((outcome) => {
      signal?.removeEventListener('abort', stop);
      program.over();
      if (outcome.ok) resolve(outcome.value);
      else reject(outcome.abandoned && program.slept !== null ? program.slept : outcome.error);
    });
  });
}

function* mainOf<T>(scope: Nursery, main: Body<T, [Scope]>): Coroutine<T> {
  return yield* scope.run(main);
}

/** The programs that run in this thread. */
export function programs(): { name: string; tasks: number; stop(reason?: unknown): void }[] {
  return [...shared.programs];
}
