// What a worker does: it runs the workbench, until it is told to close.

import { isMainThread } from 'node:worker_threads';
import { workInProcess } from './work-in-process.ts';
import { workInThread } from './work-in-thread.ts';

/** Makes this thread a worker: the main thread of a child process, or another one. */
export function work(): void {
  if (isMainThread) workInProcess();
  else workInThread();
}
