// Stages over a link: in memory, in any order of turns; the rules of the link itself are tested in test/wire.
import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  channel,
  ClosedError,
  type Coroutine,
  CodecError,
  LinkLostError,
  MailboxFullError,
  pause,
  run,
  scope,
} from 'offshoot';
import { consumer, type Sink } from 'offshoot/flow';
import { overLink } from 'offshoot/place';
import { simulate } from 'offshoot/testing';
import { type Link, memoryLinks, type Message } from 'offshoot/wire';

const collect = consumer(function* (into: unknown[]): Generator<void, void, unknown> {
  try {
    for (;;) {
      const value = yield;
      if (value === 'bad') throw new RangeError('a bad value');
      into.push(value);
    }
  } catch (error) {
    into.push((error as Error).name);
    throw error;
  } finally {
    into.push('closed');
  }
});

/** Whatever is sent comes back to who sends. */
function loop(): Link {
  const messages = channel<Message>(1);
  return {
    send: (message) => messages.send(message),
    receive: () => messages.receive(),
    close: (error) => messages.close(error),
    get closed() {
      return messages.closed;
    },
  };
}

function* push(sink: Sink<unknown>, values: Iterable<unknown>): Coroutine<void> {
  for (const value of values) {
    yield* sink.ready();
    sink.send(value);
  }
}

test('what is sent at one end goes to the target of the other, in order, in every schedule', async () => {
  const values = Array.from({ length: 40 }, (_, n) => n);
  const report = await simulate(
    function* () {
      const seen: unknown[] = [];
      const [here, there] = memoryLinks().ends;
      const other = overLink(there, collect(seen), { capacity: 3 });
      const sink = overLink<unknown>(here, undefined, { capacity: 5 });
      yield* push(sink, values);
      sink.close();
      yield* sink.ended();
      yield* other.ended();
      assert.deepEqual(seen, [...values, 'closed']);
    },
    { runs: 100, seed: 1 },
  );
  assert.equal(report.failure, undefined);
});

test('both ends send, each as much as it likes, while neither target is ready', async () => {
  const report = await simulate(
    function* () {
      const [here, there] = memoryLinks().ends;
      const back: unknown[] = [];
      const sink = overLink(here, collect(back), { capacity: 8 });
      // An echo: its target is ready when its own end is.
      const echo: { sink?: Sink<unknown> } = {};
      const target: Sink<unknown> = {
        send: (value) => echo.sink!.send(value),
        ready: () => echo.sink!.ready(),
        close: () => echo.sink!.close(),
        throw: (error) => echo.sink!.throw(error),
      };
      const other = overLink(there, target, { capacity: 2 });
      echo.sink = other;
      yield* push(sink, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
      sink.close();
      yield* sink.ended();
      yield* other.ended();
      yield* pause();
      assert.deepEqual(back, [1, 2, 3, 4, 5, 6, 7, 8, 9, 'closed']);
    },
    { runs: 100, seed: 2 },
  );
  assert.equal(report.failure, undefined);
});

test('a link that leads back brings what is sent to the target of the same end', async () => {
  const seen: unknown[] = [];
  await run(function* () {
    const sink = overLink(loop(), collect(seen));
    yield* push(sink, ['a', { b: [1, 2n] }, new Date(0)]);
  });
  assert.deepEqual(seen, ['a', { b: [1, 2n] }, new Date(0), 'closed']);
});

test('what the target fails with comes back to who sends, and once', async () => {
  const seen: unknown[] = [];
  const told: unknown[] = [];
  await run(function* () {
    const [here, there] = memoryLinks().ends;
    overLink(there, collect(seen));
    const sink = overLink<unknown>(here);
    try {
      for (;;) yield* push(sink, [1, 'bad', 2]);
    } catch (error) {
      told.push(error);
    }
    assert.throws(() => sink.send(3), ClosedError);
  });
  assert.deepEqual(told, [new RangeError('a bad value')]);
  assert.match(
    (told[0] as Error).stack!,
    /over-link\.test\.ts.*stage over link.*over-link\.test\.ts/s,
  );
  assert.deepEqual(seen, [1, 'RangeError', 'closed']);
});

test('the buffer is bounded, also if the other end never says hello', async () => {
  await assert.rejects(
    run(function* () {
      const links = memoryLinks();
      yield* scope(function* () {
        const sink = overLink<unknown>(links.ends[0], undefined, { capacity: 2 });
        sink.send(1);
        yield* pause();
        sink.send(2);
        assert.throws(() => sink.send(3), MailboxFullError);
        links.cut();
        yield* sink.ready();
      });
    }),
    LinkLostError,
  );
});

test('a link that is lost is told to who sends, and thrown into the target', async () => {
  const seen: unknown[] = [];
  const lost: unknown[] = [];
  await run(function* () {
    const links = memoryLinks();
    const [here, there] = links.ends;
    const other = overLink(there, collect(seen));
    const sink = overLink<unknown>(here);
    sink.send(1);
    while (sink.statistics().taken === 0) yield* pause();
    links.cut();
    for (const end of [sink, other]) {
      try {
        yield* end.ended();
      } catch (error) {
        lost.push((error as Error).name);
      }
    }
  });
  assert.deepEqual(seen, [1, 'LinkLostError', 'closed']);
  assert.deepEqual(lost, ['LinkLostError', 'LinkLostError']);
});

test('rubbish ends the link', async () => {
  for (const rubbish of [
    { no: 'bytes' },
    new Uint8Array([1, 2, 3]),
    new Uint8Array([0x93, 0, 9, 1]),
  ]) {
    const lost = run(function* () {
      const [here, there] = memoryLinks().ends;
      const sink = overLink<unknown>(here);
      yield* there.receive();
      yield* there.send(rubbish);
      yield* sink.ended();
    });
    await assert.rejects(lost, (error: Error) => {
      assert.ok(error instanceof LinkLostError);
      assert.ok(error.cause instanceof CodecError);
      return true;
    });
  }
});
