import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { linesOf } from './example.ts';

test('tasks in other processes send over a channel, are fetched, waited for elsewhere, and mapped', async () => {
  assert.deepEqual(await linesOf('elsewhere/main.ts'), [
    '17 -5 12',
    'fetched: 144',
    'over there another one waited for it: 50',
    '[ 1, 4, 9, 16 ]',
  ]);
});
