// What a peer can refer to: things that live in one place and are used in others.

import { isChannel, Queue } from '../../channel/index.ts';
import { Fiber, Future } from '../../kernel/index.ts';
import { FarChannel } from './far-channel.ts';
import { FarTask } from './far-task.ts';

/** A channel, a queue, a future, a task or a signal: of this place, or the far end of one. */
export function isShareable(value: object): boolean {
  return (
    isChannel(value) ||
    value instanceof FarChannel ||
    value instanceof Queue ||
    value instanceof Future ||
    value instanceof Fiber ||
    value instanceof FarTask ||
    value instanceof AbortSignal
  );
}
