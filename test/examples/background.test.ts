import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { linesOf } from './example.ts';

test('a countdown counts on a thread and in a process, is joined, and what never ends is ended', async () => {
  const counted = (place: string): string[] => [
    `countdown in ${place}, alive: true`,
    'not yet: nobody waits any more, and it counts on',
    'joined: lift off - alive: false',
  ];
  assert.deepEqual(await linesOf('background/main.ts'), [
    ...counted('a thread'),
    ...counted('a process'),
    'another thread was killed; spin was killed: no answer',
    'another process was killed; spin was killed: no answer',
    'the program ends, and what still ticks is killed',
  ]);
});
