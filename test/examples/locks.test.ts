import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { linesOf } from './example.ts';

test('a race ends with a lock, a deadlock has names, and each kind of signal does its work', async () => {
  assert.deepEqual(await linesOf('locks/main.ts'), [
    'without a lock x is wrong',
    'with a lock x is 0',
    'two waits for lock of mutex "a"',
    'one waits for lock of mutex "b"',
    'hungry: Euclid waits for Aspasia waits for Bias waits for Crates waits for Diotima waits for Euclid',
    'all have eaten',
    'balances 2 22 222',
    'x is 1',
    'x is 2',
    'x is 5',
    'x has been set to 42',
    'ready',
    'the last has come: all start',
    'three are done',
    'RangeError: cannot release 1 of semaphore "tickets": 0 of 2 are taken',
    'apple filled, connected once',
    'apple 5; fig filled, connected once',
  ]);
});
