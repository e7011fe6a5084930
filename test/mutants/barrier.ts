// A barrier that can be used again.
import { type Coroutine, go, type Operation, pause } from 'offshoot';
import { Wait, WaitList, way } from 'offshoot/kernel';
import { random } from 'offshoot/testing';
import { check, joinAll, type Subject } from './subject.ts';

const PARTIES = 3;

class Barrier {
  come = 0;
  opened = 0;
  readonly waiting = new WaitList();
  readonly fault: string | undefined;

  constructor(fault: string | undefined) {
    this.fault = fault;
  }

  wait(): Operation<void> {
    return new Wait(arriving, this) as Operation<void>;
  }
}

const arriving = way<Barrier, void>({
  attempt: ({ subject }) => {
    const { fault } = subject;
    if (subject.come < (fault === 'lets one through too early' ? PARTIES - 2 : PARTIES - 1))
      return false;
    // Opened, and not yet closed again: who comes now, passes.
    subject.come = fault === 'stays open until all have left' ? subject.come : 0;
    subject.opened++;
    if (fault === 'forgets the first') void subject.waiting.take()?.value;
    subject.waiting.completeAll();
    return true;
  },
  enlist: (wait) => {
    wait.subject.waiting.add(wait);
    wait.subject.come++;
  },
  withdraw: (wait) => {
    if (wait.before !== null || wait === wait.subject.waiting.head)
      wait.subject.waiting.remove(wait);
    if (wait.subject.fault !== 'counts who has left') wait.subject.come--;
  },
  describe: () => 'wait at barrier',
});

/** Six go through in two rounds; a guest waits with them and is killed, unless the barrier opened first. */
function* program(fault: string | undefined): Coroutine<void> {
  const barrier = new Barrier(fault);
  let come = 0;
  let passed = 0;
  function* pass(): Coroutine<void> {
    come++;
    yield* barrier.wait();
    passed++;
    check(passed <= come - (come % PARTIES), `${passed} have passed when ${come} had come`);
  }
  function* party(): Coroutine<void> {
    yield* pause();
    yield* pass();
  }
  const tasks = [party, party, party, party, party, party].map((body) => go(body));
  let seen = -1;
  const guest = go(function* guest(): Coroutine<void> {
    seen = barrier.opened;
    yield* pass();
  });
  go(function* killer(): Coroutine<void> {
    for (let pauses = random(6); pauses > 0; pauses--) yield* pause();
    if (seen >= 0 && barrier.opened > seen) return;
    if (seen >= 0) come--;
    guest.kill();
  });
  const { ok } = yield* guest.outcome();
  if (ok) tasks.push(go(pass), go(pass));
  yield* joinAll([...tasks, guest]);
}

export const barrier: Subject = {
  primitive: 'barrier',
  faults: [
    'lets one through too early',
    'stays open until all have left',
    'counts who has left',
    'forgets the first',
  ],
  program: (fault) => () => program(fault),
};
