// What must not compile: consumers and sinks.
import { run, sleep } from 'offshoot';
import { broadcast, consumer, printer, type Sink } from 'offshoot/flow';

const numbers = consumer(function* (): Generator<void, void, number> {
  for (;;) (yield).toFixed();
});

await run(function* () {
  // @ts-expect-error a value of another type
  numbers().send('x');
  // @ts-expect-error a sink has no result: there is nothing to wait for
  yield* numbers().send(1);
  // @ts-expect-error it is a number that comes
  const words: Sink<string> = numbers();
  // @ts-expect-error a target of something else
  broadcast<string>(printer(), numbers());
  // @ts-expect-error the parentheses are forgotten
  numbers.send(1);
  // @ts-expect-error a prefix is text
  printer(1);
  yield* words.ready();
});

consumer(function* (): Generator<void, void, number> {
  yield;
  // @ts-expect-error a consumer does not wait
  yield* sleep(1);
});
// @ts-expect-error a consumer gives nothing
consumer(function* (): Generator<number, void, number> {
  yield 1;
});
// @ts-expect-error a generator is wanted, not a function that is called
consumer((line: string) => void line);
