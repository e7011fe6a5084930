// A child process as a place.

import { checkNames, type Operation, refuseWhileLoading } from '../kernel/index.ts';
import type { Place } from './place.ts';
import { checkPlace, openPlace, type PlaceOptions } from './worker-place.ts';

/** How a process is started. */
export interface ProcessOptions extends PlaceOptions {
  /** Its working directory. Default: ours. */
  cwd?: string;
}

/**
 * Starts a child process, and waits until it is up. It is used as a thread is, and belongs to the scope
 * in which it is opened in the same way; what it prints goes where ours goes. It costs more (some 60 MB,
 * hundreds of microseconds a call) and takes along nobody: what crashes, runs out of memory or blocks in native
 * code ends the child alone, with WorkerLostError for the calls in it. Shared memory cannot be sent to it.
 *
 * No child outlives its parent, however that ends, by more than 2 seconds.
 *
 * @throws RangeError or TypeError for a wrong option; WorkerLostError if it cannot start;
 * StartedWhileLoadingError while a worker imports the module; NoTaskError outside a task.
 * @example
 * import { run } from 'offshoot';
 * import { portable, processPlace } from 'offshoot/place';
 *
 * export const double = portable(import.meta, (n: number) => 2 * n);
 *
 * if (import.meta.main) {
 *   await run(function* () {
 *     const place = yield* processPlace({ name: 'apart' });
 *     const task = place.go(double, 4);
 *     return [yield* place.call(double, 21), yield* task];
 *   }) // => [42, 8]
 * }
 */
export function processPlace(options: ProcessOptions = {}): Operation<Place> {
  checkNames('processPlace', options, ['name', 'execArgv', 'env', 'memoryMb', 'cwd']);
  const checked = checkPlace('process', options);
  refuseWhileLoading('processPlace()');
  return openPlace('process', checked);
}
