// The system calls of a small operating system, and what they are here. A task never sees the
// scheduler: it asks for something, and goes on when it has it.
//
//   GetTid    currentTask().id      NewTask   go(body)
//   KillTask  task.kill()           WaitTask  yield* task
//
// Each of the three files is a program of its own; this one runs them in turn.

import { type Coroutine, go, run } from 'offshoot';
import { main as getTid } from './get-tid.ts';
import { main as killTask } from './kill-task.ts';
import { main as waitTask } from './wait-task.ts';

export function* main(): Coroutine<void> {
  for (const program of [getTid, killTask, waitTask]) yield* go(program);
}

if (import.meta.main) await run(main);
