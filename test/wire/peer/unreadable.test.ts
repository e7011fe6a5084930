// What one end sends and the other cannot have: the link refuses to copy it, a module that it needs does
// not load, it makes no sense. Who waits for it hears why, and all else goes on.
import assert from 'node:assert/strict';
import { duplexPair } from 'node:stream';
import { describe, test } from 'node:test';
import {
  type Channel,
  channel,
  CodecError,
  type Coroutine,
  Future,
  go,
  Queue,
  run,
  select,
  sleep,
} from 'offshoot';
import { currentScheduler, LinkLostError } from 'offshoot/kernel';
import { assertHolds, simulate } from 'offshoot/testing';
import { type Functions, memoryLinks, Peer, pipeLink } from 'offshoot/wire';
import * as say from '../../../src/wire/peer/messages.ts';
import '../../support/leaks.ts';
import { failure } from '../../support/failure.ts';
import { inManyOrders, pair, type Pair } from './pair.ts';

describe('what the link refuses to copy is refused to who sends it, and the link lives', () => {
  /** The host's cloning finds it out, when the message goes. */
  const refused = (): unknown => ({ of: new Proxy({ n: 1 }, {}) });
  const isRefused = (error: unknown): void => {
    assert.ok(error instanceof CodecError);
    assert.match(error.message, /\.of cannot travel to another place: it is a Proxy$/);
  };

  for (const capacity of [0, 2]) {
    test(`sent or received there; capacity ${capacity}`, async () => {
      await inManyOrders(function* ({ give, here, there }) {
        const home = channel<unknown>(capacity);
        const far = yield* give(home);
        const waiting = go(() => home.receive());
        isRefused(yield* failure(far.send(refused())));
        yield* far.send('after');
        assert.equal(yield* waiting, 'after');
        const received = go(() => failure(far.receive()));
        yield* home.send(refused());
        isRefused(yield* received);
        const next = go(() => far.receive());
        yield* home.send('next');
        assert.equal(yield* next, 'next');
        assert.deepEqual([here.over, there.over], [null, null]);
      });
    });
  }

  test('credit that was not used is there for the next', async () => {
    await inManyOrders(function* ({ give }) {
      const far = yield* give(channel<unknown>(1));
      for (let n = 0; n < 3; n++) isRefused(yield* failure(far.send(refused())));
      assert.equal(far.trySend('fits'), true);
    });
  });

  test('the result of a task, or what is thrown', async () => {
    await inManyOrders(function* ({ give }) {
      const future = new Future<never>();
      const far = yield* give({ task: go(() => [refused()]), future });
      isRefused(yield* failure(far.task));
      future.setError(Object.assign(new RangeError('it failed'), refused()));
      assert.ok((yield* failure(far.future)) instanceof RangeError);
    });
  });

  test('what was said before it arrives', async () => {
    await inManyOrders(function* ({ give }) {
      const [a, b] = [channel<unknown>(9), channel<unknown>(9)];
      const far = yield* give({ a, b });
      far.a.trySend(1);
      far.b.trySend(2);
      assert.throws(() => far.a.trySend(refused()), CodecError);
      far.a.trySend(3);
      assert.deepEqual([yield* a.receive(), yield* b.receive(), yield* a.receive()], [1, 2, 3]);
    });
  });
});

test('what is too large for the link is refused to who sends it, and the link lives', async () => {
  const [left, right] = duplexPair();
  await run(function* () {
    const arrived = channel<Channel<unknown>>(1);
    const [here, there] = [left, right].map((stream): Peer => {
      const peer: Peer = new Peer(pipeLink(stream, { maxFrame: 10_000 }), {
        name: 'the other',
        scheduler: currentScheduler(),
        received: (message) => arrived.trySend(peer.unpack(message, 2) as Channel<unknown>),
      });
      return peer;
    });
    const home = channel<unknown>(2);
    here!.postValue([50, 0], home, 'value');
    const far = yield* arrived.receive();
    for (const large of ['x'.repeat(10_000), ['x'.repeat(10_000)], new Uint8Array(10_000)])
      assert.match(
        String(yield* failure(far.send(large))),
        /too large for a pipe: 10000 are the most/,
      );
    const received = go(() => failure(far.receive()));
    yield* home.send('x'.repeat(10_000));
    assert.match(String(yield* received), /too large/);
    // Each alone would fit, and does.
    far.trySend('y'.repeat(4000));
    far.trySend('z'.repeat(4000));
    far.close(new Error('u'.repeat(4000)));
    assert.match(String(yield* home.receive()), /^y+$/);
    assert.match(String(yield* home.receive()), /^z+$/);
    assert.match(String(yield* failure(home.receive())), /^Error: u+$/);
    here!.end();
    there!.end();
  });
});

