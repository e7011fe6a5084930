import '../support/leaks.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channel, DeadlockError, go, pause, run, scope, sleep } from 'offshoot';
import { currentFiber, sleepsOn } from 'offshoot/kernel';

test('a scope does not wait for a task that serves a thing of it, but for the closing of the thing', async () => {
  const said: string[] = [];
  await run(function* () {
    yield* scope(function* () {
      const { nursery } = currentFiber();
      const server = nursery.serve(function* () {
        try {
          yield* sleep(Infinity);
        } finally {
          yield* pause();
          said.push('served');
        }
      }, []);
      nursery.own(function* () {
        said.push('closing');
        server.kill();
        yield* server.outcome();
        said.push('closed');
      });
      go(function* () {
        yield* pause();
        said.push('task');
      });
      said.push('body');
      yield* pause();
    });
    said.push('after');
  });
  assert.deepEqual(said, ['body', 'task', 'closing', 'served', 'closed', 'after']);
});

test('the failure of a serving task is for whoever started it', async () => {
  const ends: string[] = [];
  await run(function* () {
    yield* scope(function* () {
      const failing = currentFiber().nursery.serve(() => {
        throw new RangeError('served badly');
      }, []);
      failing.whenEnded((end) => ends.push(end.ok ? 'done' : String(end.error)));
      yield* pause();
      ends.push('goes on');
    });
  });
  assert.deepEqual(ends, ['RangeError: served badly', 'goes on']);
});

test('a scope that fails kills what serves in it', async () => {
  const ends: string[] = [];
  const failing = run(function* () {
    yield* scope(function* () {
      const server = currentFiber().nursery.serve(() => sleep(Infinity), []);
      server.whenEnded((end) => ends.push(end.ok ? 'done' : (end.error as Error).name));
      yield* pause();
      throw new RangeError('of the scope');
    });
  });
  await assert.rejects(failing, RangeError);
  assert.deepEqual(ends, ['KilledError']);
});

test('a program in which a serving task waits for ever is asleep, and says so', async () => {
  await assert.rejects(
    run(function* () {
      const silent = channel<number>();
      const { nursery } = currentFiber();
      const server = nursery.serve(() => silent.receive(), []);
      server.name = 'server';
      nursery.own(() => void server.kill());
      // The test runner keeps the event loop busy, so that nobody would be told.
      setImmediate(() => sleepsOn(nursery.scheduler));
      yield* silent.receive();
    }),
    (error: unknown) => {
      assert.ok(error instanceof DeadlockError);
      assert.deepEqual(
        error.waits.map(({ task }) => task),
        ['main', 'server'],
      );
      return true;
    },
  );
});

test('whoever is woken first has a turn before those that are ready, in the order of their waking', async () => {
  const order: string[] = [];
  await run(function* () {
    const bell = channel<void>();
    for (const name of ['a', 'b'])
      go(function* () {
        yield* bell.receive();
        order.push(name);
      });
    yield* pause();
    for (const name of ['x', 'y', 'z']) go(() => void order.push(name));
    currentFiber().scheduler.first(() => {
      bell.trySend();
      bell.trySend();
    });
    yield* sleep(1);
  });
  assert.deepEqual(order, ['a', 'b', 'x', 'y', 'z']);
});
