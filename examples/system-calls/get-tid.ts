// GetTid: each task has a number. Main is a task, too, so foo and bar are the next two.

import { all, type Coroutine, currentTask, go, pause, run } from 'offshoot';
import { reportEnd } from './report-end.ts';

export function* main(): Coroutine<void> {
  yield* all([go(talk, 'foo', 5), go(talk, 'bar', 10)]);
}

function* talk(name: string, times: number): Coroutine<void> {
  const { id } = currentTask();
  reportEnd();
  for (let i = 0; i < times; i++) {
    console.log(`I'm ${name} ${id}`);
    yield* pause();
  }
}

if (import.meta.main) await run(main);
