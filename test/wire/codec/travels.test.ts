import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decode, encode, pack } from 'offshoot/wire';
import { samples } from './kinds.ts';
import { difference, forms, travelled } from './ways.ts';

describe('the same value arrives, whether it was cloned or went as bytes', () => {
  for (const [title, sample] of Object.entries(samples)) {
    test(title, () => {
      for (const form of forms) {
        const sent = sample.make();
        const expected = 'arrives' in sample ? sample.arrives : sent;
        assert.deepEqual(travelled(sent, form), expected, form);
        assert.deepEqual(travelled({ deep: [sent] }, form), { deep: [expected] }, form);
      }
      const sent = sample.make();
      assert.deepEqual(decode(encode(sent)), 'arrives' in sample ? sample.arrives : sent);
    });
  }
});

// By itself: to Node 22 no invalid date equals another one.
test('a date that is none arrives as such', () => {
  for (const form of forms) {
    const arrived = travelled(new Date(Number.NaN), form);
    assert.ok(arrived instanceof Date && Number.isNaN(arrived.getTime()), form);
  }
});

/** Any units of UTF-16, also halves of characters. */
const text = fc
  .array(fc.oneof(fc.nat(127), fc.nat(0xffff)), { maxLength: 20 })
  .map((units) => String.fromCharCode(...units));

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  key: text,
  values: [
    text,
    fc.double(),
    fc.bigInt(),
    fc.boolean(),
    fc.constantFrom(null, undefined, 0, -0, 300),
  ],
  maxDepth: 4,
});

test('any value arrives as it was', () => {
  fc.assert(
    fc.property(anything, (value) => {
      for (const form of forms) assert.deepEqual(travelled(value, form), value, form);
      assert.deepEqual(decode(encode(value)), value);
    }),
    { numRuns: 500 },
  );
});

/** What a graph is built of: kinds of nodes, and who holds whom. */
const graphs = fc.record({
  kinds: fc.array(fc.constantFrom('object', 'array', 'map', 'set', 'keys', 'error', 'leaf'), {
    minLength: 1,
    maxLength: 12,
  }),
  edges: fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 30 }),
});

type Node = object & Record<string, unknown>;

function build({ kinds, edges }: { kinds: string[]; edges: [number, number][] }): object {
  const nodes = kinds.map((kind, n): object => {
    if (kind === 'array') return [];
    if (kind === 'map' || kind === 'keys') return new Map();
    if (kind === 'set') return new Set();
    if (kind === 'error') return new Error(`error ${n}`);
    return kind === 'leaf' ? new Date(n) : {};
  });
  for (const [from, to] of edges) {
    const [holder, part] = [nodes[from % nodes.length]!, nodes[to % nodes.length]!];
    const kind = kinds[from % nodes.length];
    if (holder instanceof Map)
      holder.set(kind === 'keys' ? part : holder.size, kind === 'keys' ? -0 : part);
    else if (holder instanceof Set) holder.add(part);
    else if (Array.isArray(holder)) holder.push(part);
    else if (kind !== 'leaf') (holder as Node)[`p${Object.keys(holder).length}`] = part;
  }
  return nodes;
}

test('who is who is kept in any graph: shared parts, circles, errors in circles', () => {
  fc.assert(
    fc.property(graphs, (plan) => {
      const value = build(plan);
      for (const form of forms) assert.equal(difference(value, travelled(value, form)), undefined);
      assert.equal(difference(value, decode(encode(value))), undefined);
    }),
    { numRuns: 1000 },
  );
});

test('what needs nothing is not copied before it is posted', () => {
  const ordinary = [5, 'text', { a: [1, { b: 2 }] }, new Map([[1, { c: 3 }]]), new Uint8Array(8)];
  for (const value of ordinary) assert.equal(pack(value, 'value', { form: 'clone' }).value, value);
  const circle: { self?: object } = {};
  circle.self = circle;
  assert.deepEqual(pack(circle, 'value', { form: 'clone' }), {
    value: circle,
    extra: null,
    transfer: [],
  });
});

test('very many parts that are shared over and over take no longer than they are', () => {
  let shared: object = {};
  for (let n = 0; n < 90; n++) shared = [shared, shared];
  for (const form of forms) {
    const arrived = travelled(shared, form) as [object, object];
    assert.equal(arrived[0], arrived[1]);
  }
});

test('of one memory in two views each gets its own, and of a part nothing else travels', () => {
  for (const form of forms) {
    const memory = new ArrayBuffer(8);
    const sent = [
      new Uint8Array(memory),
      new Uint8Array(memory),
      memory,
      new Int32Array(memory, 4),
    ];
    new Uint8Array(memory).fill(7);
    const [a, b, c, d] = travelled(sent, form) as [Uint8Array, Uint8Array, ArrayBuffer, Int32Array];
    assert.equal(new Set([a.buffer, b.buffer, c, d.buffer]).size, 4);
    assert.deepEqual(
      [a, b, new Uint8Array(c)],
      Array.from({ length: 3 }, () => Uint8Array.of(7, 7, 7, 7, 7, 7, 7, 7)),
    );
    assert.deepEqual([d.length, d.buffer.byteLength], [1, 4]);
    assert.equal(travelled(Buffer.from('pooled'), form).buffer.byteLength, 6);
  }
});

test('one view that is held twice is one', () => {
  for (const form of forms) {
    const bytes = Uint8Array.of(1);
    const [one, two] = travelled([bytes, bytes], form);
    assert.equal(one, two);
  }
});
