// Programs in virtual time, and in many orders: tests neither sleep nor assume a schedule.
//
// Time stands still while anything can run, then jumps to the next timer. It does not wait for
// the outside world: a real promise, a socket or a thread belongs into a test in real time.
// For the same reason a turn never ends while tasks only `pause()`: the scheduler leaves a turn
// when its milliseconds are over, and none pass. What waits for the host then waits for ever.
import type { Coroutine, RunOptions, Scope } from 'offshoot';
import { type Clock, RandomReady, runOn, Scheduler, type SchedulerOptions } from 'offshoot/kernel';

type Main<T> = (scope: Scope) => Coroutine<T> | Promise<T> | T;

/** Stands still while anything can run; then jumps. */
export class VirtualClock implements Clock {
  #now = 0;
  #jump: NodeJS.Immediate | undefined;

  now(): number {
    return this.#now;
  }

  wakeAt(at: number, due: () => void): void {
    this.rest();
    // An immediate, so that everything that is ready, and every promise, comes first.
    this.#jump = setImmediate(() => {
      this.#jump = undefined;
      this.#now = Math.max(this.#now, at);
      due();
    });
  }

  rest(): void {
    clearImmediate(this.#jump);
    this.#jump = undefined;
  }
}

/** `run`, in virtual time: an hour's sleep takes no time, and `now()` begins at 0. */
export function runVirtually<T>(
  main: Main<T>,
  options: RunOptions & SchedulerOptions = {},
): Promise<Awaited<T>> {
  return runOn(new Scheduler({ clock: new VirtualClock(), ...options }), main, options);
}

/**
 * Runs the program once for each of `seeds` orders in which its tasks can take turns, in virtual
 * time, and gives the results. A failure names its seed; `SEED=7 npm test -- FILE` runs that alone.
 */
export async function inEveryOrder<T>(seeds: number, main: Main<T>): Promise<Awaited<T>[]> {
  const alone = process.env.SEED;
  const results: Awaited<T>[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    if (alone !== undefined && seed !== Number(alone)) continue;
    const order = (random: ConstructorParameters<typeof RandomReady>[0]) => new RandomReady(random);
    try {
      results.push(await runVirtually(main, { seed, order }));
    } catch (error) {
      throw new Error(`in the order of seed ${seed}`, { cause: error });
    }
  }
  return results;
}