describe('what cannot travel is offered as any value is', () => {
  for (const capacity of [0, 2]) {
    test(`if its receiver there has left, it is the next one's; capacity ${capacity}`, async () => {
      await inManyOrders(function* ({ give, links }) {
        const home = channel<unknown>(capacity);
        const far = yield* give(home);
        // Both places receive: from then on values are offered, one by one.
        const first = go(() => far.receive());
        yield* sleep(1);
        const here = go(() => home.receive());
        yield* sleep(1);
        yield* home.send(1);
        yield* home.send(2);
        assert.deepEqual(new Set([yield* here, yield* first]), new Set([1, 2]));
        const late = go(() => select({ got: far.receive(), late: sleep(2) }));
        yield* sleep(1);
        links.pause();
        const thing = { f: () => {} };
        const sent = go(() => home.send(thing));
        assert.equal((yield* late).key, 'late');
        links.resume();
        assert.equal(yield* home.receive(), thing);
        yield* sent;
      });
    });
  }
});

test('what cannot travel out of a queue is done when who gets it has heard so', async () => {
  await inManyOrders(function* ({ give }) {
    const home = new Queue<unknown>();
    const far = yield* give(home);
    const got = go(() => failure(far.get()));
    yield* home.put({ f: () => {} });
    assert.match(String(yield* got), /^CodecError: value\.f is a function/);
    yield* home.join();
  });
});

describe('what needs a module that does not load', () => {
  const unloadable = (): void => {};
  const functions: Functions = {
    refer: (value) => (value === unloadable ? ['function', 'unloadable'] : undefined),
    prepare: () => undefined,
    find: () => {
      throw new CodecError('it does not load here');
    },
  };
  const broken = (): Error => Object.assign(new Error('it failed'), { by: unloadable });
  const isWhy = (error: unknown): void => assert.match(String(error), /it does not load here/);

  /** And the link lives. */
  const inPairs = async (main: (pair: Pair) => Coroutine<void>): Promise<void> => {
    const report = await simulate(
      function* () {
        const both = pair({ functions });
        yield* main(both);
        assert.deepEqual([both.here.over, both.there.over], [null, null]);
      },
      { runs: 40, schedule: 'random' },
    );
    assertHolds(report);
  };

  test('a channel that is closed with it there is closed here, and says why', async () => {
    await inPairs(function* ({ give }) {
      const home = channel<number>();
      const far = yield* give(home);
      const received = go(() => failure(home.receive()));
      far.close(broken());
      isWhy(yield* received);
    });
  });

  test('a channel that is closed with it here is closed there, and says why', async () => {
    await inPairs(function* ({ give }) {
      const home = channel<number>();
      const far = yield* give(home);
      const received = go(() => failure(far.receive()));
      yield* sleep(1);
      home.close(broken());
      isWhy(yield* received);
      assert.equal(far.closed, true);
    });
  });

  test('a task that is killed with it there is killed here', async () => {
    await inPairs(function* ({ give }) {
      const task = go(() => sleep(60_000));
      const far = yield* give({ task });
      far.task.kill(broken());
      const outcome = yield* task.outcome();
      assert.equal(!outcome.ok && outcome.killed, true);
    });
  });

  test('a value that comes back unread goes to nobody', async () => {
    await inPairs(function* ({ give }) {
      const home = channel<unknown>(4);
      const far = yield* give(home);
      const first = go(() => far.receive());
      yield* home.send('first');
      assert.equal(yield* first, 'first');
      const error = failure(far.receive());
      const failed = go(() => error);
      yield* home.send(unloadable);
      isWhy(yield* failed);
      const next = go(() => far.receive());
      yield* home.send('next');
      assert.equal(yield* next, 'next');
    });
  });

  test('what else came with it is let go', async () => {
    await inPairs(function* ({ give, here }) {
      const far = yield* give(channel<unknown>());
      far.close();
      const future = new Future<unknown>();
      const got = yield* give({ future });
      future.set([unloadable, channel(), new Future()]);
      isWhy(yield* failure(got.future));
      yield* sleep(1);
      // The first channel, and no more.
      here.needed(-1);
      assert.equal(here.isNeeded, false);
      here.needed(1);
    });
  });
});

test('what makes no sense ends the link, at both ends, and both say why', async () => {
  const report = await simulate(function* () {
    const [mine, other] = memoryLinks().ends;
    const scheduler = currentScheduler();
    let far: unknown;
    const peer: Peer = new Peer(mine, {
      name: 'the other',
      scheduler,
      external: false,
      received: (message) => (far = peer.unpack(message, 2)),
    });
    const [ours, name] = [7, 'c'];
    const reference = ['channel', ours, name, 0, 0, false, false];
    const given = [50, 0, undefined, [0, [[0, reference]], []]];
    other.post([1, 2, say.HELLO, say.VERSION, given.length, ...given]);
    yield* sleep(1);
    const received = go(() => failure((far as ReturnType<typeof channel>).receive()));
    yield* sleep(1);
    other.post([2, 3, say.ACK, ours, 99]);
    const error = yield* received;
    assert.ok(error instanceof LinkLostError);
    assert.equal(error.message, 'the other: what arrived cannot be read');
    assert.match(String(error.cause), /nothing was committed to under 99/);
    yield* sleep(1);
    assert.equal(other.closed, true);
  });
  assertHolds(report);
});
