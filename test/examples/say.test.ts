import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { linesOf } from './example.ts';

const [hello, world] = ['hello', 'world'];

test('both talk side by side; blocking work holds up nobody', async () => {
  const lines = await linesOf('say/main.ts');
  assert.deepEqual(lines.slice(0, 10), Array(5).fill([hello, world]).flat());
  // Two threads keep no step.
  assert.deepEqual(lines.slice(10, 20).toSorted(), [
    ...Array(5).fill(hello),
    ...Array(5).fill(world),
  ]);
  assert.ok(lines.slice(10, 14).includes(hello) && lines.slice(10, 14).includes(world));
  assert.deepEqual(lines.slice(20), ['meanwhile another task had thousands of turns']);
});
