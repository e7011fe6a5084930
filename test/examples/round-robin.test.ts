import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { linesOf } from './example.ts';

test('foo and bar take turns; when bar has ended, foo goes on alone', async () => {
  assert.deepEqual(await linesOf('round-robin/main.ts'), [
    ...Array(5).fill(["I'm foo", "I'm bar"]).flat(),
    "I'm foo",
    'Task 2 terminated',
    ...Array(4).fill("I'm foo"),
    'Task 1 terminated',
  ]);
});
