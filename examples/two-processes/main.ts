// Processes that talk: over a pipe, which is a channel, and over a queue that knows when all is done.
// Either is made here and given to whoever runs elsewhere; so they are as bounded there as they are here,
// can be selected, and end with an error when a process dies.

import { channel, type Coroutine, Queue, run, sleep } from 'offshoot';
import { processPlace } from 'offshoot/place';
import { consume, poll, produce, workOff } from './work.ts';

export function* main(): Coroutine<void> {
  yield* overPipe();
  yield* overQueue();
}

function* overPipe(): Coroutine<void> {
  const place = yield* processPlace({ name: 'consumer' });
  const pipe = channel<string>();
  const consumer = place.go(consume, pipe);
  for (const item of ['a', 'b', 'c']) yield* pipe.send(item);
  pipe.close();
  yield* consumer;

  const seldom = channel<string>();
  const polling = place.go(poll, seldom, 5);
  yield* sleep(100);
  yield* seldom.send('something');
  console.log(yield* polling);
}

function* overQueue(): Coroutine<void> {
  const queue = new Queue<string>({ maxSize: 2 });
  const [producer, consumer] = [yield* processPlace(), yield* processPlace()];
  consumer.go(workOff, queue); // a daemon: it ends with the program
  yield* producer.go(produce, ['first', 'second', 'third', 'fourth'], queue);
  yield* queue.join();
  console.log('all is done');
}

if (import.meta.main) await run(main);
