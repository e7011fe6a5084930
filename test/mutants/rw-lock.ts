// A lock for one writer or many readers; a writer that waits stops new readers.
import { type Coroutine, go, type Operation, pause } from 'offshoot';
import { Wait, WaitList, way } from 'offshoot/kernel';
import { check, joinAll, killLater, type Subject } from './subject.ts';

export class RWLock {
  /** How many read; -1 is a writer. */
  users = 0;
  readonly waiting = new WaitList();
  readonly fault: string | undefined;

  constructor(fault: string | undefined) {
    this.fault = fault;
  }

  enter(how: 'read' | 'write'): Operation<void> {
    return new Wait(entering, this, how) as Operation<void>;
  }

  leave(): void {
    if (this.users < 0) this.users = 0;
    else this.users--;
    this.serve();
  }

  admits(how: unknown): boolean {
    if (how === 'read') return this.users >= 0;
    if (this.fault === 'admits a writer with the last reader')
      return this.users <= 1 && this.users >= 0;
    return this.users === 0;
  }

  take(how: unknown): void {
    if (how === 'write') this.users = -1;
    else this.users++;
  }

  serve(): void {
    for (
      let wait = this.waiting.head;
      wait !== null && this.admits(wait.message);
      wait = this.waiting.head
    ) {
      this.waiting.remove(wait);
      this.take(wait.message);
      wait.complete(undefined);
      if (this.fault === 'wakes one reader only') return;
    }
  }
}

const entering = way<RWLock, void>({
  attempt: ({ subject, message }) => {
    const overtakes = subject.fault === 'readers starve a writer' && message === 'read';
    if (!subject.admits(message) || (!overtakes && !subject.waiting.empty)) return false;
    subject.take(message);
    return true;
  },
  enlist: (wait) => wait.subject.waiting.add(wait),
  withdraw: (wait) => {
    wait.subject.waiting.remove(wait);
    if (wait.subject.fault !== 'a writer that leaves keeps the readers out') wait.subject.serve();
  },
  discard: ({ subject }) => {
    if (subject.fault !== 'a killed reader is counted for ever') subject.leave();
  },
  describe: ({ message }) => String(message),
});

function* program(fault: string | undefined): Coroutine<void> {
  const lock = new RWLock(fault);
  let readers = 0;
  let writers = 0;
  let tickets = 0;
  let lastWriter = -1;
  function* use(how: 'read' | 'write'): Coroutine<void> {
    const ticket = tickets++;
    yield* lock.enter(how);
    if (how === 'read') readers++;
    else writers++;
    check(writers === 0 || readers + writers === 1, 'a writer is not alone');
    check(ticket > lastWriter, 'a writer has overtaken a reader');
    check(how === 'read' || ticket >= entered, 'readers have overtaken a writer');
    entered = Math.max(entered, ticket);
    if (how === 'write') lastWriter = ticket;
    const next = lock.waiting.head;
    check(next === null || !lock.admits(next.message), 'one waits that could go in');
    try {
      yield* pause();
      yield* pause();
    } finally {
      if (how === 'read') readers--;
      else writers--;
      lock.leave();
    }
  }
  let entered = -1;
  const tasks = [
    go(use, 'read'),
    go(use, 'read'),
    go(use, 'write'),
    go(use, 'read'),
    go(use, 'read'),
  ];
  go(killLater, tasks[2]!);
  go(killLater, tasks[3]!);
  const second = go(use, 'write');
  yield* joinAll([...tasks, second]);
  check(lock.users === 0, 'somebody is still inside');
}

export const rwLock: Subject = {
  primitive: 'rw lock',
  faults: [
    'admits a writer with the last reader',
    'readers starve a writer',
    'a writer that leaves keeps the readers out',
    'a killed reader is counted for ever',
    'wakes one reader only',
  ],
  program: (fault) => () => program(fault),
};
