import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../support/leaks.ts';
import { linesOf } from './example.ts';

const times = (n: number, ...lines: string[]): string[] => Array(n).fill(lines).flat();

test('each task has a number of its own', async () => {
  // Main has number 1.
  assert.deepEqual(await linesOf('system-calls/get-tid.ts'), [
    ...times(5, "I'm foo 2", "I'm bar 3"),
    'Task 2 terminated',
    ...times(5, "I'm bar 3"),
    'Task 3 terminated',
  ]);
});

test('a task that would go on for ever is killed', async () => {
  assert.deepEqual(await linesOf('system-calls/kill-task.ts'), [
    ...times(5, "I'm foo 2"),
    'Task 2 terminated',
    'main done',
    'Task 1 terminated',
  ]);
});

test('a task waits for another one to end', async () => {
  assert.deepEqual(await linesOf('system-calls/wait-task.ts'), [
    'Waiting for child',
    ...times(5, "I'm foo 2"),
    'Task 2 terminated',
    'Child done',
    'Task 1 terminated',
  ]);
});

test('main runs the three in turn', async () => {
  const lines = await linesOf('system-calls/main.ts');
  assert.deepEqual(
    lines.map((line) => line.replace(/\d+/, 'N')),
    [
      ...times(5, "I'm foo N", "I'm bar N"),
      'Task N terminated',
      ...times(5, "I'm bar N"),
      'Task N terminated',
      ...times(5, "I'm foo N"),
      'Task N terminated',
      'main done',
      'Task N terminated',
      'Waiting for child',
      ...times(5, "I'm foo N"),
      'Task N terminated',
      'Child done',
      'Task N terminated',
    ],
  );
});
