// What must not compile: operations in async code.
import { channel, run } from 'offshoot';

const c = channel<number>();

export async function* stream() {
  // @ts-expect-error yield* of an operation in an async generator
  const value = yield* c.receive();
  yield value;
}

await run(function* () {
  // @ts-expect-error an operation tested for truth
  if (c.receive()) return;
});

await run(function* () {
  // @ts-expect-error using without yield*
  using received = c.receive();
  void received;
});
