import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ClosedError,
  type Coroutine,
  currentTask,
  pause,
  ReentrantError,
  run,
  scope,
  sleep,
} from 'offshoot';
import { consumer, type Sink } from 'offshoot/flow';

const collect = consumer(function* collect(into: unknown[]): Generator<void, void, unknown> {
  for (;;) into.push(yield);
});

const grep = consumer(function* grep(
  pattern: string,
  target: Sink<string>,
): Generator<void, void, string> {
  for (;;) {
    const line = yield;
    if (line.includes(pattern)) target.send(line);
  }
});

/** Says what happens to it. */
const witness = consumer(function* witness(
  name: string,
  said: string[],
  target?: Sink<string>,
): Generator<void, void, string> {
  said.push(`${name} waits`);
  try {
    for (;;) {
      const value = yield;
      said.push(`${name} got ${value}`);
      target?.send(value);
    }
  } catch (error) {
    said.push(`${name} caught ${String(error)}`);
    throw error;
  } finally {
    said.push(`${name} cleans up`);
  }
});

test('a consumer is primed: it stands at its first yield when it is made, and works at once on what is sent', () => {
  const said: string[] = [];
  const sink = witness('a', said);
  assert.deepEqual(said.splice(0), ['a waits']);
  sink.send('x');
  assert.deepEqual(said.splice(0), ['a got x']);
  sink.close();
  assert.deepEqual(said, ['a cleans up']);
});

test('stages push on what they let through, and two may share one target', () => {
  const seen: string[] = [];
  const target = collect(seen);
  const python = grep('python', target);
  const ply = grep('ply', target);
  for (const line of ['python', 'none', 'ply', 'python and ply']) {
    python.send(line);
    ply.send(line);
  }
  assert.deepEqual(seen, ['python', 'ply', 'python and ply', 'python and ply']);
});

test('closing closes once, and this one alone; what is closed takes nothing', () => {
  const said: string[] = [];
  const target = witness('target', said);
  const head = witness('head', said, target);
  said.length = 0;
  head.close();
  head.close();
  assert.deepEqual(said.splice(0), ['head cleans up']);
  assert.throws(() => head.send('x'), {
    name: 'ClosedError',
    message: 'cannot send to consumer "witness": it is closed',
  });
  target.send('y');
  assert.deepEqual(said, ['target got y']);
});

test('an error that a stage throws comes out where it was sent, and ends the stage', () => {
  const failing = consumer(function* picky(): Generator<void, void, number> {
    for (;;) if ((yield) < 0) throw new RangeError('below zero');
  });
  const sink = failing();
  sink.send(1);
  assert.throws(() => sink.send(-1), new RangeError('below zero'));
  assert.throws(
    () => sink.send(1),
    (error: unknown) => {
      assert.ok(error instanceof ClosedError);
      assert.equal(error.message, 'cannot send to consumer "picky": it has failed');
      assert.deepEqual(error.cause, new RangeError('below zero'));
      return true;
    },
  );
});

test('an error can be thrown into a stage: one that catches it goes on, in another it comes out', () => {
  const said: string[] = [];
  const sink = witness('a', said);
  assert.throws(() => sink.throw(new Error('you are hosed')), /you are hosed/);
  assert.deepEqual(said, ['a waits', 'a caught Error: you are hosed', 'a cleans up']);
  assert.throws(() => sink.throw(new Error('once more')), /once more/);
  const seen: unknown[] = [];
  const calm = consumer(function* (): Generator<void, void, unknown> {
    for (;;) {
      try {
        seen.push(yield);
      } catch (error) {
        seen.push(error);
      }
    }
  })();
  calm.throw('an error');
  calm.send('a value');
  assert.deepEqual(seen, ['an error', 'a value']);
});

test('a consumer that returns is closed: it took its last value, and takes no more', () => {
  const seen: number[] = [];
  const first = consumer(function* first(n: number): Generator<void, void, number> {
    for (let i = 0; i < n; i++) seen.push(yield);
  })(2);
  first.send(1);
  first.send(2);
  assert.throws(() => first.send(3), ClosedError);
  assert.deepEqual(seen, [1, 2]);
  assert.throws(() => consumer(() => [][Symbol.iterator]() as never)().send(1), ClosedError);
});

