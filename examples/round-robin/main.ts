// Two tasks take turns: each runs until it pauses, then the other goes on. A task that returns has
// ended, and the other has the scheduler to itself.

import { type Coroutine, defer, go, pause, run } from 'offshoot';

export function* main(): Coroutine<void> {
  const tasks = [go(talk, 1, 'foo', 10), go(talk, 2, 'bar', 5)];
  for (const task of tasks) yield* task;
}

function* talk(number: number, name: string, times: number): Coroutine<void> {
  defer(() => console.log(`Task ${number} terminated`));
  for (let i = 0; i < times; i++) {
    console.log(`I'm ${name}`);
    yield* pause();
  }
}

if (import.meta.main) await run(main);
