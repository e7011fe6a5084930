// What every link does, whatever carries it. Each kind runs all of it (links.test.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  call,
  ClosedError,
  type Coroutine,
  go,
  type Operation,
  run,
  select,
  sleep,
} from 'offshoot';
import type { PeerLink } from 'offshoot/wire';
import { failure } from '../support/failure.ts';

export type Ends = readonly [PeerLink, PeerLink];

/** One kind of link. */
export interface LinkKind {
  name: string;
  /** Makes one; nothing of it may be left when both ends are closed. */
  open(): Operation<Ends>;
  /** At most so many messages of 16 KB are sent and not received. */
  most: number;
}

const large = 'x'.repeat(16 * 1024);

type N = { n: number; large?: string };

/** All messages up to the end, and then what the end was. */
function* drained(link: PeerLink): Coroutine<[number[], unknown]> {
  const got: number[] = [];
  for (;;) {
    try {
      got.push(((yield* link.receive()) as N).n);
    } catch (error) {
      return [got, error];
    }
  }
}

function* sendAll(link: PeerLink, count: number, sent: number[] = []): Coroutine<void> {
  for (let n = 0; n < count; n++) {
    yield* link.send({ n, large });
    sent.push(n);
  }
}

/** Waits until nothing more is sent for a while. */
function* stalled(sent: readonly number[]): Coroutine<void> {
  for (let quiet = 0, before = -1; quiet < 5; before = sent.length) {
    yield* sleep(10);
    quiet = sent.length === before ? quiet + 1 : 0;
  }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

type OverLink = (title: string, body: (ends: Ends) => Coroutine<void>) => void;

/** Tests that run over every kind of link. */
export function linkConformance(kind: LinkKind): void {
  const overLink: OverLink = (title, body) => {
    test(`${kind.name}: ${title}`, () =>
      run(function* () {
        const ends = yield* kind.open();
        yield* body(ends);
        for (const end of ends) end.close();
        for (const end of ends) yield* drained(end);
      }));
  };
  sends(overLink, kind.most);
  closes(overLink);
  takesBack(overLink, kind.most);
  posts(overLink);
}

function sends(overLink: OverLink, most: number): void {
  overLink('messages arrive in order, in both directions at once', function* ([here, there]) {
    const ways = [
      [here, there],
      [there, here],
    ] as const;
    const receivers = ways.map(([from, to]) => {
      go(sendAll, from, 300);
      return go(function* () {
        const got: number[] = [];
        while (got.length < 300) got.push(((yield* to.receive()) as N).n);
        return got;
      });
    });
    for (const receiver of receivers) assert.deepEqual(yield* receiver, upTo(300));
  });

  overLink('a receiver that has stopped stops the sender, and nothing is lost', function* (ends) {
    const [here, there] = ends;
    const sent: number[] = [];
    const sender = go(sendAll, here, 2 * most, sent);
    yield* stalled(sent);
    assert.ok(sent.length <= most, `${sent.length} were sent and none received`);
    for (let n = 0; n < 2 * most; n++) {
      const ahead = sent.length - n;
      assert.ok(ahead <= most, `${ahead} were ahead at ${n}`);
      assert.equal(((yield* there.receive()) as N).n, n);
    }
    yield* sender;
  });

  overLink('a message is copied when it is sent', function* ([here, there]) {
    const message = { list: [1, 2], bytes: new Uint8Array([3, 4]) };
    const bytes = new Uint8Array([5, 6]);
    yield* here.send(message);
    yield* here.send(bytes);
    message.list[0] = message.bytes[0] = bytes[0] = 9;
    const first = yield* there.receive();
    assert.deepEqual(first, { list: [1, 2], bytes: new Uint8Array([3, 4]) });
    assert.deepEqual(yield* there.receive(), new Uint8Array([5, 6]));
  });

  overLink('large messages and bytes go through', function* ([here, there]) {
    const bytes = new Uint8Array(5_000_000).map((_, n) => n % 251);
    go(function* () {
      yield* here.send(bytes);
      yield* here.send({ text: 'y'.repeat(3_000_000) });
    });
    const got = (yield* there.receive()) as Uint8Array;
    assert.equal(Buffer.compare(got, bytes), 0);
    assert.equal(((yield* there.receive()) as { text: string }).text.length, 3_000_000);
  });
}

function closes(overLink: OverLink): void {
  for (const side of [0, 1]) {
    overLink(`what was sent before a close arrives, closed by end ${side}`, function* (ends) {
      const [here, there] = [ends[side]!, ends[1 - side]!];
      for (let n = 0; n < 10; n++) yield* here.send({ n });
      here.close();
      here.close();
      assert.equal(here.closed, true);
      const [got, end] = yield* drained(there);
      assert.deepEqual(got, upTo(10));
      assert.ok(end instanceof ClosedError);
      assert.equal(there.closed, true);
      for (const link of ends) {
        assert.ok((yield* failure(link.send({ n: 0 }))) instanceof ClosedError);
        assert.ok((yield* failure(link.receive())) instanceof ClosedError);
      }
    });
  }

  overLink('both ends are told the error it was closed with', function* ([here, there]) {
    yield* here.send({ n: 0 });
    here.close(new RangeError('enough of it'));
    const [got, end] = yield* drained(there);
    assert.deepEqual(got, [0]);
    for (const error of [end, yield* failure(here.receive())]) {
      assert.ok(error instanceof RangeError);
      assert.equal(error.message, 'enough of it');
    }
    for (const link of [here, there]) yield* failure(link.send({ n: 1 }));
  });

  overLink('the first close counts', function* ([here, there]) {
    for (const which of ['first', 'second']) here.close(new RangeError(`the ${which}`));
    for (const end of [here, there])
      for (const waited of [end.receive(), end.send({ n: 1 })]) {
        const { cause, message } = (yield* failure(waited)) as Error & { cause?: Error };
        assert.equal(cause?.message ?? message, 'the first');
      }
  });

  overLink('a close wakes who waits at either end', function* ([here, there]) {
    const sent: number[] = [];
    const waiting = [
      go(failure, here.receive()),
      go(() => failure(call(sendAll, here, 100_000, sent))),
    ];
    yield* stalled(sent);
    there.close();
    // An end that is full of messages learns of a close when they are out of the way.
    yield* drained(there);
    for (const task of waiting) assert.ok((yield* task) instanceof ClosedError);
  });

  overLink('both ends may close at once', function* ([here, there]) {
    yield* here.send({ n: 1 });
    yield* there.send({ n: 2 });
    here.close();
    there.close();
    for (const link of [here, there]) {
      const [, end] = yield* drained(link);
      assert.ok(end instanceof ClosedError);
    }
  });
}

function takesBack(overLink: OverLink, most: number): void {
  overLink('a receive that lost, timed out or was killed has taken nothing', function* (ends) {
    const [here, there] = ends;
    for (let round = 0; round < 50; round++) {
      const won = yield* select({ got: there.receive(), now: sleep(0) });
      assert.equal(won.key, 'now');
    }
    yield* failure(there.receive().timeout(1));
    const killed = go(() => there.receive());
    yield* sleep(1);
    killed.kill();
    yield* killed.outcome();
    yield* here.send({ n: 1 });
    assert.deepEqual(yield* there.receive(), { n: 1 });
  });

  overLink('a receiver killed before its turn gives its message to the next one', function* (ends) {
    const [here, there] = ends;
    const got: [number, unknown][] = [];
    const receiver = (which: number) =>
      go(function* () {
        const { n } = (yield* there.receive()) as N;
        got.push([which, n]);
        // They are let through together, where messages come together; this one has its turn first.
        if (which === 0) second.kill();
      });
    receiver(0);
    const second = receiver(1);
    const third = receiver(2);
    yield* sleep(1);
    for (let n = 0; n < 3; n++) yield* here.send({ n });
    yield* third;
    if (got.length === 2) got.push([3, ((yield* there.receive()) as N).n]);
    assert.deepEqual(
      got.map(([, n]) => n),
      [0, 1, 2],
    );
  });

  overLink('a send that timed out or was killed has sent nothing', function* ([here, there]) {
    const sent: number[] = [];
    const sender = go(sendAll, here, 100_000, sent);
    yield* stalled(sent);
    const beside = go(() => here.send({ n: -1 }));
    yield* failure(here.send({ n: -2 }).timeout(1));
    const won = yield* select({ sent: here.send({ n: -3 }), now: sleep(0) });
    assert.equal(won.key, 'now');
    beside.kill();
    sender.kill();
    yield* beside.outcome();
    yield* sender.outcome();
    here.close();
    const [got] = yield* drained(there);
    assert.deepEqual(got, upTo(sent.length));
    assert.ok(got.length <= most);
  });
}

function posts(overLink: OverLink): void {
  overLink('what is posted reaches the listener in order, and then its end', function* (ends) {
    const [here, there] = ends;
    const got: number[] = [];
    const ended: unknown[] = [];
    here.post({ n: 0 });
    here.post({ n: 1 });
    there.listen({
      received: (message) => void got.push((message as N).n),
      closed: (error) => void ended.push(error),
    });
    for (let n = 2; n < 5000; n++) here.post({ n });
    here.close();
    here.post({ n: 5000 });
    // The events of a link keep nothing alive; this does.
    while (ended.length === 0) yield* sleep(1);
    assert.deepEqual(got, upTo(5000));
    assert.deepEqual(ended, [undefined]);
  });

  overLink('a listener hears first what had arrived before it came', function* ([here, there]) {
    const got: number[] = [];
    for (let n = 0; n < 5; n++) yield* here.send({ n });
    yield* sleep(20);
    there.listen({ received: (message) => void got.push((message as N).n), closed: () => {} });
    here.post({ n: 5 });
    while (got.length < 6) yield* sleep(1);
    assert.deepEqual(got, upTo(6));
  });

  overLink('held and let go, it can still be used', function* ([here, there]) {
    for (const link of [here, there]) {
      link.hold(true);
      link.hold(false);
      link.hold(false);
    }
    yield* here.send({ n: 1 });
    assert.deepEqual(yield* there.receive(), { n: 1 });
  });
}
