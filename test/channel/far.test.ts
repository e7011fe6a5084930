// A channel that is used from elsewhere: what a reservation is offered is given away only by its commit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Channel,
  channel,
  type ClosedError,
  type Coroutine,
  go,
  pause,
  race,
  run,
  select,
} from 'offshoot';
import { doorOf, type Reserver } from 'offshoot/channel';
import { assertHolds, random, simulate } from 'offshoot/testing';
import '../support/leaks.ts';

/** Remembers what a reservation was told. */
class Told implements Reserver {
  readonly what: unknown[] = [];

  offered(value: unknown): void {
    this.what.push(value);
  }

  ended(error: unknown): void {
    this.what.push(error === undefined ? 'end' : error);
  }
}

function reserve<T>(c: Channel<T>): { told: unknown[]; commit(): boolean; cancel(): void } {
  const told = new Told();
  const reservation = doorOf(c)!.reserve(told);
  return {
    told: told.what,
    commit: () => {
      const taken = reservation.commit();
      if (!taken) reservation.again();
      return taken;
    },
    cancel: () => reservation.cancel(),
  };
}

test('a send without a buffer ends when a receiver elsewhere has committed, not before', async () => {
  await run(function* () {
    const c = channel<number>();
    const reserved = reserve(c);
    let sent = false;
    go(function* () {
      yield* c.send(7);
      sent = true;
    });
    yield* pause();
    assert.deepEqual(reserved.told, [7]);
    assert.equal(sent, false);
    assert.equal(reserved.commit(), true);
    yield* pause();
    assert.equal(sent, true);
  });
});

test('a sender who has left takes what was offered with him, and the reservation stays first in line', async () => {
  await run(function* () {
    const c = channel<number>();
    const reserved = reserve(c);
    const leaving = go(() => c.send(1));
    yield* pause();
    leaving.kill();
    const later = go(() => c.receive());
    yield* pause();
    assert.equal(reserved.commit(), false);
    go(() => c.send(2));
    go(() => c.send(3));
    yield* pause();
    assert.deepEqual(reserved.told, [1, 2]);
    assert.equal(reserved.commit(), true);
    assert.equal(yield* later, 3);
  });
});

test('what a reservation gives up is first in the channel again, from a buffer or from a sender', async () => {
  for (const capacity of [0, 3]) {
    await run(function* () {
      const c = channel<number>(capacity);
      go(function* () {
        for (const n of [1, 2, 3]) yield* c.send(n);
      });
      yield* pause();
      const [first, second] = [reserve(c), reserve(c)];
      yield* pause();
      assert.deepEqual(first.told, [1]);
      second.cancel();
      first.cancel();
      const received = [];
      for (const _ of [1, 2, 3]) received.push(yield* c.receive());
      assert.deepEqual(received, [1, 2, 3]);
    });
  }
});

test('a reservation hears of the end once the channel is drained, and of the error', async () => {
  await run(function* () {
    const plain = channel<number>(1);
    const failed = channel<number>();
    const before = reserve(failed);
    plain.trySend(1);
    plain.close();
    failed.close('broken');
    const [first, second] = [reserve(plain), reserve(plain)];
    assert.deepEqual([first.told, second.told, before.told], [[1], ['end'], ['broken']]);
    first.cancel();
    assert.equal(yield* plain.receive(), 1);
  });
});

test('a sender whose offer is given up after the close is refused', async () => {
  await run(function* () {
    const c = channel<number>();
    const reserved = reserve(c);
    const sender = go(function* () {
      try {
        yield* c.send(1);
        return 'sent';
      } catch (error) {
        return (error as ClosedError).code;
      }
    });
    yield* pause();
    c.close();
    reserved.cancel();
    assert.equal(yield* sender, 'OFFSHOOT_CLOSED');
  });
});

test('a sender elsewhere is asked when a receiver waits, and the next one if he has left', async () => {
  await run(function* () {
    const c = channel<string>();
    const far = doorOf(c)!;
    const asked: string[] = [];
    for (const name of ['a', 'b', 'c']) far.join({ asked: () => asked.push(name) });
    assert.deepEqual(asked, []);
    const received = go(() => c.receive());
    yield* pause();
    assert.deepEqual(asked, ['a']);
    far.refused();
    assert.deepEqual(asked, ['a', 'b']);
    far.given('of b');
    assert.equal(yield* received, 'of b');
    assert.deepEqual(asked, ['a', 'b']);
  });
});

/** Receives from elsewhere, and commits or declines at some later time. */
function* elsewhere(c: Channel<number>, got: number[]): Coroutine<void> {
  for (;;) {
    const reserved = reserve(c);
    while (reserved.told.length === 0) yield* pause();
    const last = reserved.told.at(-1);
    yield* pause();
    if (last === 'end') return;
    if (random() < 0.5 || !reserved.commit()) reserved.cancel();
    else got.push(last as number);
  }
}

test('under every order nothing is received twice, and nothing is lost', async () => {
  for (const capacity of [0, 1, 3]) {
    const report = await simulate(
      function* () {
        const c = channel<number>(capacity);
        const sent: number[] = [];
        const got: number[] = [];
        const senders = [10, 20, 30].map((from) =>
          go(function* () {
            for (let n = from; n < from + 4; n++) {
              const { key } = yield* select({ sent: c.send(n), left: race([pause()]) });
              if (key === 'sent') sent.push(n);
            }
          }),
        );
        const receivers = [go(elsewhere, c, got), go(elsewhere, c, got)];
        const local = go(function* () {
          for (let n = yield* c.next(); !n.done; n = yield* c.next()) got.push(n.value);
        });
        for (const task of senders) yield* task;
        c.close();
        for (const task of [...receivers, local]) yield* task;
        assert.deepEqual(
          got.sort((a, b) => a - b),
          sent.sort((a, b) => a - b),
        );
      },
      { runs: 300, schedule: 'random' },
    );
    assertHolds(report);
  }
});
