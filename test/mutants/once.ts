// Something that is done once, by the first who comes; if that fails, by the next.
import { type Coroutine, go, type Operation, pause } from 'offshoot';
import { Wait, WaitList, way } from 'offshoot/kernel';
import { check, joinAll, killLater, type Subject } from './subject.ts';

class Once {
  state: 'new' | 'running' | 'done' = 'new';
  readonly waiting = new WaitList();
  readonly fault: string | undefined;

  constructor(fault: string | undefined) {
    this.fault = fault;
  }

  *run(body: () => Coroutine<void>): Coroutine<void> {
    while (this.state === 'running') yield* new Wait(ending, this) as Operation<void>;
    if (this.state === 'done') return;
    // Between the look and the mark somebody else may look.
    if (this.fault === 'runs twice') yield* pause();
    this.state = this.fault === 'others go on before it is done' ? 'done' : 'running';
    try {
      yield* body();
      this.state = 'done';
    } finally {
      if (this.state === 'running' && this.fault !== 'a killed one blocks the rest') {
        this.state = 'new';
      }
      this.waiting.completeAll();
    }
  }
}

const ending = way<Once, void>({
  attempt: ({ subject }) => subject.state !== 'running',
  enlist: (wait) => wait.subject.waiting.add(wait),
  withdraw: (wait) => wait.subject.waiting.remove(wait),
  describe: () => 'once',
});

function* program(fault: string | undefined): Coroutine<void> {
  const once = new Once(fault);
  let times = 0;
  function* open(): Coroutine<void> {
    yield* pause();
    times++;
  }
  function* user(): Coroutine<void> {
    yield* once.run(open);
    check(times === 1, `it was done ${times} times`);
  }
  const tasks = [go(user), go(user), go(user)];
  go(killLater, tasks[0]!);
  yield* joinAll(tasks);
}

export const once: Subject = {
  primitive: 'once',
  faults: ['runs twice', 'others go on before it is done', 'a killed one blocks the rest'],
  program: (fault) => () => program(fault),
};
