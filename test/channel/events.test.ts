import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { events, go, MailboxFullError, once, pause, run, scope, select, sleep } from 'offshoot';
import '../support/leaks.ts';
import { inManyOrders } from './ways.ts';

test('events are the lists of what was emitted, in order; nothing between two waits is missed', async () => {
  await inManyOrders(function* () {
    const emitter = new EventEmitter();
    const data = events<[string, number]>(emitter, 'data');
    emitter.emit('data', 'before the first wait', 1);
    const seen: unknown[] = [yield* data.receive()];
    const receiver = go(function* () {
      for (let n = 0; n < 3; n++) seen.push(yield* data.receive());
    });
    yield* pause();
    emitter.emit('data', 'a', 2);
    emitter.emit('other', 'not this', 0);
    emitter.emit('data', 'b', 3);
    yield* pause();
    emitter.emit('data', 'c', 4);
    yield* receiver;
    const expected = [
      ['before the first wait', 1],
      ['a', 2],
      ['b', 3],
      ['c', 4],
    ];
    assert.deepEqual(seen, expected);
  });
});

test('once misses what happens between two waits, where events does not', async () => {
  const seen = await run(function* () {
    const emitter = new EventEmitter();
    const all = events<[number]>(emitter, 'n');
    const seen: number[] = [];
    const first = go(function* () {
      seen.push(...(yield* once<[number]>(emitter, 'n')));
    });
    yield* sleep(1);
    emitter.emit('n', 1);
    emitter.emit('n', 2);
    yield* first;
    const second = go(function* () {
      seen.push(...(yield* once<[number]>(emitter, 'n')));
    });
    yield* sleep(1);
    emitter.emit('n', 3);
    yield* second;
    const buffered = [1, 2, 3].map(() => all.tryReceive()?.value[0]);
    return { once: seen, events: buffered, listeners: emitter.listenerCount('n') };
  });
  assert.deepEqual(seen, { once: [1, 3], events: [1, 2, 3], listeners: 1 });
});

test('once that is killed or loses a select takes its listeners away', async () => {
  const counts = await run(function* () {
    const emitter = new EventEmitter();
    const count = () => emitter.listenerCount('n') + emitter.listenerCount('error');
    const counts = [count()];
    const task = go(function* () {
      yield* once(emitter, 'n');
    });
    yield* sleep(1);
    counts.push(count());
    task.kill();
    counts.push(count());
    for (let i = 0; i < 20; i++) yield* select({ n: once(emitter, 'n'), later: sleep(0) });
    counts.push(count());
    return counts;
  });
  assert.deepEqual(counts, [0, 2, 0, 0]);
});

test('the listener is there from the call on and goes when the scope ends, however it ends', async () => {
  const counts = await run(function* () {
    const emitter = new EventEmitter();
    const counts: unknown[] = [];
    const body = function* () {
      events(emitter, 'n');
      events(emitter, 'n');
      counts.push(emitter.listenerCount('n'));
      yield* pause();
    };
    yield* scope(body);
    counts.push(emitter.listenerCount('n'));
    try {
      yield* scope(function* () {
        yield* body();
        throw new Error('broken');
      });
    } catch {
      counts.push('failed', emitter.listenerCount('n'));
    }
    const task = go(function* () {
      yield* scope(function* () {
        yield* body();
        yield* sleep(10_000);
      });
    });
    yield* sleep(1);
    task.kill();
    yield* task.outcome();
    counts.push('killed', emitter.listenerCount('n'));
    return counts;
  });
  assert.deepEqual(counts, [2, 0, 2, 'failed', 0, 2, 'killed', 0]);
});

test('the channel ends with the scope; what was heard before can still be received', async () => {
  const left = await run(function* () {
    const emitter = new EventEmitter();
    const numbers = yield* scope(function* () {
      const numbers = events<[number]>(emitter, 'n');
      emitter.emit('n', 1);
      yield* pause();
      return { numbers };
    });
    emitter.emit('n', 2);
    return [yield* numbers.numbers.next(), yield* numbers.numbers.next()];
  });
  assert.deepEqual(left, [
    { done: false, value: [1] },
    { done: true, value: undefined },
  ]);
});

test('an EventTarget works in the same way', async () => {
  const seen = await run(function* () {
    const target = new EventTarget();
    const clicks = events<CustomEvent<number>>(target, 'click');
    for (const n of [1, 2]) target.dispatchEvent(new CustomEvent('click', { detail: n }));
    const [first] = yield* clicks.receive();
    const [second] = yield* clicks.receive();
    setTimeout(() => target.dispatchEvent(new CustomEvent('click', { detail: 3 })), 1);
    const [third] = yield* once<CustomEvent<number>>(target, 'click');
    return [first.detail, second.detail, third.detail];
  });
  assert.deepEqual(seen, [1, 2, 3]);
});

