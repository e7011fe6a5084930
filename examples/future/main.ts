// The result of work elsewhere: it can be asked for before it is there. A failure waits in it too,
// work that nobody wants any more can be called off, and whoever is curious hears how far it is.

import { CancelledError, type Coroutine, Future, future, go, run, sleep } from 'offshoot';

export function* main(): Coroutine<void> {
  yield* setAndGet();
  yield* fail();
  yield* cancel();
  yield* watch();
}

function* setAndGet(): Coroutine<void> {
  const result = new Future<number>();
  console.log('no result yet:', result.tryGet());
  go(function* () {
    yield* sleep(10);
    result.set(42);
  });
  // Waits until somebody has set it.
  console.log('the result:', yield* result.get());
  console.log('and again:', yield* result);
}

function* fail(): Coroutine<void> {
  const result = new Future<number>();
  result.setError(new Error('the work went wrong'));
  try {
    yield* result;
  } catch (error) {
    console.log('raised at who asks:', (error as Error).message);
  }
}

function* cancel(): Coroutine<void> {
  const result = future(function* () {
    try {
      yield* sleep(60_000);
    } finally {
      console.log('the work cleans up');
    }
  });
  yield* sleep(0);
  result.cancel('nobody needs it');
  try {
    yield* result;
  } catch (error) {
    console.log((error as CancelledError).message);
  }
}

function* watch(): Coroutine<void> {
  const result = new Future<string>();
  result.onProgress((done) => console.log(`${100 * done} %`));
  result.onDone((outcome) => console.log('completed:', outcome));
  go(function* () {
    for (const done of [0.25, 0.5, 0.75]) {
      yield* sleep(1);
      result.setProgress(done);
    }
    result.set('done');
  });
  yield* result;
  // A listener has a turn of its own.
  yield* sleep(0);
}

if (import.meta.main) await run(main);
