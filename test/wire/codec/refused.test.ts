import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { test } from 'node:test';
import {
  channel,
  CodecError,
  Future,
  go,
  local,
  Mutex,
  run,
  RWLock,
  sleep,
  ticker,
  timer,
} from 'offshoot';
import { createPool, thread } from 'offshoot/place';
import { encode, type Form, pack, type Reference, type References } from 'offshoot/wire';
import { forms, travelled } from './ways.ts';

class Account {
  balance = 1;
}
class Names extends Map<string, string> {}
class Table {
  get [Symbol.toStringTag](): string {
    return 'Map';
  }
}

function messageOf(value: unknown, form: Form): string {
  try {
    pack(value, 'args', { form });
  } catch (error) {
    assert.ok(error instanceof CodecError, String(error));
    return error.message;
  }
  return assert.fail('it was packed');
}

test('what cannot travel is named by its path, whichever way it would have gone', () => {
  const socket = new Socket();
  const detached = new Uint8Array(1);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  const stays = ', which cannot travel to another place.';
  const bad: [unknown, string][] = [
    [[1, { conn: socket }], `args[1].conn is a Socket${stays}`],
    [[() => 1], `args[0] is a function${stays}`],
    [[class {}], `args[0] is a function${stays}`],
    [{ 'two words': [Symbol('s')] }, `args["two words"][0] is a symbol${stays}`],
    [new Map([['key', Symbol('s')]]), `args.get('key') is a symbol${stays}`],
    [new Map([[Symbol('s'), 1]]), `args (a key of the map) is a symbol${stays}`],
    [new Set([[() => 1]]), `args (a member of the set)[0] is a function${stays}`],
    [[new Account()], `args[0] is an Account${stays}`],
    [[new Names()], `args[0] is a Map${stays}`],
    [[new Table()], `args[0] is a Map${stays}`],
    [[Promise.resolve()], `args[0] is a Promise${stays}`],
    [[new WeakMap()], `args[0] is a WeakMap${stays}`],
    [[new URL('http://localhost')], `args[0] is an URL${stays}`],
    [[(function* () {})()], `args[0] is a generator${stays}`],
    [[channel()], `args[0] is a Channel${stays}`],
    [[detached], 'args[0] cannot travel to another place: its memory has been moved away'],
    [
      {
        get x(): never {
          throw new RangeError('do not ask');
        },
      },
      'args.x cannot travel to another place: it threw when it was read: do not ask',
    ],
  ];
  for (const form of forms) {
    for (const [value, expected] of bad)
      assert.equal(messageOf(value, form).slice(0, expected.length), expected);
  }
  socket.destroy();
});

test('what is nested without end is refused before anything runs out of stack', () => {
  let list: object = {};
  for (let n = 0; n < 100_000; n++) list = { next: list };
  for (const form of forms)
    assert.match(messageOf([list], form), /^args\[0\] cannot travel .*: it is nested too deeply\./);
});

test('a thousand levels travel', () => {
  let list: { next?: object } = {};
  for (let n = 1; n < 1000; n++) list = { next: list };
  for (const form of forms) assert.deepEqual(travelled(list, form), list);
});

test('a proxy is refused where nothing else would', () => {
  assert.equal(
    messageOf([new Proxy({}, {})], 'bytes'),
    'args[0] cannot travel to another place: it is a Proxy',
  );
});

test('shared memory stays among threads', () => {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const arrived = travelled([shared, shared.buffer], 'clone');
  Atomics.store(shared, 0, 7);
  assert.equal((arrived[0] as Int32Array)[0], 7);
  assert.match(
    messageOf([shared], 'bytes'),
    /^args\[0\] cannot travel .*only threads of one process can share/,
  );
});

test('what stays where it is has the name that its user knows, and the message says what to do', async () => {
  await run(function* () {
    const place = yield* thread();
    const pool = yield* createPool({ max: 1 });
    const guard = new Mutex().tryLock();
    const told: [unknown, string, RegExp][] = [
      [timer(1), 'a Timer', /Send how long it is to run, and make one there/],
      [sleep(1), 'an operation', /Send what it waits for/],
      [channel(), 'a Channel', /only calls and channels between places can refer to it/],
      [ticker(1000), 'a Channel', /in an argument or a result, or over a channel/],
      [new Future(), 'a Future', /It stays where it was made/],
      [go(() => 1), 'a Task', /It stays where it was made/],
      [new AbortController().signal, 'an AbortSignal', /It stays where it was made/],
      [guard, 'a Guard', /let one task hold it, and ask that one over a channel/],
      [new RWLock(), 'a RWLock', /It is for the tasks of one place/],
      [local(1), 'a Local', /Send plain data/],
      [place, 'a Place', /Send plain data/],
      [pool, 'a Pool', /Send plain data/],
    ];
    for (const form of forms)
      for (const [thing, name, instead] of told) {
        const message = messageOf([{ thing }], form);
        assert.ok(message.startsWith(`args[0].thing is ${name}, which cannot travel`), message);
        assert.match(message, instead);
      }
  });
});

test('what has a reference is referred to, once and wherever it stands', () => {
  const known = new Map<number, object>();
  const references: References = {
    refer(value) {
      if (!(value instanceof Account)) return undefined;
      known.set(value.balance, value);
      return ['account', value.balance];
    },
    resolve: ([, id]: Reference) => known.get(id as number),
    takeBack: () => assert.fail('all of it travels'),
    letGo: () => assert.fail('all of it is resolved'),
  };
  const account = new Account();
  for (const form of forms) {
    const sent = {
      list: [account, account],
      map: new Map([[account, new Error('x', { cause: account })]]),
    };
    const arrived = travelled(sent, form, { references });
    assert.deepEqual([...arrived.list, ...arrived.map.keys()], [account, account, account]);
    assert.equal(arrived.list[0], account);
    assert.equal(arrived.map.get(account)!.cause, account);
  }
  assert.throws(() => encode([account]), {
    code: 'OFFSHOOT_CODEC',
    message: /^value\[0\] is an Account/,
  });
});

test('an error travels, whatever it holds', () => {
  for (const form of forms) {
    const error = Object.assign(new Error('with all sorts'), {
      fn() {},
      account: new Account(),
      fine: [1],
    });
    const arrived = travelled(new Map([['error', error]]), form).get('error')!;
    assert.deepEqual(Object.fromEntries(Object.entries(arrived)), {
      fn: 'function fn',
      account: 'an Account',
      fine: [1],
    });
    assert.ok(arrived instanceof Error);
  }
});

test('what an error could not take along is not half there', () => {
  for (const form of forms) {
    const shared = { name: 'shared' };
    const bytes = Uint8Array.of(1, 2);
    const error = Object.assign(new Error('x'), { bad: [shared, bytes, new Error('y'), () => 1] });
    const arrived = travelled({ error, shared, bytes }, form);
    assert.equal((arrived.error as Error & { bad: unknown }).bad, 'an Array');
    assert.deepEqual([arrived.shared, arrived.bytes], [shared, bytes]);
  }
});
