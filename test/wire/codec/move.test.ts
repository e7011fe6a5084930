import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode, move, pack } from 'offshoot/wire';
import { forms, travelled } from './ways.ts';

test('what was moved arrives, and is gone here', () => {
  for (const form of forms) {
    const samples = [
      new ArrayBuffer(8),
      new Uint8Array(8).fill(7),
      new Float64Array(1),
      new DataView(new ArrayBuffer(2)),
      Buffer.alloc(10_000),
    ];
    for (const sample of samples) {
      const { byteLength } = sample;
      const arrived = travelled({ sample: move(sample) }, form).sample;
      const memory = ArrayBuffer.isView(sample) ? sample.buffer : sample;
      assert.deepEqual([arrived.byteLength, memory.byteLength], [byteLength, 0]);
      assert.equal(Object.getPrototypeOf(arrived), Object.getPrototypeOf(sample));
    }
  }
});

test('memory moves, and is not copied', () => {
  const bytes = new Uint8Array(16);
  const { transfer, value } = pack(move(bytes), 'value', { form: 'clone' });
  assert.deepEqual([transfer, value === bytes], [[bytes.buffer], true]);
});

test('what does not own all of its memory is copied, and stays', () => {
  for (const form of forms) {
    const [pooled, part] = [Buffer.from('small'), new Uint8Array(8).subarray(2, 4)];
    assert.deepEqual(travelled([move(pooled), move(part)], form), [
      Buffer.from('small'),
      new Uint8Array(2),
    ]);
    assert.deepEqual([pooled.length, part.length], [5, 2]);
  }
});

test('it moves once: a value that is refused takes nothing along, and the next journey does', () => {
  for (const form of forms) {
    const bytes = new Uint8Array(4);
    assert.throws(() => travelled([move(bytes), () => 1], form), { code: 'OFFSHOOT_CODEC' });
    assert.equal(bytes.length, 4);
    assert.equal(travelled([bytes], form)[0]!.length, 4);
    assert.equal(bytes.length, 0);
    const part = new Uint8Array(4).subarray(1);
    travelled(move(part), form);
    assert.deepEqual(pack(part, 'value', { form }).transfer, []);
  }
});

test('another view of moved memory gets a copy of its own', () => {
  for (const form of forms) {
    const memory = Uint8Array.of(1, 2, 3).buffer;
    const arrived = travelled([move(memory), new Uint8Array(memory, 1)], form);
    assert.deepEqual(arrived, [Uint8Array.of(1, 2, 3).buffer, Uint8Array.of(2, 3)]);
    assert.equal(memory.byteLength, 0);
  }
});

test('encode takes what was moved, unless it fails', () => {
  const bytes = new Uint8Array(100);
  assert.throws(() => encode(move(bytes), { maxBytes: 10 }), { code: 'OFFSHOOT_CODEC' });
  assert.equal(bytes.length, 100);
  encode(move(bytes));
  assert.equal(bytes.length, 0);
});

test('only memory that is not shared can be moved', () => {
  for (const wrong of [
    1,
    {},
    [1],
    new Map(),
    new SharedArrayBuffer(1),
    new Uint8Array(new SharedArrayBuffer(1)),
  ])
    assert.throws(() => move(wrong as never), {
      name: 'TypeError',
      message: /^buffer must be an ArrayBuffer/,
    });
});
