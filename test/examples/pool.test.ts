import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { linesOf } from './example.ts';

test('one call, calls in the background, a list, a limit, an error, and both ends', async () => {
  assert.deepEqual(await linesOf('pool/main.ts'), [
    '2 + 3 = 5',
    'collected: 42',
    'callback: { ok: true, value: 42 }',
    'squares: 1000 [ 0, 1, 4, 9, 16 ] 998001',
    'the first squares of all: [ 0, 1, 4 ]',
    'progress: 1',
    'killed there after 20 ms',
    'ready: false',
    'not within 10 ms',
    'waited 100 ms - ready: true',
    'what it threw is thrown here: no such file',
    'successful: false',
    'closed; waited 10 ms',
    'terminated; cancelled: true',
  ]);
});
