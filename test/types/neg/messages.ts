// What must not compile: messages, waits and task bodies. A case that compiles is an error here.
import {
  all,
  channel,
  go,
  Queue,
  race,
  run,
  select,
  sleep,
  type Channel,
  type Coroutine,
  type Receiver,
  type Sender,
} from 'offshoot';

await run(function* () {
  const c = channel<number>();
  const out: Sender<number> = c;
  const input: Receiver<number> = c;
  const unperformed = c.receive();

  // @ts-expect-error wrong message type
  yield* c.send('x');
  // @ts-expect-error an operation used as a number
  unperformed + 1;
  // @ts-expect-error an operation assigned as a number
  void (unperformed satisfies number);
  // @ts-expect-error an operation compared with a number
  if (unperformed === 5) return;
  // @ts-expect-error no catch on an operation
  c.receive().catch(() => 0);

  // @ts-expect-error sending on a receive-only view
  yield* input.send(1);
  // @ts-expect-error receiving on a send-only view
  yield* out.receive();
  // @ts-expect-error a sender of numbers is no sender of strings or numbers
  void (out satisfies Sender<number | string>);
  void (input satisfies Receiver<number | string>);
  // @ts-expect-error a channel of numbers is not a channel of more
  void (c satisfies Channel<number | string>);

  // @ts-expect-error a number is not an operation
  yield* select({ a: 5 });
  // @ts-expect-error a channel is not an operation
  yield* select({ a: c });
  // @ts-expect-error a promise is not an operation
  yield* select({ a: Promise.resolve(1) });
  // @ts-expect-error the method, not its result
  yield* select({ a: c.receive });
  // @ts-expect-error promises in an array
  yield* select([Promise.resolve(1)]);
  // @ts-expect-error a promise in race
  yield* race([Promise.resolve(1), sleep(1)]);
  // @ts-expect-error a number in all
  yield* all([1]);
  // @ts-expect-error a channel cannot be yielded
  yield* c;
  // @ts-expect-error a promise cannot be yielded
  yield* Promise.resolve(1);
});

// @ts-expect-error yields a number
go(function* () {
  yield 5;
});
// @ts-expect-error yields an array's numbers
go(function* () {
  yield* [1, 2];
});
// @ts-expect-error a bare yield
go(function* () {
  yield;
});
// @ts-expect-error the star is forgotten
go(function* () {
  yield sleep(1);
});
export function* annotated(): Coroutine<void> {
  // @ts-expect-error the star is forgotten, where the type is written down
  yield sleep(1);
}
// @ts-expect-error yields a string's characters
go(function* () {
  yield* 'abc';
});

function* twoArguments(a: number, b: string) {
  yield* sleep(a + b.length);
}
// @ts-expect-error too few arguments
go(twoArguments, 1);
// @ts-expect-error a wrong argument
go(twoArguments, 1, 2);
// @ts-expect-error called too early: a generator, not a body
go(twoArguments(1, 'x'));

new Queue<number>({ order: 'fifo' });
// @ts-expect-error there is no such order
new Queue<number>({ order: 'random' });
