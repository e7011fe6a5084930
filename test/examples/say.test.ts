import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { linesOf } from './example.ts';

const hello = 'hello';
const world = 'world';

test('both talk side by side; blocking work holds up nobody', async () => {
  const lines = await linesOf('say/main.ts');
  assert.deepEqual(lines.slice(0, 10), Array(5).fill([hello, world]).flat());
  // Two threads keep no step.
  assert.deepEqual(lines.slice(10, 20).toSorted(), [
    ...Array(5).fill(hello),
    ...Array(5).fill(world),
  ]);
  const blocking = lines.slice(10, 20);
  assert.ok(blocking.indexOf(world) < blocking.lastIndexOf(hello), 'world waited for hello');
  assert.ok(blocking.indexOf(hello) < blocking.lastIndexOf(world), 'hello waited for world');
  assert.deepEqual(lines.slice(20), ['meanwhile another task had thousands of turns']);
});
