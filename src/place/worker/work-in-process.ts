// What a child process does that is a worker: its parent is at the other end of a pipe.

import { pipeLink } from '../../wire/index.ts';
import { spokenClaims } from './claims.ts';
import { Outbox } from './outbox.ts';
import { MAX_FRAME, type Start, type ToWorker } from '../protocol.ts';
import { serve } from './serve.ts';
import type { Workbench } from './workbench.ts';

/** Our ends of the pipes, as the parent has given them to us (process-carrier.ts). */
const FROM_PARENT = 3;
const TO_PARENT = 4;

/** Works until it is told to close, or the parent is gone. */
export function workInProcess(): void {
  const name = 'the pipe to the parent';
  const { Socket } = process.getBuiltinModule('node:net');
  const input = new Socket({ fd: FROM_PARENT, readable: true, writable: false });
  const output = new Socket({ fd: TO_PARENT, readable: false, writable: true });
  const link = pipeLink({ input, output }, { name, maxFrame: MAX_FRAME });
  const outbox = new Outbox(link.form, (message, transfer) => {
    link.post(message, transfer);
    // At once, for the next job may compute for long.
    link.flush();
  });
  let workbench: Workbench | null = null;
  let exitCode = 1;
  // What the jobs have left running does not keep the process; what it has said goes out first.
  const over = (code: number): void => {
    exitCode = code;
    outbox.flush();
    link.close();
  };
  const begin = (start: Start): void => {
    workbench = serve(start, outbox, spokenClaims(outbox, link), over);
    process.on('exit', () => link.flush());
    process.on('uncaughtException', exitInSilence);
  };
  link.hold(true);
  link.listen({
    received: (arrived) => {
      const message = arrived as ToWorker;
      if (!Array.isArray(message) && message.is === 'start') begin(message.start);
      else workbench!.received(message);
    },
    closed: () => process.exit(exitCode),
  });
}

/** The parent tells of it: nothing is printed here, as nothing is by a thread. A listener of the jobs' own may save the process, though. */
function exitInSilence(): void {
  if (process.listenerCount('uncaughtException') === 1) process.exit(1);
}