/** Five events for a buffer of three, and what is left of them. */
async function overflow(onFull?: 'dropNewest' | 'dropOldest' | 'fail') {
  return await run(function* () {
    const emitter = new EventEmitter();
    const options = onFull === undefined ? { capacity: 3 } : { capacity: 3, onFull };
    const heard = events<[number]>(emitter, 'n', options);
    const left: unknown[] = [];
    for (const n of [1, 2, 3, 4, 5]) emitter.emit('n', n);
    left.push(`${emitter.listenerCount('n')} listens`);
    try {
      for (;;) {
        const got = heard.tryReceive();
        if (got === undefined) break;
        left.push(got.value[0]);
      }
      emitter.emit('n', 6);
      left.push(...(yield* heard.receive()));
    } catch (error) {
      left.push(error);
    }
    return left;
  });
}

test('when the buffer is full, dropNewest drops the newest and dropOldest the oldest', async () => {
  assert.deepEqual(await overflow('dropNewest'), ['1 listens', 1, 2, 3, 6]);
  assert.deepEqual(await overflow('dropOldest'), ['1 listens', 3, 4, 5, 6]);
});

test('as a rule a full buffer is a failure: after what was heard before, MailboxFullError', async () => {
  for (const policy of ['fail', undefined] as const) {
    const left = await overflow(policy);
    const error = left.pop() as MailboxFullError;
    assert.deepEqual(left, ['0 listens', 1, 2, 3]);
    assert.ok(error instanceof MailboxFullError);
    assert.equal(error.code, 'OFFSHOOT_MAILBOX_FULL');
    assert.equal(
      error.message,
      'events "n": 3 events were waiting and another one came; receive faster, raise capacity, ' +
        'or choose onFull: dropNewest or dropOldest',
    );
  }
});

test('a receiver that waits makes room: capacity counts only what nobody waits for', async () => {
  const seen = await run(function* () {
    const emitter = new EventEmitter();
    const heard = events<[number]>(emitter, 'n', { capacity: 1 });
    const seen: number[] = [];
    const receiver = go(function* () {
      for (let n = 0; n < 6; n++) seen.push(...(yield* heard.receive()));
    });
    yield* sleep(1);
    for (const n of [1, 3, 5]) {
      emitter.emit('n', n);
      emitter.emit('n', n + 1);
      yield* sleep(1);
    }
    yield* receiver;
    return seen;
  });
  assert.deepEqual(seen, [1, 2, 3, 4, 5, 6]);
});

test('100 events are kept unless it is told otherwise, and Infinity keeps all', async () => {
  const counts = await run(function* () {
    const emitter = new EventEmitter();
    const usual = events(emitter, 'n', { onFull: 'dropNewest' });
    const all = events(emitter, 'n', { capacity: Infinity });
    for (let n = 0; n < 1000; n++) emitter.emit('n', n);
    yield* pause();
    return [usual.length, all.length];
  });
  assert.deepEqual(counts, [100, 1000]);
});

test('wrong options throw at once, name the value, and leave no listener', async () => {
  const emitter = new EventEmitter();
  const wrong: [unknown, string][] = [
    [{ capacity: 0 }, 'RangeError: capacity must be a whole number, 1 or more, or Infinity, not 0'],
    [
      { capacity: 1.5 },
      'RangeError: capacity must be a whole number, 1 or more, or Infinity, not 1.5',
    ],
    [
      { capacity: '3' },
      "TypeError: capacity must be a whole number, 1 or more, or Infinity, not '3'",
    ],
    [
      { onFull: 'wait' },
      "RangeError: onFull must be one of dropNewest, dropOldest, fail, not 'wait'",
    ],
    [{ onFull: 5 }, 'RangeError: onFull must be one of dropNewest, dropOldest, fail, not 5'],
  ];
  const thrown = await run(function* () {
    yield* pause();
    return wrong.map(([options]) => {
      try {
        return events(emitter, 'n', options as never);
      } catch (error) {
        return String(error);
      }
    });
  });
  assert.deepEqual(
    thrown,
    wrong.map(([, message]) => message),
  );
  assert.equal(emitter.listenerCount('n'), 0);
});

test('what has no listeners is refused, and so is events outside a task', async () => {
  await run(function* () {
    yield* pause();
    for (const wrong of [5, null, {}, channelLike]) {
      assert.throws(() => events(wrong as never, 'n'), { name: 'TypeError', message: /^emitter / });
      assert.throws(() => once(wrong as never, 'n'), { name: 'TypeError', message: /^emitter / });
    }
  });
  const emitter = new EventEmitter();
  assert.throws(() => events(emitter, 'n'), { code: 'OFFSHOOT_NO_TASK' });
  assert.equal(emitter.listenerCount('n'), 0);
});

const channelLike = { on: true, off: true };

test('an error event is thrown at who waits for another one once', async () => {
  const said = await run(function* () {
    const emitter = new EventEmitter();
    setTimeout(() => emitter.emit('error', new Error('broken')), 1);
    try {
      return yield* once(emitter, 'data');
    } catch (error) {
      return [String(error), emitter.listenerCount('error')];
    }
  });
  assert.deepEqual(said, ['Error: broken', 0]);
});
