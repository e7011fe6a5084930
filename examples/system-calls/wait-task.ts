// WaitTask: main sleeps until its child has ended. A task is an operation: to perform it is to join it.

import { type Coroutine, currentTask, go, pause, run } from 'offshoot';
import { reportEnd } from './report-end.ts';

export function* main(): Coroutine<void> {
  reportEnd();
  const child = go(foo);
  console.log('Waiting for child');
  yield* child;
  console.log('Child done');
}

function* foo(): Coroutine<void> {
  const { id } = currentTask();
  reportEnd();
  for (let i = 0; i < 5; i++) {
    console.log(`I'm foo ${id}`);
    yield* pause();
  }
}

if (import.meta.main) await run(main);
