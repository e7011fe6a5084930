import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { linesOf } from './example.ts';

test('the same pipeline says the same, with its last stages here, on a thread, in a process, over a socket', async () => {
  const table = [
    '22,1003,"North Bound",41.8503,-87.6497',
    '22,1009,"North Bound",41.8509,-87.6491',
    '22,1015,"North Bound",41.8515,-87.6485',
  ];
  assert.deepEqual(await linesOf('bus/main.ts'), [...table, ...table, ...table, ...table]);
});
