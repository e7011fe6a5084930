// A bounded semaphore: permits in any number, in order of arrival.
import { type Coroutine, go, type Operation, pause } from 'offshoot';
import { Wait, WaitList, way } from 'offshoot/kernel';
import { check, joinAll, killLater, type Subject } from './subject.ts';

const PERMITS = 3;

/** How many, and when it was asked. */
type Asks = { n: number; ticket: number };

export class Semaphore {
  free = PERMITS;
  readonly waiting = new WaitList();
  readonly fault: string | undefined;

  constructor(fault: string | undefined) {
    this.fault = fault;
  }

  acquire(asks: Asks): Operation<void> {
    return new Wait(acquiring, this, asks) as Operation<void>;
  }

  release(n: number): void {
    this.free += n;
    if (this.fault !== 'release over the bound') check(this.free <= PERMITS, 'too many permits');
    this.serve();
  }

  serve(): void {
    const { waiting, fault } = this;
    for (let wait = waiting.head; wait !== null;) {
      const { after } = wait;
      const { n } = wait.message as Asks;
      if (n <= this.free) {
        waiting.remove(wait);
        this.free -= n;
        wait.complete(undefined);
        if (fault === 'a release wakes one only') return;
      } else if (fault !== 'small ones overtake a large one') return;
      wait = after;
    }
  }
}

const acquiring = way<Semaphore, void>({
  attempt: ({ subject, message }) => {
    const { n } = message as Asks;
    const overtakes = subject.fault === 'a newcomer overtakes';
    if (n > subject.free || (!overtakes && !subject.waiting.empty)) return false;
    subject.free -= n;
    return true;
  },
  enlist: (wait) => wait.subject.waiting.add(wait),
  withdraw: (wait) => {
    wait.subject.waiting.remove(wait);
    if (wait.subject.fault !== 'a large one that leaves holds up the rest') wait.subject.serve();
  },
  discard: ({ subject, message }) => {
    if (subject.fault !== 'permit leaked by a kill') subject.release((message as Asks).n);
    if (subject.fault === 'release over the bound') subject.release((message as Asks).n);
  },
  describe: ({ message }) => `acquire ${(message as Asks).n}`,
});

function* program(fault: string | undefined): Coroutine<void> {
  const semaphore = new Semaphore(fault);
  let taken = 0;
  let tickets = 0;
  function* use(n: number): Coroutine<void> {
    const ticket = tickets++;
    yield* semaphore.acquire({ n, ticket });
    check((taken += n) <= PERMITS, 'more are taken than there are');
    const next = semaphore.waiting.head?.message as Asks | undefined;
    check(next === undefined || next.ticket > ticket, 'one has overtaken another');
    check(next === undefined || next.n > semaphore.free, 'one waits that could be served');
    try {
      yield* pause();
    } finally {
      taken -= n;
      semaphore.release(n);
    }
  }
  const tasks = [go(use, 2), go(use, 3), go(use, 1), go(use, 1), go(use, 1)];
  go(killLater, tasks[1]!);
  go(killLater, tasks[2]!);
  yield* joinAll(tasks);
  check(semaphore.free === PERMITS, `${semaphore.free} permits are free at the end`);
}

export const semaphore: Subject = {
  primitive: 'semaphore',
  faults: [
    'permit leaked by a kill',
    'release over the bound',
    'small ones overtake a large one',
    'a large one that leaves holds up the rest',
    'a release wakes one only',
    'a newcomer overtakes',
  ],
  program: (fault) => () => program(fault),
};
