// A peer on a link that misbehaves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channel, CodecError, go, pause, select, sleep } from 'offshoot';
import { currentScheduler, LinkLostError } from 'offshoot/kernel';
import { memoryLinks, Peer } from 'offshoot/wire';
import { assertHolds, random, simulate } from 'offshoot/testing';
import '../../support/leaks.ts';
import { drained, inManyOrders, pair } from './pair.ts';
import { failure } from '../../support/failure.ts';

test('a message that is lost is found missing, and ends the link at both ends', async () => {
  await inManyOrders(function* ({ give, here, there, links }) {
    const home = channel<number>(4);
    const far = yield* give(home);
    const receiver = go(() => failure(far.receive()));
    yield* sleep(1);
    links.drop(1);
    yield* home.send(1);
    yield* home.send(2);
    yield* sleep(1);
    home.close();
    const error = yield* receiver;
    assert.ok(error instanceof LinkLostError);
    assert.match(error.message, /^t?here: message \d+ is missing on the link$/);
    yield* sleep(1);
    assert.ok(here.over !== null && there.over !== null);
  });
});

test('the last message of all that is lost is found by the silence, where peers beat', async () => {
  const report = await simulate(function* () {
    const { give, links } = pair({ beatMs: 100 });
    const far = yield* give(channel<number>());
    const receiver = go(() => failure(far.receive()));
    yield* sleep(250);
    links.pause();
    const error = yield* receiver;
    assert.ok(error instanceof LinkLostError);
    assert.match(error.message, /^t?here was silent for 300 ms$/);
  });
  assertHolds(report);
});

test('a link that pauses and delays only takes longer', async () => {
  await inManyOrders(function* ({ give, links }) {
    const home = channel<number>();
    const far = yield* give(home);
    links.delay(7);
    const received = go(drained<number>, far);
    for (let n = 0; n < 5; n++) {
      links.pause();
      const sent = go(() => home.send(n));
      yield* sleep(20);
      links.resume();
      yield* sent;
    }
    home.close();
    assert.deepEqual(yield* received, [0, 1, 2, 3, 4]);
  });
});

test('a peer of another version parts at once, and both ends say why', async () => {
  const report = await simulate(function* () {
    const [mine, other] = memoryLinks().ends;
    const scheduler = currentScheduler();
    const peer = new Peer(mine, { name: 'the elder', scheduler, external: false });
    other.post([1, 2, 0, 99]);
    yield* sleep(1);
    assert.match(
      String(peer.over?.error),
      /the elder speaks version 99 of the protocol, this side \d+/,
    );
    assert.equal(other.closed, true);
  });
  assertHolds(report);
});

test('what cannot travel is refused where it is sent, or told to who receives it', async () => {
  await inManyOrders(function* ({ give }) {
    for (const capacity of [0, 3]) {
      const home = channel<unknown>(capacity);
      const far = yield* give(home);
      const refused = yield* failure(far.send({ f: () => {} }));
      assert.ok(refused instanceof CodecError);
      assert.match(refused.message, /^value\.f is a function/);
      const receiver = go(() => failure(far.receive()));
      yield* home.send({ s: Symbol('s') });
      const told = yield* receiver;
      assert.ok(told instanceof CodecError);
      assert.match(told.message, /^value\.s is a symbol/);
      go(() => home.send('and on'));
      assert.equal(yield* far.receive(), 'and on');
    }
  });
});

test('a value travels as it was when it was sent', async () => {
  await inManyOrders(function* ({ give }) {
    const back = channel<unknown>(9);
    const farBack = yield* give(back);
    const values = [
      { flat: 1 },
      [1],
      { deep: { n: 1 } },
      new Map([['n', 1]]),
      new Uint8Array(1).fill(1),
      new RangeError('1'),
    ];
    const copies = structuredClone(values);
    for (const value of values) {
      yield* farBack.send(value);
      if (value instanceof Map) value.set('n', 2);
      else if (value instanceof Error) value.message = '2';
      else if ('deep' in value) value.deep.n = 2;
      else if ('flat' in value) value.flat = 2;
      else value[0] = 2;
    }
    for (const copy of copies) assert.deepEqual(yield* back.receive(), copy);
  });
});

test('both ends that end at once end everything', async () => {
  await inManyOrders(function* ({ give, giveBack, here, there }) {
    const [a, b] = [channel<number>(), channel<number>()];
    const waits = [
      (yield* give(a)).receive(),
      (yield* give(b)).send(1),
      (yield* giveBack(channel<number>())).receive(),
    ].map((op) => go(() => failure(op)));
    yield* sleep(random(2));
    for (let turns = random(4); turns > 0; turns--) yield* pause();
    here.end();
    for (let turns = random(2); turns > 0; turns--) yield* pause();
    there.end();
    for (const task of waits) assert.ok((yield* task) instanceof LinkLostError);
  });
});

test('what a send that loses its select refers to is not kept for the other end', async () => {
  await inManyOrders(function* ({ give, there }) {
    const far = yield* give(channel<unknown>());
    yield* select({ sent: far.send({ reply: channel() }), late: sleep(1) });
    assert.equal(there.isNeeded, false);
  });
});
