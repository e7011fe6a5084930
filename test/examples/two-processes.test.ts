import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { linesOf } from './example.ts';

test('a pipe has an end, a poll finds what came, and a queue between processes knows when all is done', async () => {
  assert.deepEqual(await linesOf('two-processes/main.ts'), [
    'received a',
    'received b',
    'received c',
    'end of file',
    'something, after some looks',
    'worked on first',
    'worked on second',
    'worked on third',
    'worked on fourth',
    'all is done',
  ]);
});
