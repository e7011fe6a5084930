// How a worker says that it begins a job, so that its caller knows who had begun, whatever becomes of
// the worker (protocol.ts draws it).

import { claim } from '../caller/cells.ts';
import type { Outbox } from './outbox.ts';

export interface Claims {
  /** False if the caller has taken the job back. Else it has begun as soon as the caller is sure to know. */
  claim(cell: number, id: number): boolean;
  /** Is the caller sure to know of all claims, even if this worker dies now? */
  known(): boolean;
  /** Calls back when it is. */
  whenKnown(done: () => void): void;
}

/** In a thread: in shared memory. */
export function sharedClaims(cells: Int32Array<SharedArrayBuffer>): Claims {
  return {
    claim: (cell, id) => claim(cells, cell, id),
    known: () => true,
    whenKnown: (done) => done(),
  };
}

/** What is written in messages arrives, as soon as the system has taken it. */
interface Written {
  flush(): boolean;
  whenFlushed(done: () => void): void;
}

/** In a process: by a message, which the system has taken before the job begins. */
export function spokenClaims(outbox: Outbox, link: Written): Claims {
  let said = false;
  return {
    claim: (cell, id) => {
      said = cell >= 0;
      if (said) outbox.post({ is: 'begun', id });
      return true;
    },
    known: () => !said || link.flush(),
    whenKnown: (done) => link.whenFlushed(done),
  };
}
