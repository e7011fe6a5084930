import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { linesOf } from './example.ts';

test('a result is waited for, fails, is cancelled, tells how far it is and when it is there', async () => {
  assert.deepEqual(await linesOf('future/main.ts'), [
    'no result yet: undefined',
    'the result: 42',
    'and again: 42',
    'raised at who asks: the work went wrong',
    'the future was cancelled: nobody needs it',
    'the work cleans up',
    '25 %',
    '50 %',
    '75 %',
    "completed: { ok: true, value: 'done' }",
  ]);
});
