import { run, call, sleep, type Coroutine } from 'offshoot';
import { is, type Equal } from '../equal.ts';
function* inner(n: number) {
  yield* sleep(n);
  return { n };
}
function* fib(n: number): Coroutine<number> {
  return n < 2 ? n : (yield* call(fib, n - 1)) + (yield* call(fib, n - 2));
}
await run(function* () {
  const v = yield* inner(3);
  is<Equal<typeof v, { n: number }>>();
  return yield* fib(10);
});
