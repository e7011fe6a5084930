import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { linesOf } from './example.ts';

test('ten numbers, and then quit', async () => {
  const lines = await linesOf('fibonacci/main.ts');
  assert.equal(lines.join(' '), '0 1 1 2 3 5 8 13 21 34 quit');
});
