// NewTask and KillTask: main starts a task that would go on for ever, lets it have five turns, and
// kills it. What it deferred runs all the same; `outcome` waits for that.

import { type Coroutine, currentTask, go, pause, run } from 'offshoot';
import { reportEnd } from './report-end.ts';

export function* main(): Coroutine<void> {
  reportEnd();
  const child = go(foo);
  for (let i = 0; i < 5; i++) yield* pause();
  child.kill();
  yield* child.outcome();
  console.log('main done');
}

function* foo(): Coroutine<never> {
  const { id } = currentTask();
  reportEnd();
  for (;;) {
    console.log(`I'm foo ${id}`);
    yield* pause();
  }
}

if (import.meta.main) await run(main);
