import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CodecError, RemoteError } from 'offshoot';
import { decode, encode } from 'offshoot/wire';
import { samples } from './kinds.ts';

/** `npm run fuzz` says how many, and begins elsewhere; a failure names its seed. */
const { PROGRAMS, SEED } = process.env;
const inputs = {
  numRuns: Number(PROGRAMS ?? 20_000),
  ...(SEED !== undefined && { seed: Number(SEED) }),
};

function list(length: number): object {
  let first: object = {};
  for (let n = 1; n < length; n++) first = { next: first };
  return first;
}

/** Bytes as a caller's peer could write them: the format, then MessagePack. */
const written = (...bytes: number[]): Uint8Array => Uint8Array.of(1, ...bytes);

test('decode gives back what was encoded, or a CodecError, and nothing else, whatever the bytes are', () => {
  const valid = Object.values(samples)
    .map(({ make }) => encode(make()))
    .filter(({ length }) => length < 2000);
  const damaged = fc
    .record({
      bytes: fc.constantFrom(...valid),
      flips: fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 4 }),
      end: fc.nat(2000),
    })
    .map(({ bytes, flips, end }) => {
      const copy = bytes.slice(0, end % 3 === 0 ? end : bytes.length);
      for (const [at, value] of flips) if (copy.length > 0) copy[at % copy.length] = value;
      return copy;
    });
  const rubbish = fc.uint8Array({ maxLength: 200 });
  const behindFormat = fc
    .tuple(fc.constantFrom(1, 2), rubbish)
    .map(([format, rest]) => Uint8Array.of(format, ...rest));
  fc.assert(
    fc.property(fc.oneof(damaged, rubbish, behindFormat), (bytes) => {
      const before = bytes.slice();
      try {
        decode(bytes);
      } catch (error) {
        assert.ok(error instanceof CodecError, String(error));
      }
      assert.deepEqual(bytes, before);
      assert.deepEqual(Object.keys(Object.prototype), []);
    }),
    inputs,
  );
});

test('every sample that is cut short is refused', () => {
  for (const { make } of Object.values(samples)) {
    const bytes = encode(make());
    if (bytes.length > 2000) continue;
    for (let end = 0; end < bytes.length; end++)
      assert.throws(() => decode(bytes.subarray(0, end)), { code: 'OFFSHOOT_CODEC' });
  }
});

test('a count that cannot be true costs nothing', () => {
  const counts = [
    written(0xdd, 0xff, 0xff, 0xff, 0xff),
    written(0xdf, 0xff, 0xff, 0xff, 0xff),
    written(0xdb, 0xff, 0xff, 0xff, 0xff),
    written(0xc9, 0xff, 0xff, 0xff, 0xff, 0x74),
  ];
  for (const bytes of counts)
    assert.throws(() => decode(bytes), {
      message: /^the bytes are damaged, at \d+ of \d+: it ends too early$/,
    });
});

test('what the encoding could carry, and encode never writes, is refused', () => {
  const bad: [string, Uint8Array, RegExp][] = [
    ['a key __proto__', written(0x81, 0xa9, ...Buffer.from('__proto__'), 0x80), /a key __proto__/],
    ['a record', written(0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61, 1), /type 114 is wrong/],
    [
      'an error of the library',
      written(0xd4, 0x65, 0, 0x93, 0xa5, ...Buffer.from('Error'), 0xa0, 0xc0),
      /type 101/,
    ],
    ['a reference to nothing', written(0xd6, 0x70, 0, 0, 0, 1), /type 112 is wrong/],
    [
      'a circle',
      written(0xd6, 0x69, 0, 0, 0, 1, 0x91, 0xd6, 0x70, 0, 0, 0, 1),
      /type 112 is wrong/,
    ],
    ['a set of no array', written(0xd4, 0x73, 0, 0xa3, 1, 2, 3), /an array is missing/],
    ['a key that is no string', written(0x81, 1, 1), /a string is missing/],
    ['an unknown token', written(0xc1), /no value begins with the byte 0xc1/],
    ['two values', written(1, 2), /more than one value/],
    ['another format', Uint8Array.of(9, 1), /not what encode makes/],
    ['nothing', new Uint8Array(), /not what encode makes/],
  ];
  for (const [what, bytes, message] of bad)
    assert.throws(() => decode(bytes), { code: 'OFFSHOOT_CODEC', message }, what);
});

test('no class is found by a name in the bytes', () => {
  class Secret extends Error {}
  const arrived = decode(encode(new Secret('secret'))) as RemoteError;
  assert.ok(arrived instanceof RemoteError);
  assert.equal(arrived.message, 'secret');
  for (const name of ['constructor', '__proto__', 'toString', 'Function']) {
    const bytes = encode(new TypeError('x'));
    const at = Buffer.from(bytes).indexOf('TypeError');
    const other = Buffer.concat([
      bytes.subarray(0, at - 1),
      Buffer.of(0xa0 + name.length),
      Buffer.from(name),
      bytes.subarray(at + 9),
    ]);
    assert.ok(decode(other) instanceof RemoteError, name);
  }
});

test('each limit holds exactly, when bytes are made and when they are read', () => {
  const deep = encode(list(100));
  assert.deepEqual(decode(deep), list(100));
  assert.throws(() => encode(list(101)), { code: 'OFFSHOOT_CODEC', message: /nested too deeply/ });
  const deeper = encode(list(101), { maxDepth: 101 });
  assert.throws(() => decode(deeper), { message: 'it is nested deeper than maxDepth, 100' });
  assert.deepEqual(decode(deeper, { maxDepth: 101 }), list(101));

  const three = encode([1, 2]);
  assert.deepEqual(decode(three, { maxItems: 3 }), [1, 2]);
  assert.throws(() => decode(three, { maxItems: 2 }), {
    message: 'it has more parts than maxItems, 2',
  });

  const { length } = encode('hello');
  assert.equal(encode('hello', { maxBytes: length }).length, length);
  assert.throws(() => encode('hello', { maxBytes: length - 1 }), { message: /more than maxBytes/ });
  assert.equal(decode(encode('hello'), { maxBytes: length }), 'hello');
  assert.throws(() => decode(encode('hello'), { maxBytes: length - 1 }), {
    message: /more than maxBytes/,
  });
});

test('maps in maps are as deep as they look, though they stand beside each other in the bytes', () => {
  const nested = (depth: number): unknown =>
    depth === 0 ? 1 : new Map([['in', nested(depth - 1)]]);
  assert.deepEqual(decode(encode(nested(100))), nested(100));
  assert.throws(() => decode(encode(nested(101), { maxDepth: 101 })), {
    message: /deeper than maxDepth, 100/,
  });
});

test('no depth at all is too much for the check', () => {
  const bytes = new Uint8Array(200_002).fill(0x91);
  bytes[0] = bytes[200_001] = 1;
  assert.throws(() => decode(bytes), { code: 'OFFSHOOT_CODEC' });
  assert.throws(() => decode(bytes, { maxDepth: Infinity }), { code: 'OFFSHOOT_CODEC' });
});

test('wrong arguments are named', () => {
  assert.throws(() => decode('text' as never), {
    name: 'TypeError',
    message: "bytes must be a Uint8Array, not 'text'",
  });
  assert.throws(() => encode(1, { maxDepth: -1 }), {
    name: 'RangeError',
    message: /^maxDepth must be/,
  });
  assert.throws(() => decode(encode(1), { depth: 1 } as never), {
    name: 'TypeError',
    message: /decode has no option depth/,
  });
});
