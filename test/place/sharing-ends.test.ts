// What is shared over a worker's link ends at both ends, also if only one of them finds out that it must.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channel, type Channel, go, run, sleep } from 'offshoot';
import { currentScheduler, LinkLostError } from 'offshoot/kernel';
import { Sharing } from '../../src/place/sharing.ts';
import '../support/leaks.ts';
import { failure } from '../support/failure.ts';

/** Two ends that say everything at once to each other. */
function ends(): [Sharing, Sharing] {
  const both: Sharing[] = [];
  for (const [index, name] of ['the worker', 'the caller'].entries())
    both.push(
      new Sharing({
        name,
        form: 'clone',
        scheduler: currentScheduler(),
        post: (batch) => {
          const copy: unknown[] = structuredClone([...batch]);
          queueMicrotask(() => both[1 - index]!.received(copy));
        },
        hold: () => {},
      }),
    );
  return both as [Sharing, Sharing];
}

test('an end that cannot go on tells the other one, and all waits end at both', async () => {
  await run(function* () {
    const [caller, worker] = ends();
    const home = channel<number>();
    const far = worker.resolve(caller.refer(home)!) as Channel<number>;
    const received = go(() => failure(far.receive()));
    yield* sleep(1);
    assert.equal(caller.isNeeded, true);
    worker.received([99]);
    const error = yield* received;
    assert.ok(error instanceof LinkLostError);
    assert.match(error.message, /^the caller: message \d+ is missing on the link$/);
    yield* sleep(1);
    assert.equal(caller.isNeeded, false);
    assert.throws(() => caller.refer(channel()), {
      name: 'LinkLostError',
      message: 'the worker has ended the link',
    });
  });
});
