// A pool of workers: one call, calls in the background, a whole list, a list without an end; how its
// workers are set up, who goes first, how far a job is, and the ways in which the pool ends.

import { type Coroutine, run, TimeoutError } from 'offshoot';
import { createPool } from 'offshoot/place';
import { add, count, fail, setUp, square, wait } from './work.ts';

export function* main(): Coroutine<void> {
  const pool = yield* createPool({ size: 2, init: setUp });

  // apply: one call, and wait for it.
  console.log('2 + 3 =', yield* pool.apply(add, 2, 3));

  // apply_async: the result can be collected later, or reports by itself.
  const sum = pool.submit(add, 20, 22);
  sum.onDone((outcome) => console.log('callback:', outcome));
  console.log('collected:', yield* sum.get());

  // map: a list in chunks.
  const numbers = Array.from({ length: 1000 }, (_, i) => i);
  const squares = yield* pool.map(square, numbers, { chunkSize: 100 });
  console.log('squares:', squares.length, squares.slice(0, 5), squares.at(-1));

  // imap: one result after the other; who has had enough leaves, and the source is told.
  const results = pool.imap(square, naturals());
  const first = [yield* results.receive(), yield* results.receive(), yield* results.receive()];
  results.close();
  console.log('the first squares of all:', first);

  // How far it is, said inside the job.
  const counting = pool.submit(count, 1000);
  yield* counting;
  console.log('progress:', counting.progress);

  // A time limit for the job itself, and who goes first.
  const limited = pool.with({ limitMs: 20, priority: 1 });
  try {
    yield* limited.apply(wait, 60_000);
  } catch (error) {
    if (error instanceof TimeoutError) console.log('killed there after 20 ms');
  }

  // AsyncResult: ready, wait, successful, get with a timeout.
  const slow = pool.submit(wait, 100);
  console.log('ready:', slow.tryGet() !== undefined);
  try {
    yield* slow.get().timeout(10);
  } catch (error) {
    if (error instanceof TimeoutError) console.log('not within 10 ms');
  }
  console.log(yield* slow.get(), '- ready:', slow.tryGet() !== undefined);
  const failing = pool.submit(fail, 'no such file');
  failing.onDone(({ ok }) => console.log('successful:', ok));
  try {
    yield* failing;
  } catch (error) {
    console.log('what it threw is thrown here:', (error as Error).message);
  }

  // close: what it has is done, but it takes no more. join: waits for that.
  const last = pool.submit(wait, 10);
  pool.close();
  yield* pool.join();
  console.log('closed;', yield* last);

  yield* giveUp();
}

function* naturals(): Generator<number> {
  for (let n = 0; ; n++) yield n;
}

/** terminate: ends the workers at once. */
function* giveUp(): Coroutine<void> {
  const pool = yield* createPool({ size: 2 });
  const endless = pool.submit(wait, 60_000);
  pool.terminate();
  yield* pool.join();
  console.log('terminated; cancelled:', endless.cancelled);
}

if (import.meta.main) await run(main);
