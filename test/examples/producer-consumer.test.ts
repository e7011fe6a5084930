import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { linesOf } from './example.ts';

test('what is produced is consumed, by hand, with a queue and with its limits', async () => {
  assert.deepEqual(await linesOf('producer-consumer/main.ts'), [
    'by hand: got a',
    'by hand: got b',
    'by hand: got c',
    'all ten are done; never more than 2 stood in the queue',
    'empty true - anything there? false',
    'nothing within 5 ms',
    'full true with 3 - one more? false',
    'no room within 5 ms',
    'by priority: apple fig pear',
    'second consumer did its share',
    'first consumer did its share',
  ]);
});
