import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { linesOf } from './example.ts';

test('three countdowns cycle, and who is through drops out', async () => {
  const lines = await linesOf('countdowns/main.ts');
  assert.equal(
    lines.join(' '),
    '5 10 15 4 9 14 3 8 13 2 7 12 1 6 11 5 10 4 9 3 8 2 7 1 6 5 4 3 2 1',
  );
});
