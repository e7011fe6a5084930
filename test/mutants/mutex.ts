// A mutex that hands itself over to who has waited longest.
import { type Coroutine, go, type Operation, pause } from 'offshoot';
import { Wait, WaitList, way } from 'offshoot/kernel';
import { check, joinAll, killLater, type Subject } from './subject.ts';

export class Mutex {
  held = false;
  readonly waiting = new WaitList();
  readonly fault: string | undefined;

  constructor(fault: string | undefined) {
    this.fault = fault;
  }

  enter(): Operation<void> {
    return new Wait(locking, this) as Operation<void>;
  }

  *lock(): Coroutine<void> {
    do yield* this.enter();
    while (this.fault === 'barging' && this.held);
    this.held = true;
  }

  unlock(): void {
    const next = this.waiting.take();
    if (next === null) this.held = false;
    if (this.fault === 'double hand-over' || this.fault === 'barging') this.held = false;
    next?.complete(undefined);
  }

  *run(body: () => Coroutine<void>): Coroutine<void> {
    yield* this.lock();
    let through = false;
    try {
      yield* body();
      through = true;
    } finally {
      if (through || this.fault !== 'lost by a killed holder') this.unlock();
    }
  }
}

const locking = way<Mutex, void>({
  attempt: ({ subject }) => {
    if (subject.held) return false;
    return subject.fault === 'barging' || (subject.held = true);
  },
  enlist: (wait) => wait.subject.waiting.add(wait),
  withdraw: (wait) => {
    const { waiting, fault } = wait.subject;
    if (fault === 'a withdrawal takes the head with it') void waiting.take()?.value;
    if (wait !== waiting.head && wait.before === null) return;
    waiting.remove(wait);
  },
  discard: ({ subject }) => {
    if (subject.fault !== 'hand-over to a killed waiter is lost') subject.unlock();
  },
  describe: () => 'lock',
});

/** Four tasks take turns, one is killed; nobody is inside with another, and all come in in order. */
function* program(fault: string | undefined): Coroutine<void> {
  const mutex = new Mutex(fault);
  let inside = 0;
  let tickets = 0;
  let last = -1;
  function* use(): Coroutine<void> {
    const ticket = tickets++;
    yield* mutex.run(function* () {
      check(++inside === 1, 'two are inside');
      check(ticket > last, 'one has overtaken another');
      last = ticket;
      try {
        yield* pause();
      } finally {
        inside--;
      }
    });
  }
  const tasks = [go(use), go(use), go(use), go(use)];
  go(killLater, tasks[1]!);
  yield* joinAll(tasks);
  check(!mutex.held && mutex.waiting.empty, 'it is still held');
}

export const mutex: Subject = {
  primitive: 'mutex',
  faults: [
    'barging',
    'double hand-over',
    'lost by a killed holder',
    'hand-over to a killed waiter is lost',
    'a withdrawal takes the head with it',
  ],
  program: (fault) => () => program(fault),
};
