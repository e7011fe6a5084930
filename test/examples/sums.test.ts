import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { linesOf } from './example.ts';

test('the halves and the whole, and what a buffer holds, as the Go program prints them', async () => {
  assert.deepEqual(await linesOf('sums/main.ts'), ['17 -5 12', '1', '2']);
});
