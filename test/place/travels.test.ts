import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { run } from 'offshoot';
import { createPool, move, type Place, processPlace, thread } from 'offshoot/place';
import { samples } from '../wire/codec/kinds.ts';
import { difference } from '../wire/codec/ways.ts';
import { echo, failsBesides, givesAway, isLeft, Overdrawn, takes } from './fixtures/travellers.ts';

const places = { thread, process: processPlace };

for (const [kind, open] of Object.entries(places)) {
  describe(`to and from a ${kind}`, () => {
    test('a value of every kind arrives there and comes back as it was', async () => {
      await run(function* () {
        const place: Place = yield* open();
        for (const [title, sample] of Object.entries(samples)) {
          const sent = sample.make();
          const expected = 'arrives' in sample ? sample.arrives : sent;
          const back = yield* place.call(echo, { in: [sent] });
          assert.deepEqual(back, { in: [expected] }, title);
        }
        const date = (yield* place.call(echo, new Date(Number.NaN))) as Date;
        assert.ok(Number.isNaN(date.getTime()));
      });
    });

    test('who is who is kept, among errors, maps and circles', async () => {
      await run(function* () {
        const place: Place = yield* open();
        const error: Error & { me?: unknown } = new TypeError('circle');
        error.me = error;
        const map = new Map<unknown, unknown>([['error', error]]);
        const sent = { error, map, list: [map, error] };
        error.cause = sent;
        assert.equal(difference(sent, yield* place.call(echo, sent)), undefined);
      });
    });

    test('an error in an argument has its class there, and in a result here', async () => {
      await run(function* () {
        const place: Place = yield* open();
        const sent = new Overdrawn('too much', 7);
        const [isOne, back] = yield* place.call(failsBesides, sent);
        assert.equal(isOne, true);
        assert.ok(back instanceof Overdrawn);
        assert.deepEqual([back.message, back.by, back.stack], ['too much', 7, sent.stack]);
      });
    });

    test('moved memory arrives, there and back, and is gone where it was', async () => {
      await run(function* () {
        const place: Place = yield* open();
        const bytes = new Uint8Array(1000).fill(3);
        assert.equal(yield* place.call(takes, move(bytes)), 3000);
        assert.equal(bytes.length, 0);
        assert.deepEqual(yield* place.call(givesAway, 5), Uint8Array.of(5, 5));
        assert.equal(yield* place.call(isLeft), 0);
      });
    });
  });
}

test('a pool works on moved memory, one by one and in a map', async () => {
  await run(function* () {
    const pool = yield* createPool({ size: 2 });
    const buffers = Array.from({ length: 20 }, (_, n) => new Uint8Array(100).fill(n));
    const sums = yield* pool.map(takes, buffers.map(move), { chunkSize: 3 });
    assert.deepEqual(
      sums,
      buffers.map((_, n) => 100 * n),
    );
    assert.deepEqual(new Set(buffers.map(({ length }) => length)), new Set([0]));
    const futures = Array.from({ length: 50 }, () =>
      pool.submit(takes, move(new Uint8Array(10).fill(1))),
    );
    for (const future of futures) assert.equal(yield* future, 10);
  });
});
