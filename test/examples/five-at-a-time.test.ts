import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { linesOf } from './example.ts';

test('at most five pages are fetched at a time, and a kill gives its permit back', async () => {
  assert.deepEqual(await linesOf('five-at-a-time/main.ts'), [
    'fetched 20 pages, 150 characters',
    'at once, at most 5',
    'free again: 5',
  ]);
});
