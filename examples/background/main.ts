// A countdown in the background: on a thread, then in a process. Whoever starts it has a task, with a
// name, a state and an end to wait for. What never ends by itself ends with the program, and what does
// not listen is ended with its place.

import { type Coroutine, future, run, sleep, type Task, TimeoutError } from 'offshoot';
import { type Place, portable, processPlace, thread } from 'offshoot/place';

export const countdown = portable(
  import.meta,
  function* countdown(from: number, everyMs: number): Coroutine<string> {
    for (let n = from; n > 0; n--) yield* sleep(everyMs);
    return 'lift off';
  },
);

/** Never ends by itself. */
export const tick = portable(import.meta, function* tick(): Coroutine<never> {
  for (;;) yield* sleep(10);
});

/** Never ends, and never waits: nobody can talk to it. */
export const spin = portable(import.meta, function spin(): never {
  for (;;);
});

export function* main(): Coroutine<void> {
  yield* inBackground(yield* thread({ name: 'a thread' }));
  yield* inBackground(yield* processPlace({ name: 'a process' }));
  yield* terminated(yield* thread({ name: 'another thread' }));
  yield* terminated(yield* processPlace({ name: 'another process' }));
  console.log('the program ends, and what still ticks is killed');
}

function* inBackground(place: Place): Coroutine<void> {
  place.go(tick); // a daemon: nobody waits for it
  const counting = place.go(countdown, 3, 200); // Thread(target=countdown, args=(3, 200)).start()
  console.log(`${counting.name} in ${place.name}, alive:`, isAlive(counting));
  try {
    yield* counting.join().timeout(1);
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    console.log('not yet: nobody waits any more, and it counts on');
  }
  console.log('joined:', yield* counting, '- alive:', isAlive(counting));
}

function isAlive({ state }: Task<unknown>): boolean {
  return state === 'ready' || state === 'running' || state === 'waiting';
}

/** A kill of the place, where a kill of the task would wait for an answer in vain. */
function* terminated(place: Place): Coroutine<void> {
  const stuck = future(() => place.call(spin));
  yield* sleep(50);
  place.kill('no answer');
  const { kind } = yield* place.exited();
  try {
    yield* stuck;
  } catch (error) {
    console.log(`${place.name} was ${kind}; ${(error as Error).message}`);
  }
}

// A place imports this module to find what it is to run. Without the guard it would start the program, too:
// that is refused, with StartedWhileLoadingError.
if (import.meta.main) await run(main);
