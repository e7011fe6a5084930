// `select` waits for whichever comes first: somebody takes the next number, or somebody wants to quit.

import { channel, type Coroutine, go, type Receiver, run, select, type Sender } from 'offshoot';

export function* main(): Coroutine<void> {
  const numbers = channel<number>();
  const quit = channel<void>();
  go(function* () {
    for (let i = 0; i < 10; i++) console.log(yield* numbers.receive());
    yield* quit.send();
  });
  yield* fibonacci(numbers, quit);
}

function* fibonacci(out: Sender<number>, quit: Receiver<void>): Coroutine<void> {
  let [x, y] = [0, 1];
  for (;;) {
    const { key } = yield* select({ sent: out.send(x), quit: quit.receive() });
    if (key === 'quit') {
      console.log('quit');
      return;
    }
    [x, y] = [y, x + y];
  }
}

if (import.meta.main) await run(main);
