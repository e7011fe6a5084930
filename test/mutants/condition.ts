// A condition over a mutex: wait gives the lock back, and has it again however it ends.
import { type Coroutine, go, type Operation, pause, shield } from 'offshoot';
import { Wait, WaitList, way } from 'offshoot/kernel';
import { check, joinAll, killLater, type Subject } from './subject.ts';

class Monitor {
  held = false;
  readonly line = new WaitList();
  readonly waiting = new WaitList();
  readonly fault: string | undefined;

  constructor(fault: string | undefined) {
    this.fault = fault;
  }

  lock(): Operation<void> {
    return new Wait(locking, this) as Operation<void>;
  }

  unlock(): void {
    const next = this.line.take();
    if (next === null) this.held = false;
    else next.complete(undefined);
  }

  /** Waits for a notification, without the lock. */
  *wait(): Coroutine<void> {
    this.unlock();
    // A copy that lets others in between giving back and standing in line.
    if (this.fault === 'a notification between unlock and wait is lost') yield* pause();
    let told = false;
    let through = false;
    try {
      yield* new Wait(notified, this) as Operation<void>;
      told = true;
      yield* this.again();
      through = true;
    } finally {
      if (!told) yield* this.again();
      if (told && !through) this.notify();
    }
  }

  *again(): Coroutine<void> {
    if (this.fault === 'goes on without the lock') {
      this.held = true;
      return;
    }
    const lock = this.lock();
    yield* shield(function* () {
      yield* lock;
    });
  }

  notify(): void {
    if (this.fault === 'notify wakes nobody if one is enough') return void this.waiting.head;
    this.waiting.take()?.complete(undefined);
  }

  notifyAll(): void {
    if (this.fault === 'notifyAll wakes one') this.waiting.take()?.complete(undefined);
    else this.waiting.completeAll();
  }
}

const locking = way<Monitor, void>({
  attempt: ({ subject }) => !subject.held && (subject.held = true),
  enlist: (wait) => wait.subject.line.add(wait),
  withdraw: (wait) => wait.subject.line.remove(wait),
  discard: ({ subject }) => subject.unlock(),
  describe: () => 'lock',
});

const notified = way<Monitor, void>({
  attempt: () => false,
  enlist: (wait) => wait.subject.waiting.add(wait),
  withdraw: (wait) => wait.subject.waiting.remove(wait),
  discard: ({ subject }) => {
    if (subject.fault !== 'a killed waiter swallows its notification') subject.notify();
  },
  describe: () => 'condition',
});

/** Tokens are laid down and taken; takers wait for them, and one of them is killed. */
function* program(fault: string | undefined): Coroutine<void> {
  const monitor = new Monitor(fault);
  let tokens = 0;
  let inside = 0;
  let over = false;
  function* exclusively(body: () => Coroutine<void>): Coroutine<void> {
    yield* monitor.lock();
    try {
      yield* body();
    } finally {
      monitor.unlock();
    }
  }
  function* alone(): Coroutine<void> {
    check(++inside === 1, 'two are inside');
    try {
      yield* pause();
    } finally {
      inside--;
    }
  }
  function* taker(): Coroutine<void> {
    yield* exclusively(function* () {
      while (tokens === 0 && !over) yield* monitor.wait();
      if (tokens === 0) return;
      tokens--;
      yield* alone();
    });
  }
  function* layer(): Coroutine<void> {
    yield* exclusively(function* () {
      yield* alone();
      tokens++;
      monitor.notify();
    });
  }
  const victim = go(taker);
  const takers = [go(taker), go(taker), go(taker)];
  go(killLater, victim);
  yield* joinAll([go(layer), go(layer)]);
  for (let i = 0; i < 60; i++) yield* pause();
  check(tokens === 0 || monitor.waiting.empty, 'one waits, and there are tokens');
  yield* exclusively(function* () {
    over = true;
    yield* pause();
    monitor.notifyAll();
  });
  yield* joinAll([...takers, victim]);
}

export const condition: Subject = {
  primitive: 'condition',
  faults: [
    'a notification between unlock and wait is lost',
    'goes on without the lock',
    'notify wakes nobody if one is enough',
    'notifyAll wakes one',
    'a killed waiter swallows its notification',
  ],
  program: (fault) => () => program(fault),
};
