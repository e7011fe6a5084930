// The classic programs over channels: they put many tasks and channels together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  all,
  type Channel,
  channel,
  type Coroutine,
  go,
  pause,
  type Receiver,
  type Sender,
} from 'offshoot';
import '../support/leaks.ts';
import { inEveryWay, inManyOrders, once } from './ways.ts';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

function* countFrom(n: number, to: Sender<number>): Coroutine<void> {
  for (;;) yield* to.send(n++);
}

/** Passes on what `prime` does not divide. */
function* sift(prime: number, from: Receiver<number>, to: Sender<number>): Coroutine<void> {
  for (;;) {
    const n = yield* from.receive();
    if (n % prime !== 0) yield* to.send(n);
  }
}

test('a sieve of tasks, one behind the other, lets the primes through', async () => {
  await inEveryWay(function* (capacity) {
    // Without a bound the first would count for ever before the second has its turn.
    if (capacity === Infinity) return;
    const tasks = [];
    const primes: number[] = [];
    let last = channel<number>(capacity);
    tasks.push(go(countFrom, 2, last));
    while (primes.length < 25) {
      const prime = yield* last.receive();
      primes.push(prime);
      const next = channel<number>(capacity);
      tasks.push(go(sift, prime, last, next));
      last = next;
    }
    for (const task of tasks) task.kill();
    assert.equal(
      primes.join(' '),
      '2 3 5 7 11 13 17 19 23 29 31 37 41 43 47 53 59 61 67 71 73 79 83 89 97',
    );
  }, 10);
});

/** Waits for the one on the left, says so, and gives the word to the one on the right. */
function* link(i: number, left: Receiver<number>, right: Sender<number>, said: number[]) {
  const n = yield* left.receive();
  said.push(n);
  if (n !== i) throw new Error(`${n} came to link ${i}`);
  yield* right.send(n + 1);
}

test('links of a chain go in order, with and without a buffer, whoever runs first', async () => {
  await inEveryWay(function* (capacity) {
    const said: number[] = [];
    const first = channel<number>(capacity);
    let left = first;
    for (const i of upTo(10)) {
      const right = channel<number>(capacity);
      go(link, i, left, right, said);
      left = right;
    }
    yield* first.send(0);
    assert.equal(yield* left.receive(), 10);
    assert.deepEqual(said, upTo(10));
  });
});

test('a value runs through a chain of 10,000 tasks', async () => {
  const end = await once(function* () {
    const rightmost = channel<number>();
    let right = rightmost;
    for (const _ of upTo(10_000)) {
      const left = channel<number>();
      go(
        function* (to: Channel<number>, from: Channel<number>) {
          yield* to.send(1 + (yield* from.receive()));
        },
        right,
        left,
      );
      right = left;
    }
    go(function* () {
      yield* right.send(0);
    });
    return yield* rightmost.receive();
  });
  assert.equal(end, 10_000);
});

test('a chain is killed in the middle: its end hears nothing, and all of it is cleaned up', async () => {
  await inManyOrders(function* () {
    const first = channel<number>();
    const last = channel<number>();
    let cleaned = 0;
    let from = first;
    const tasks = upTo(20).map((i) => {
      const to = i === 19 ? last : channel<number>();
      const left = from;
      from = to;
      return go(function* () {
        try {
          for (;;) yield* to.send(yield* left.receive());
        } finally {
          cleaned++;
        }
      });
    });
    yield* first.send(1);
    assert.equal(yield* last.receive(), 1);
    tasks[10]!.kill();
    yield* first.send(2);
    for (const _ of upTo(100)) yield* pause();
    assert.deepEqual([last.tryReceive(), cleaned], [undefined, 1]);
    for (const task of tasks) task.kill();
    yield* all(tasks.map((task) => task.outcome()));
    assert.equal(cleaned, 20);
  }, 20);
});

test('many workers on one channel of jobs, their answers on another, and one close for all', async () => {
  await inEveryWay(function* (capacity) {
    const jobs = channel<number>(capacity);
    const answers = channel<number>(capacity);
    const workers = upTo(23).map(() =>
      go(function* () {
        for (let job = yield* jobs.next(); !job.done; job = yield* jobs.next()) {
          // Some are slow.
          if (job.value % 7 === 0) yield* pause();
          yield* answers.send(job.value);
        }
      }),
    );
    go(function* () {
      for (const n of upTo(300)) yield* jobs.send(n % 61);
      jobs.close();
      yield* all(workers);
      answers.close();
    });
    const sum = { answers: 0, total: 0 };
    for (let got = yield* answers.next(); !got.done; got = yield* answers.next()) {
      sum.answers++;
      sum.total += got.value;
    }
    const total = upTo(300).reduce((all, n) => all + (n % 61), 0);
    assert.deepEqual(sum, { answers: 300, total });
  }, 20);
});

test('a channel as a lock: one token, and never two who hold it', async () => {
  await inManyOrders(function* () {
    const token = channel<string>(1);
    token.trySend('token');
    let inside = 0;
    let most = 0;
    const tasks = upTo(10).map((i) =>
      go(function* () {
        for (const _ of upTo(10)) {
          const it = yield* token.receive();
          most = Math.max(most, ++inside);
          if (i % 2 === 0) yield* pause();
          inside--;
          yield* token.send(it);
        }
      }),
    );
    yield* all(tasks);
    assert.deepEqual([most, token.length], [1, 1]);
  });
});

test('a sender and a receiver that do nothing else keep others from nothing', async () => {
  const turns = await once(function* () {
    const busy = channel<number>();
    let turns = 0;
    const tasks = [
      go(function* () {
        for (;;) yield* busy.send(1);
      }),
      go(function* () {
        for (;;) yield* busy.receive();
      }),
    ];
    for (const _ of upTo(1000)) {
      yield* pause();
      turns++;
    }
    for (const task of tasks) task.kill();
    return turns;
  });
  assert.equal(turns, 1000);
});