test('a stage that is sent to while it runs refuses: no circles', () => {
  const circle: { sink?: Sink<string> } = {};
  const asks: Record<string, () => void> = {
    send: () => circle.sink!.send('again'),
    close: () => circle.sink!.close(),
    throw: () => circle.sink!.throw(new Error('again')),
  };
  const refused: string[] = [];
  circle.sink = consumer(function* loop(): Generator<void, void, string> {
    for (;;) {
      const ask = asks[yield]!;
      assert.throws(ask, (error: Error) => {
        assert.ok(error instanceof ReentrantError);
        refused.push(error.message.split(':')[0]!);
        return true;
      });
    }
  })();
  for (const ask of Object.keys(asks)) circle.sink.send(ask);
  assert.deepEqual(refused, [
    'cannot send to consumer "loop"',
    'cannot close consumer "loop"',
    'cannot throw into consumer "loop"',
  ]);
});

test('a finally block that wants another value is refused, and what it throws comes out of close', () => {
  const greedy = consumer(function* greedy(): Generator<void, void, number> {
    try {
      yield;
    } finally {
      yield;
    }
  })();
  assert.throws(
    () => greedy.close(),
    /consumer "greedy" wants another value while it is being closed/,
  );
  assert.throws(() => greedy.send(1), ClosedError);
  const clumsy = consumer(function* (): Generator<void, void, number> {
    try {
      yield;
    } finally {
      asks('clumsy');
    }
  })();
  assert.throws(() => clumsy.close(), /clumsy/);
  clumsy.close();
});

function asks(what: string): never {
  throw new Error(what);
}

test('a consumer that tries to wait is ended with an error, and the task that sent goes on', async () => {
  function* waiting(): Coroutine<void> {
    yield* pause();
    yield* sleep(1);
  }
  // What the types refuse, as from JavaScript.
  const body = waiting as unknown as () => Generator<void, void, number>;
  await run(function* () {
    assert.throws(consumer(body), /consumer "waiting" has yielded a value, or tried to wait/);
    yield* pause();
    assert.equal(currentTask().state, 'running');
  });
});

test('consumers belong to the scope in which they are made, and are closed with it, head first', async () => {
  const said: string[] = [];
  await run(function* () {
    yield* scope(function* () {
      const head = witness('head', said, witness('target', said));
      witness('closed before', said).close();
      head.send('x');
      said.length = 0;
      yield* pause();
    });
    said.push('after');
  });
  assert.deepEqual(said, ['head cleans up', 'target cleans up', 'after']);
});

test('a stage may send on what it still has when it is closed at the end of the scope', async () => {
  const seen: string[] = [];
  const joined = consumer(function* (target: Sink<string>): Generator<void, void, string> {
    const parts: string[] = [];
    try {
      for (;;) parts.push(yield);
    } finally {
      target.send(parts.join('+'));
    }
  });
  await run(function* () {
    const sink = joined(collect(seen));
    yield* sink.ready();
    sink.send('a');
    sink.send('b');
  });
  assert.deepEqual(seen, ['a+b']);
});

test('what a clean-up throws at the end of the scope comes out of the scope', async () => {
  const clumsy = consumer(function* (): Generator<void, void, number> {
    try {
      yield;
    } finally {
      asks('clumsy');
    }
  });
  await assert.rejects(
    run(() => void clumsy()),
    /clumsy/,
  );
});

test('ready is over at once where all is here, and waits for the sinks behind it that have to be waited for', async () => {
  const said: string[] = [];
  const slow: Sink<string> = {
    send: (value) => void said.push(value),
    ready: () => sleep(1).map(() => void said.push('slow is ready')),
    close: () => {},
    throw: () => {},
  };
  await run(function* () {
    yield* grep('x', collect([])).ready();
    const both = consumer(function* (targets: Sink<string>[]): Generator<void, void, string> {
      for (;;) {
        const value = yield;
        for (const target of targets) target.send(value);
      }
    });
    const sink = both([grep('x', slow), grep('y', slow), collect([])]);
    yield* sink.ready();
    sink.send('xy');
    sink.close();
    yield* sink.ready();
  }).catch((error: unknown) => said.push((error as Error).name));
  assert.deepEqual(said, ['slow is ready', 'xy', 'xy', 'ClosedError']);
});

test('what is no function is refused', () => {
  assert.throws(() => consumer('x' as never), {
    name: 'TypeError',
    message: "body must be a function, not 'x'",
  });
});
