import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { linesOf } from './example.ts';

test("what stands in Go's sync and time does here what it does there", async () => {
  assert.deepEqual(await linesOf('go-packages/main.ts'), [
    'Mutex: 1000',
    'RWMutex: draft draft final final - 2 read at once',
    'WaitGroup: /a /b /c',
    'Once: 10 asked, done 1 time',
    'Cond: a b c',
    'Pool: 100 uses, 1 made',
    'Sleep: 5 10 15 in time',
    'Timer: the first fired; a stop comes too late',
    'Timer: the second was stopped in time',
    'Timer: the second fired after a reset',
    'Ticker: three beats, none too early',
    'Ticker: stopped, and over: no leak',
    'After: timeout',
    'After: TimeoutError',
    'AfterFunc: called',
    'AfterFunc: the other was stopped in time',
  ]);
});
