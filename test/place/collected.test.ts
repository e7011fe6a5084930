// Far ends that nobody has any more: what had come ahead of them goes back to its home, and who gets the
// channel again has a new one.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { channel, run, sleep } from 'offshoot';
import { processPlace, thread } from 'offshoot/place';
import '../support/leaks.ts';
import * as jobs from './fixtures/collected.ts';

for (const [kind, open] of [
  ['thread', thread],
  ['process', processPlace],
] as const) {
  describe(`with a ${kind}`, () => {
    test('a value that is sent while a far end is collected stays, and what it refers to', async () => {
      await run(function* () {
        const place = yield* open();
        for (let round = 0; round < 12; round++) {
          const [c, reply] = [channel<unknown>(10), channel(1)];
          yield* c.send('first');
          assert.equal(yield* place.call(jobs.receiveOne, c), 'first');
          const collecting = place.go(jobs.collectGarbage);
          if (round % 2 === 0) yield* sleep(round / 2);
          yield* c.send({ reply });
          yield* collecting;
          assert.deepEqual(yield* c.receive(), { reply });
        }
      });
    });

    test('a channel that is sent again after its far end was collected works as before', async () => {
      await run(function* () {
        const place = yield* open();
        const c = channel<number>(10);
        for (let round = 0; round < 50; round++) {
          yield* c.send(round);
          assert.equal(yield* place.call(jobs.receiveOne, c), round);
          place.go(jobs.collectNow);
        }
      });
    });
  });
}
