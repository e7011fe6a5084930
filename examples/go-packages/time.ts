// What stands in Go's package time: sleep, timer, ticker, and what is made of them.

import {
  all,
  channel,
  type Coroutine,
  go,
  now,
  select,
  sleep,
  ticker,
  TimeoutError,
  timer,
} from 'offshoot';

export function* times(): Coroutine<void> {
  yield* sleeps();
  yield* timers();
  yield* tickers();
  yield* timeouts();
  yield* afterFunc();
}

/** Each sleeps as long as its number; the shortest is awake first. */
function* sleeps(): Coroutine<void> {
  const awake: number[] = [];
  const start = now();
  yield* all(
    [15, 5, 10].map((ms) =>
      go(function* () {
        yield* sleep(ms); // time.Sleep(ms * time.Millisecond)
        awake.push(ms);
      }),
    ),
  );
  console.log('Sleep:', awake.join(' '), now() - start >= 15 ? 'in time' : 'too early');
}

/** A timer fires once; it can be stopped before, and set again. */
function* timers(): Coroutine<void> {
  const first = timer(5);
  yield* first.fired; // <-first.C
  console.log('Timer: the first fired; a stop comes', first.stop() ? 'in time' : 'too late');

  const second = timer(60_000);
  console.log('Timer: the second', second.stop() ? 'was stopped in time' : 'fired');
  second.reset(1);
  yield* second.fired;
  console.log('Timer: the second fired after a reset');
}

/** A ticker beats until it is stopped. Who is slow misses beats, as in Go. */
function* tickers(): Coroutine<void> {
  const beat = ticker(5);
  const first = yield* beat.receive();
  let late = 0;
  for (let i = 0; i < 2; i++) late = yield* beat.receive();
  console.log('Ticker: three beats,', late - first >= 10 ? 'none too early' : 'too early');
  beat[Symbol.dispose](); // ticker.Stop()
  console.log('Ticker: stopped, and', (yield* beat.next()).done ? 'over: no leak' : 'beats on');
}

/** Something, or time.After. */
function* timeouts(): Coroutine<void> {
  const slow = channel<string>();
  const got = yield* select({ message: slow.receive(), timeout: sleep(5) });
  console.log('After:', got.key);
  try {
    yield* slow.receive().timeout(5); // the same, as an error
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    console.log('After:', error.name);
  }
}

/** A function to be called later is a task that sleeps; a kill is its Stop. */
function* afterFunc(): Coroutine<void> {
  const later = (ms: number, f: () => void) =>
    go(function* () {
      yield* sleep(ms);
      f();
    });
  const kept = later(1, () => console.log('AfterFunc: called'));
  const stopped = later(60_000, () => console.log('AfterFunc: never'));
  yield* kept;
  console.log('AfterFunc: the other', stopped.kill() ? 'was stopped in time' : 'was called');
}
