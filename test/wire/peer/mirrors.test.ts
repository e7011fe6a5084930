// Futures, tasks and signals that travel, in one program, under many schedules.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defer, Future, future, go, KilledError, once, select, sleep, type Task } from 'offshoot';
import { LinkLostError } from 'offshoot/kernel';
import '../../support/leaks.ts';
import { inManyOrders } from './pair.ts';
import { failure } from '../../support/failure.ts';

describe('a future', () => {
  test('is set at home, and has its value there', async () => {
    await inManyOrders(function* ({ give }) {
      const home = new Future<number[]>();
      const far = yield* give(home);
      assert.notEqual(far, home);
      assert.equal(far.tryGet(), undefined);
      const waits = go(() => far.get());
      yield* sleep(1);
      home.set([1, 2]);
      assert.deepEqual(yield* waits, [1, 2]);
    });
  });

  test('fails there with the same error, and tells how far it is', async () => {
    await inManyOrders(function* ({ give }) {
      const home = new Future<number>();
      const far = yield* give(home);
      const heard: number[] = [];
      far.onProgress((n) => heard.push(n));
      home.setProgress(0.5);
      yield* sleep(1);
      assert.deepEqual([heard, far.progress], [[0.5], 0.5]);
      home.setError(new RangeError('too far', { cause: 'a hill' }));
      const error = yield* failure(far.get());
      assert.ok(error instanceof RangeError);
      assert.deepEqual([error.message, error.cause], ['too far', 'a hill']);
    });
  });

  test('that is cancelled there kills the computation at home, with the reason', async () => {
    await inManyOrders(function* ({ give }) {
      const seen: unknown[] = [];
      const home = future(function* () {
        defer(() => void seen.push('cleaned up'));
        yield* sleep(60_000);
      });
      const far = yield* give(home);
      yield* sleep(1);
      assert.equal(far.cancel('enough'), true);
      yield* sleep(1);
      assert.equal(home.cancelled, true);
      assert.deepEqual(seen, ['cleaned up']);
    });
  });

  test('that is set there is set at home, and goes home as itself', async () => {
    await inManyOrders(function* ({ give, giveBack }) {
      const home = new Future<string>();
      const far = yield* give(home);
      assert.equal(yield* giveBack(far), home);
      far.set('from there');
      assert.equal(yield* home, 'from there');
    });
  });

  test('that had ended before it travelled has ended there, also for the second time', async () => {
    await inManyOrders(function* ({ give }) {
      const home = new Future<number>();
      home.set(7);
      assert.equal(yield* yield* give(home), 7);
      yield* sleep(1);
      assert.equal(yield* yield* give(home), 7);
    });
  });

  test('fails there with what the link was lost by', async () => {
    await inManyOrders(function* ({ give, links }) {
      const far = yield* give(new Future<number>());
      const waits = go(() => failure(far.get()));
      yield* sleep(1);
      links.cut();
      assert.ok((yield* waits) instanceof LinkLostError);
    });
  });
});

describe('a task', () => {
  test('is joined there: its result, its failure, its name', async () => {
    await inManyOrders(function* ({ give }) {
      const home = go(function* counting() {
        yield* sleep(2);
        return 42;
      });
      const far = yield* give<Task<number>>(home);
      assert.deepEqual([far.name, far.id, far.state], ['counting', home.id, 'waiting']);
      assert.equal(yield* far, 42);
      assert.deepEqual(yield* far.outcome(), { ok: true, value: 42 });
      assert.equal(far.state, 'done');
      assert.equal(far.kill(), false);
    });
  });

  test('is killed there, cleans up at home, and is seen to have been killed', async () => {
    await inManyOrders(function* ({ give }) {
      const seen: unknown[] = [];
      const home = go(function* () {
        try {
          yield* sleep(60_000);
        } finally {
          yield* sleep(5);
          seen.push('cleaned up');
        }
      });
      yield* sleep(0);
      const far = yield* give<Task<void>>(home);
      const signalled = once(far.signal, 'abort');
      assert.equal(far.kill('over'), true);
      yield* select({ signalled, late: sleep(0) });
      const outcome = yield* far.outcome();
      assert.deepEqual(seen, ['cleaned up']);
      assert.ok(!outcome.ok && outcome.killed && outcome.error instanceof KilledError);
      assert.equal(outcome.error.reason, 'over');
      assert.equal(far.state, 'killed');
      assert.equal(home.state, 'killed');
    });
  });

  test('a join there that loses a select leaves nothing behind', async () => {
    await inManyOrders(function* ({ give, there }) {
      const home = go(() => sleep(60_000));
      const far = yield* give<Task<void>>(home);
      for (let n = 0; n < 20; n++) {
        const { key } = yield* select({ ended: far.join(), late: sleep(1) });
        assert.equal(key, 'late');
      }
      assert.equal(there.isNeeded, false);
      home.kill();
      assert.ok((yield* failure(far.join())) instanceof KilledError);
    });
  });
});

describe('a signal', () => {
  test('that aborts at home aborts there, with its reason', async () => {
    await inManyOrders(function* ({ give }) {
      const controller = new AbortController();
      const far = yield* give(controller.signal);
      assert.equal(far.aborted, false);
      const aborted = go(() => once(far, 'abort'));
      yield* sleep(1);
      controller.abort(new RangeError('stop'));
      yield* aborted;
      assert.ok(far.reason instanceof RangeError);
    });
  });

  test('that was aborted before is aborted from the beginning', async () => {
    await inManyOrders(function* ({ give }) {
      const far = yield* give(AbortSignal.abort());
      assert.equal(far.aborted, true);
      assert.equal(far.reason.name, 'AbortError');
    });
  });
});
