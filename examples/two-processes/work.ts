// What the processes do. They are handed channels and queues, and do not know who is at the other end.

import { type Coroutine, type Queue, type Receiver, select, sleep } from 'offshoot';
import { portable } from 'offshoot/place';

/** Receives to the end of the pipe. */
export const consume = portable(
  import.meta,
  function* consume(from: Receiver<string>): Coroutine<void> {
    for (let item = yield* from.next(); !item.done; item = yield* from.next())
      console.log('received', item.value);
    console.log('end of file');
  },
);

/** Looks now and then whether there is something, and has other things to do. */
export const poll = portable(
  import.meta,
  function* poll(from: Receiver<string>, everyMs: number): Coroutine<string> {
    let looks = 0;
    for (;;) {
      looks++;
      const next = yield* select({ item: from.receive(), nothing: sleep(everyMs) });
      if (next.key === 'item') return `${next.value}, after ${looks > 1 ? 'some looks' : 'one'}`;
    }
  },
);

/** Goes on as soon as there is room: who works it off is not waited for. */
export const produce = portable(
  import.meta,
  function* produce(items: string[], into: Queue<string>): Coroutine<void> {
    for (const item of items) yield* into.put(item);
  },
);

/** Works items off, for ever. */
export const workOff = portable(
  import.meta,
  function* workOff(from: Queue<string>): Coroutine<never> {
    for (;;) {
      console.log('worked on', yield* from.get());
      from.taskDone();
    }
  },
);
