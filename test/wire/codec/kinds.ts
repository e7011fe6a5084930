// Values of every kind that travels. Each is made anew for each journey.
import { runInNewContext } from 'node:vm';
import { ClosedError, TimeoutError } from 'offshoot';

/** What arrives is deeply equal to what was sent, or else to `arrives`. */
export interface Sample {
  make: () => unknown;
  arrives?: unknown;
}

const f16 = (globalThis as { Float16Array?: new (numbers: number[]) => object }).Float16Array;

function circle(): object {
  const one: Record<string, unknown> = { name: 'one' };
  one['self'] = one;
  one['list'] = [one, { up: one }];
  return one;
}

function circleOfMaps(): object {
  const map = new Map<unknown, unknown>();
  map.set(map, new Set([map]));
  return map;
}

function sparse(): unknown[] {
  const array: unknown[] = [1];
  array[3] = { three: 3 };
  array.length = 6;
  return array;
}

export const samples: Record<string, Sample> = {
  undefined: { make: () => undefined },
  null: { make: () => null },
  booleans: { make: () => [true, false] },
  'whole numbers': {
    make: () => [
      0,
      1,
      31,
      32,
      127,
      128,
      255,
      256,
      65_535,
      65_536,
      2 ** 32,
      -1,
      -32,
      -33,
      -128,
      -129,
      -32_768,
      -32_769,
      -(2 ** 31),
      2 ** 53 - 1,
      -(2 ** 53),
    ],
  },
  'other numbers': { make: () => [1.5, -0.1, 1e308, 5e-324, Infinity, -Infinity, Number.NaN] },
  '-0': { make: () => [-0, { zero: -0 }, new Map([[1, -0]]), [[-0]]] },
  bigints: {
    make: () => [
      0n,
      1n,
      -1n,
      2n ** 63n - 1n,
      -(2n ** 63n),
      2n ** 63n,
      2n ** 64n,
      -(2n ** 64n),
      10n ** 50n,
      -(10n ** 50n),
    ],
  },
  strings: {
    make: () => [
      '',
      'a',
      'ä€𝒳',
      'x'.repeat(31),
      'y'.repeat(32),
      'z'.repeat(256),
      'é'.repeat(40_000),
    ],
  },
  'halves of characters': {
    make: () => ['\ud800', { text: 'a\udc00b'.repeat(50) }, { '\ud83d': 1 }],
  },
  'plain objects': {
    make: () => ({ a: 1, b: { c: undefined, d: null }, '': 0, 'two words': [], 1: 'one' }),
  },
  'an object with 70000 keys': {
    make: () => Object.fromEntries(Array.from({ length: 70_000 }, (_, n) => [`k${n}`, n])),
  },
  'objects without a prototype': {
    make: () => Object.assign(Object.create(null), { a: 1 }),
    arrives: { a: 1 },
  },
  'keys that other objects inherit': {
    make: () =>
      JSON.parse(
        '{"__proto__": {"admin": true}, "constructor": 1, "toString": 2, "hasOwnProperty": 3, "toJSON": 4}',
      ),
  },
  'what only a symbol or nobody sees': {
    make: () => Object.defineProperty({ a: 1, [Symbol('s')]: 2 }, 'b', { value: 3 }),
    arrives: { a: 1 },
  },
  'a getter': {
    make: () => ({
      get a() {
        return 1;
      },
    }),
    arrives: { a: 1 },
  },
  arrays: { make: () => [[], [1, [2, [3]]], Array.from({ length: 70_000 }, (_, n) => n)] },
  'arrays with holes': { make: sparse },
  'a Map': {
    make: () =>
      new Map<unknown, unknown>([
        [1, 'one'],
        ['two', { n: 2 }],
        [{ key: 1 }, new Map([[-0, 1n]])],
      ]),
  },
  'a Set': { make: () => new Set<unknown>([1, 'two', { three: 3 }, new Set([4])]) },
  Dates: {
    make: () =>
      [0, 1, -1, 1e12, 1.5e12 + 1, -1e12 - 1, 8.64e15, -8.64e15].map((ms) => new Date(ms)),
  },
  RegExps: { make: () => [/a+/, /[/\]]\//giu] },
  'objects around primitives': {
    make: () => [Object(1), Object(-0), Object('text'), Object('\ud800'), Object(true), Object(3n)],
  },
  'typed arrays': {
    make: () => [
      Int8Array.of(-1),
      Uint8Array.of(1, 2),
      Uint8ClampedArray.of(3),
      Int16Array.of(-4),
      Uint16Array.of(5),
      Int32Array.of(-6),
      Uint32Array.of(7),
      Float32Array.of(1.5),
      Float64Array.of(-0, 0.1),
      BigInt64Array.of(-8n),
      BigUint64Array.of(9n),
    ],
  },
  'a Float16Array': { make: () => (f16 === undefined ? [] : [new f16([1.5, 2])]) },
  'an ArrayBuffer': { make: () => Uint8Array.of(1, 2, 3).buffer },
  'a DataView': { make: () => new DataView(Uint8Array.of(1, 2, 3).buffer) },
  'a part of a buffer': {
    make: () => Uint8Array.of(1, 2, 3, 4).subarray(1, 3),
    arrives: Uint8Array.of(2, 3),
  },
  Buffers: { make: () => [Buffer.from('small'), Buffer.alloc(10_000, 'big'), Buffer.alloc(0)] },
  'a buffer that can grow': {
    make: () => new ArrayBuffer(2, { maxByteLength: 10 }),
    arrives: new ArrayBuffer(2),
  },
  'a circle': { make: circle },
  'a circle of maps': { make: circleOfMaps },
  'errors of the language': {
    make: () => [
      new Error('plain'),
      new TypeError('typed', { cause: new RangeError('inner') }),
      new AggregateError([new Error('one'), 2], 'several'),
    ],
  },
  'errors of ours': { make: () => [new ClosedError('shut'), new TimeoutError('late', 7)] },
  'an error with fields': {
    make: () =>
      Object.assign(new Error('with fields'), {
        code: 'E_FIELDS',
        at: new Date(0),
        map: new Map([[1, -0]]),
      }),
  },
  'a DOMException': { make: () => new DOMException('aborted', 'AbortError') },
  'what another realm made': {
    make: () =>
      runInNewContext(
        "({ list: [1, { a: 2 }], map: new Map([[1, new Set([2])]]), at: new Date(5), r: /x/g, bytes: Uint8Array.of(1, 2), error: new TypeError('foreign') })",
      ),
    arrives: {
      list: [1, { a: 2 }],
      map: new Map([[1, new Set([2])]]),
      at: new Date(5),
      r: /x/g,
      bytes: Uint8Array.of(1, 2),
      error: new TypeError('foreign'),
    },
  },
};
