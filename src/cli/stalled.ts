// A program that waits for something that can no longer come: Node's event loop is empty, so nothing
// will ever wake it. Node alone would end in silence, with exit code 0 or 13.

import { programs } from '../kernel/index.ts';
import { say } from './complain.ts';

/** Complains if the event loop runs dry while FILE loads, before `loaded` is called, or while a program runs. */
export function watchForStall(file: string): { loaded(): void } {
  let loading = true;
  let looks = 0;
  process.on('beforeExit', () => {
    if (!loading && programs().length === 0) return;
    // Some turns more: the kernel names a deadlock at its second look, and others may find something to do.
    if (++looks < 4) return void setImmediate(() => {});
    for (const line of complaints(file)) say(line);
    process.exit(1);
  });
  return { loaded: () => void (loading = false) };
}

function complaints(file: string): string[] {
  const waiting = programs().map(({ name, tasks }) => {
    return `"${name}" waits for what can no longer come: ${tasks === 1 ? 'its task waits' : `all ${tasks} tasks wait`}, and nothing can wake one`;
  });
  return waiting.length > 0 ? waiting : [`${file} waits for a promise that nothing will settle`];
}
