// A program that waits for something that can no longer come: Node's event loop is empty, so nothing
// will ever wake it. Node alone would end in silence, with exit code 0 or 13.

import { programs } from '../kernel/index.ts';
import { say } from './complain.ts';

/** Complains if the event loop runs dry before the function that comes back is called. */
export function stalled(file: string): () => void {
  let looks = 0;
  const look = (): void => {
    // One more turn: who listens for the same event may still find something to do.
    if (++looks === 1) return void setImmediate(() => {});
    process.off('beforeExit', look);
    for (const line of complaints(file)) say(line);
    process.exitCode = 1;
    process.exit();
  };
  process.on('beforeExit', look);
  return () => {
    if (programs().length === 0) process.off('beforeExit', look);
  };
}

function complaints(file: string): string[] {
  const waiting = programs().map(({ name, tasks }) => {
    return `"${name}" waits for what can no longer come: ${tasks === 1 ? 'its task waits' : `all ${tasks} tasks wait`}, and nothing can wake one`;
  });
  return waiting.length > 0 ? waiting : [`${file} waits for a promise that nothing will settle`];
}
