import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { once as onceOf } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import { test } from 'node:test';
import { MessageChannel, Worker } from 'node:worker_threads';
import { all, CodecError, LinkLostError, run, until } from 'offshoot';
import { memoryLinks, pipeLink, portLink } from 'offshoot/wire';
import { type Ends, linkConformance } from './link-conformance.ts';
import { failure } from '../support/failure.ts';

function ports(): Ends {
  const { port1, port2 } = new MessageChannel();
  return [portLink(port1), portLink(port2)];
}

async function sockets(): Promise<[Socket, Socket]> {
  const server = createServer().listen(0, '127.0.0.1');
  await onceOf(server, 'listening');
  const here = connect((server.address() as { port: number }).port, '127.0.0.1');
  const [there] = (await onceOf(server, 'connection')) as [Socket];
  server.close();
  return [here, there];
}

linkConformance({ name: 'memory', open: () => all([]).map(() => memoryLinks().ends), most: 17 });
linkConformance({ name: 'a port', open: () => all([]).map(ports), most: 65 });
linkConformance({
  name: 'a pipe',
  open: () =>
    all([]).map((): Ends => {
      const [left, right] = duplexPair();
      return [pipeLink(left), pipeLink(right)];
    }),
  most: 150,
});
linkConformance({
  name: 'a socket',
  open: () => until(sockets().then(([left, right]): Ends => [pipeLink(left), pipeLink(right)])),
  // The buffers of the system, some megabytes, stand between.
  most: 2000,
});

test('a message that is too large fails in its sender, and nothing of it is written', async () => {
  await run(function* () {
    const [left, right] = duplexPair();
    const [here, there] = [pipeLink(left, { maxFrame: 1000, name: 'small' }), pipeLink(right)];
    for (const message of [new Uint8Array(1001), { text: 'x'.repeat(1001) }]) {
      const error = yield* failure(here.send(message));
      assert.ok(error instanceof CodecError);
      assert.match(
        error.message,
        /^a message of \d+ bytes is too large for small: 1000 are the most/,
      );
      assert.throws(() => here.post(message), CodecError);
    }
    yield* here.send(new Uint8Array(1000));
    assert.equal(((yield* there.receive()) as Uint8Array).length, 1000);
    here.close();
    yield* failure(there.receive());
  });
});

const header = (length: number, kind = 0): Buffer => {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32BE(length);
  bytes[4] = kind;
  return bytes;
};

/** What may come instead of a message, and how the link says so. */
const faults: [what: string, bytes: Buffer, message: RegExp][] = [
  [
    'too much is announced',
    header(1001),
    /^odd: a frame of 1001 bytes was announced, and 1000 are the most/,
  ],
  ['the kind is unknown', header(3, 77), /^odd: a frame of an unknown kind, 77$/],
  [
    'a value cannot be read',
    Buffer.concat([header(3, 1), Buffer.from('abc')]),
    /^odd: what arrived cannot be read$/,
  ],
  [
    'the end is inside a header',
    header(5).subarray(0, 3),
    /^odd was cut inside a frame: the other end is gone$/,
  ],
  [
    'the end is inside a body',
    Buffer.concat([header(5), Buffer.from('abc')]),
    /^odd was cut inside a frame/,
  ],
  [
    'the end comes without a close',
    Buffer.alloc(0),
    /^odd was cut without a close: the other end is gone$/,
  ],
];

for (const [what, bytes, message] of faults) {
  test(`a pipe ends with LinkLostError when ${what}; what came before arrives`, async () => {
    await run(function* () {
      const [left, right] = duplexPair();
      const link = pipeLink(left, { maxFrame: 1000, name: 'odd' });
      right.write(Buffer.concat([header(2), Buffer.from('hi')]));
      right.end(bytes);
      assert.equal(Buffer.from((yield* link.receive()) as Uint8Array).toString(), 'hi');
      const error = yield* failure(link.receive());
      assert.ok(error instanceof LinkLostError, String(error));
      assert.match(error.message, message);
      assert.equal(link.closed, true);
    });
  });
}

test('a pipe reads frames in pieces of any size', async () => {
  await run(function* () {
    const [left, right] = duplexPair();
    const link = pipeLink(left);
    const bytes = Buffer.concat([
      header(3),
      Buffer.from('one'),
      header(0),
      header(3),
      Buffer.from('two'),
    ]);
    for (const byte of bytes) right.write(Buffer.from([byte]));
    const got: string[] = [];
    for (let n = 0; n < 3; n++)
      got.push(Buffer.from((yield* link.receive()) as Uint8Array).toString());
    assert.deepEqual(got, ['one', '', 'two']);
    right.end();
    yield* failure(link.receive());
  });
});

test('of two closes the first one counts', async () => {
  await run(function* () {
    const [left, right] = duplexPair();
    const pipes: Ends = [pipeLink(left), pipeLink(right)];
    for (const [here, there] of [ports(), pipes]) {
      here.close(new RangeError('first'));
      here.close(new TypeError('second'));
      for (const link of [here, there])
        assert.equal(((yield* failure(link.receive())) as Error).message, 'first');
    }
  });
});

test('a port whose thread ends without a close gives LinkLostError, after what came before', async () => {
  await run(function* () {
    const { port1, port2 } = new MessageChannel();
    const code = `
      const { workerData } = require('node:worker_threads');
      workerData.postMessage({ last: true });
      process.exit(0);
    `;
    const worker = new Worker(code, { eval: true, workerData: port2, transferList: [port2] });
    const link = portLink(port1, { name: 'to a thread' });
    assert.deepEqual(yield* link.receive(), { last: true });
    const error = yield* failure(link.receive());
    assert.ok(error instanceof LinkLostError);
    assert.equal(error.message, 'to a thread was cut: the other end is gone');
    yield* until(worker.terminate());
  });
});

test('what cannot be copied fails in its sender, over a port and a pipe', async () => {
  await run(function* () {
    const [left, right] = duplexPair();
    const pipes: Ends = [pipeLink(left), pipeLink(right)];
    for (const [here, there] of [ports(), pipes]) {
      yield* failure(here.send({ f: () => 1 }));
      yield* here.send({ fine: true });
      assert.deepEqual(yield* there.receive(), { fine: true });
      here.close();
      yield* failure(there.receive());
      yield* failure(here.receive());
    }
  });
});

test('of sockets that were closed no descriptor is left', async () => {
  const count = (): number => readdirSync('/proc/self/fd').length;
  const before = count();
  await run(function* () {
    for (let round = 0; round < 10; round++) {
      const [left, right] = yield* until(sockets());
      const [here, there] = [pipeLink(left), pipeLink(right)];
      yield* here.send({ n: 1 });
      here.close();
      yield* there.receive();
      yield* failure(there.receive());
      yield* failure(here.receive());
      if (!left.closed) yield* until(onceOf(left, 'close'));
      if (!right.closed) yield* until(onceOf(right, 'close'));
    }
  });
  assert.ok(count() <= before, `${count()} descriptors, before: ${before}`);
});
