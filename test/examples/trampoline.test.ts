import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { linesOf } from './example.ts';

test('subroutines wait at any depth, and a kill cleans all of them up', async () => {
  assert.deepEqual(await linesOf('trampoline/main.ts'), [
    '4',
    '20000 calls deep, and back',
    'killed at the bottom: 20001 calls cleaned up',
  ]);
});
