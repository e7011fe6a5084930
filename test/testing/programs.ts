// Programs with a known fault, or known to have none, for the tests of `simulate`.
import { channel, type Coroutine, go, pause } from 'offshoot';

/** Two deposits, of which one is lost if the other reads before it writes. */
export function* lostUpdate(): Coroutine<void> {
  let balance = 0;
  function* deposit(): Coroutine<void> {
    const before = balance;
    yield* pause();
    balance = before + 1;
  }
  const first = go(deposit);
  const second = go(deposit);
  yield* first;
  yield* second;
  if (balance !== 2) throw new Error(`balance is ${balance}`);
}

/** Right first in, first out: the reader comes after the writer, if nobody overtakes. */
export function* overtaken(): Coroutine<void> {
  let ready = false;
  function* writer(): Coroutine<void> {
    for (let i = 0; i < 3; i++) yield* pause();
    ready = true;
  }
  function* reader(): Coroutine<void> {
    for (let i = 0; i < 4; i++) yield* pause();
    if (!ready) throw new Error('read before it was written');
  }
  const tasks = [go(writer), go(reader), go(bystander), go(bystander)];
  for (const task of tasks) yield* task;
}

function* bystander(): Coroutine<void> {
  for (let i = 0; i < 4; i++) yield* pause();
}

/** A producer and consumers over a channel: nothing is wrong with it. */
export function* sound(): Coroutine<void> {
  const numbers = channel<number>(1);
  let sum = 0;
  function* consumer(): Coroutine<void> {
    for (;;) {
      const next = yield* numbers.next();
      if (next.done === true) return;
      for (let i = 0; i < next.value; i++) yield* pause();
      sum += next.value;
    }
  }
  const consumers = [go(consumer), go(consumer), go(consumer)];
  for (let i = 1; i <= 5; i++) yield* numbers.send(i);
  numbers.close();
  for (const task of consumers) yield* task;
  if (sum !== 15) throw new Error(`sum is ${sum}`);
}
