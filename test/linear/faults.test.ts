// Does the checker find anything? Copies of our primitives with a fault planted (test/mutants) must not
// match the models that the real ones match; the same copies without a fault must.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Guard, Operation } from 'offshoot';
import { Channel } from '../mutants/channel.ts';
import { Mutex } from '../mutants/mutex.ts';
import { Queue } from '../mutants/queue.ts';
import { RWLock } from '../mutants/rw-lock.ts';
import { Semaphore } from '../mutants/semaphore.ts';
import '../support/leaks.ts';
import { channels } from './channels.ts';
import { kinds, lockSubject } from './locks.ts';
import { explore, type Subject } from './play.ts';
import { queue } from './queues.ts';

type Any = Subject<never, never>;

interface Suspect {
  name: string;
  faults: readonly string[];
  make(this: void, fault: string | undefined): Any;
}

function guarded(operation: Operation<unknown>, release: () => void): Operation<Guard> {
  const guard: Guard = { release, transfer() {}, [Symbol.dispose]: release };
  return operation.map(() => guard);
}

const suspects: Suspect[] = [
  {
    name: 'mutex',
    faults: [
      'double hand-over',
      'hand-over to a killed waiter is lost',
      'a withdrawal takes the head with it',
    ],
    make: (fault) =>
      lockSubject('mutex', kinds.mutex!, () => {
        const mutex = new Mutex(fault);
        return { lock: () => guarded(mutex.enter(), () => mutex.unlock()) };
      }) as unknown as Any,
  },
  {
    name: 'semaphore',
    faults: [
      'a release wakes one only',
      'small ones overtake a large one',
      'a newcomer overtakes',
      'a large one that leaves holds up the rest',
      'permit leaked by a kill',
    ],
    make: (fault) =>
      lockSubject('semaphore', kinds['bounded semaphore']!, () => {
        const permits = new Semaphore(fault);
        return {
          lock(share) {
            const n = Number(share);
            return guarded(permits.acquire({ n, ticket: 0 }), () => permits.release(n));
          },
        };
      }) as unknown as Any,
  },
  {
    name: 'rwlock',
    faults: [
      'admits a writer with the last reader',
      'wakes one reader only',
      'readers starve a writer',
      'a writer that leaves keeps the readers out',
      'a killed reader is counted for ever',
    ],
    make: (fault) =>
      lockSubject('rwlock', kinds.rwlock!, () => {
        const table = new RWLock(fault);
        return {
          lock: (how) => guarded(table.enter(how as 'read' | 'write'), () => table.leave()),
        };
      }) as unknown as Any,
  },
  {
    name: 'channel',
    faults: [
      'a killed receiver swallows its value',
      'a killed sender leaves its value',
      'a sender is not told that it was heard',
    ],
    make: (fault) =>
      channels('channel', [0], () => {
        const tested = new Channel(fault);
        return {
          send: (value) => tested.send(value),
          receive: () => tested.receive() as Operation<number>,
        };
      }) as unknown as Any,
  },
  {
    name: 'queue',
    faults: [
      'a get lets no putter in',
      'holds one more than it may',
      'last in, first out',
      'a killed get swallows its value',
    ],
    make: (fault) =>
      queue('queue', 'fifo', 2, () => {
        const tested = new Queue(fault);
        return { put: (value) => tested.put(value), get: () => tested.get() as Operation<number> };
      }) as unknown as Any,
  },
];

const BUDGET = 2000;

for (const { name, faults, make } of suspects) {
  test(`${name}: a sound copy matches the model`, async () => {
    const { failure } = await explore(make(undefined), 'random', 500);
    assert.equal(failure, undefined, `${(failure?.error as Error | undefined)?.message}`);
  });

  for (const fault of faults) {
    test(`${name}, ${fault}: no order of calls explains it`, async (t) => {
      const { failure, runs, distinct } = await explore(make(fault), 'random', BUDGET);
      assert.match((failure!.error as Error).message, /no order of calls explains the last line/);
      t.diagnostic(`${name}, ${fault}: took ${runs} schedules, ${distinct} distinct`);
    });
  }
}
