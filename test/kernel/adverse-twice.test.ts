// An operation can be performed again, also twice at once, and one that is never performed does
// nothing.
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import {
  all,
  call,
  type Channel,
  channel,
  type Coroutine,
  go,
  once,
  type Operation,
  pause,
  race,
  run,
  select,
  sleep,
  until,
} from 'offshoot';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { performing } from './killed.ts';
import { failing } from './played.ts';

/** One operation that stands twice in another. What it gives when 1 and 2 are sent, if they are taken. */
const doubles: Record<string, [(once: Operation<number>) => Operation<unknown>, unknown[]]> = {
  select: [(op) => select({ a: op, b: op }).map(({ value }) => value), [1]],
  'a select of a map and a limit of it': [
    (op) => select({ a: op, b: op.map((n) => n), c: op.timeout(50) }).map(({ value }) => value),
    [1],
  ],
  race: [(op) => race([op, op]), [1]],
  'a select of selects': [
    (op) => select([select([op]), select([op])]).map(({ value }) => value.value),
    [1],
  ],
  all: [(op) => all([op, op]), [[1, 2]]],
  'all of maps': [(op) => all([op.map((n) => n), op.map((n) => -n)]), [[1, -2]]],
};

/** Nobody waits at the channel any more. */
function silent(numbers: Channel<number>): boolean {
  return numbers.statistics().receivers === 0;
}

for (const [what, [double, expected]] of Object.entries(doubles)) {
  test(`one receive twice in ${what} waits twice`, async () => {
    await runVirtually(function* () {
      const numbers = channel<number>();
      const task = go(performing(() => double(numbers.receive())));
      yield* pause();
      const taken = [numbers.trySend(1), numbers.trySend(2)].filter(Boolean).length;
      const flat = [yield* task].flat();
      assert.deepEqual([flat, taken], [expected.flat(), expected.flat().length]);
      assert.equal(silent(numbers), true);
      assert.equal(numbers.length, 0);
    });
  });

  test(`one receive twice in ${what} leaves the channel when its task is killed`, async () => {
    await runVirtually(function* () {
      const numbers = channel<number>(2);
      const task = go(performing(() => double(numbers.receive())));
      yield* pause();
      task.kill();
      yield* task.outcome();
      assert.equal(silent(numbers), true);
      numbers.trySend(1);
      assert.equal(yield* numbers.receive(), 1);
    });
  });
}

/** Gives its name after a while. */
function* late(ms: number, name: string): Coroutine<string> {
  yield* sleep(ms);
  return name;
}

/** `a` is always the first. */
const cases = {
  a: call(late, 1, 'A'),
  b: sleep(1000).map(() => 'B'),
  c: sleep(1000).map(() => 'C'),
};

test('a select with a call in it names the right case, however often it is performed', async () => {
  await runVirtually(function* () {
    const op = select(cases);
    const got: string[] = [];
    for (let i = 0; i < 10; i++) {
      const { key, value } = yield* op;
      got.push(key + value);
    }
    for (const { key, value } of yield* all(Array(5).fill(op) as (typeof op)[])) {
      got.push(key + value);
    }
    assert.deepEqual(got, Array(15).fill('aA'));
  });
});

test('the case of an error is the right one, however often a race is performed', async () => {
  await runVirtually(function* () {
    const fails = race([call(failing, 1, 'the first'), sleep(1000), sleep(1000)]);
    const named: unknown[] = [];
    for (let i = 0; i < 10; i++) {
      try {
        yield* fails;
      } catch (error) {
        named.push((error as { case: unknown }).case);
      }
    }
    assert.deepEqual(named, Array(10).fill(0));
  });
});

test('once sets no stream in motion before it is performed', async () => {
  const stream = new PassThrough();
  stream.write('a');
  const added: unknown[] = [];
  stream.on('newListener', (name) => added.push(name));
  await run(function* () {
    const op = once<[Buffer]>(stream, 'data');
    yield* sleep(0);
    assert.deepEqual([added, stream.readableFlowing], [[], null]);
    const [data] = yield* op;
    assert.equal(String(data), 'a');
  });
});

/** Settles twice, one after the other. */
class Twice implements PromiseLike<string> {
  then<R>(kept?: ((value: string) => R | PromiseLike<R>) | null): PromiseLike<R> {
    const values = ['first', 'second'].map((value) => kept?.(value));
    return Promise.resolve(values[0] as R);
  }
}
const settlesTwice = new Twice();

test('a thenable that settles twice settles once', async () => {
  await runVirtually(function* () {
    const wakes: number[] = [];
    const task = go(() => settlesTwice as Promise<string>);
    assert.equal(yield* task, 'first');
    const waiting = go(function* () {
      const got = yield* until(settlesTwice);
      for (let i = 0; i < 3; i++) {
        yield* sleep(10);
        wakes.push(i);
      }
      return got;
    });
    yield* sleep(15);
    assert.deepEqual(wakes, [0]);
    assert.equal(yield* waiting, 'first');
  });
});
