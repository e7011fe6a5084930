// A thread as a place.

import { checkNames, type Operation, refuseWhileLoading } from '../kernel/index.ts';
import type { Place } from './place.ts';
import { checkPlace, openPlace, type PlaceOptions } from './worker-place.ts';

/**
 * Starts a thread, and waits until it is up. It belongs to the scope in which it is opened: at the
 * scope's end what runs in it is killed, and it ends. Calls run in it beside each other; for work that
 * is to be shared out, use a pool. An idle place does not keep the program alive.
 *
 * @throws RangeError or TypeError for a wrong option; WorkerLostError if it cannot start;
 * StartedWhileLoadingError while a worker imports the module; NoTaskError outside a task.
 * @example
 * import { run } from 'offshoot';
 * import { portable, thread } from 'offshoot/place';
 *
 * export const double = portable(import.meta, (n: number) => 2 * n);
 *
 * if (import.meta.main) {
 *   await run(function* () {
 *     const place = yield* thread({ name: 'side' });
 *     const task = place.go(double, 4);
 *     return [yield* place.call(double, 21), yield* task];
 *   }) // => [42, 8]
 * }
 */
export function thread(options: PlaceOptions = {}): Operation<Place> {
  checkNames('thread', options, ['name', 'execArgv', 'env', 'memoryMb']);
  const checked = checkPlace('thread', options);
  refuseWhileLoading('thread()');
  return openPlace('thread', checked);
}
