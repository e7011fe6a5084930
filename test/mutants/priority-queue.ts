// A queue that gives the most urgent value first: the highest number.
import { type Coroutine, go, type Operation, pause } from 'offshoot';
import { Wait, WaitList, way } from 'offshoot/kernel';
import { check, joinAll, killLater, type Subject } from './subject.ts';

class PriorityQueue {
  readonly values: number[] = [];
  readonly getters = new WaitList();
  readonly fault: string | undefined;

  constructor(fault: string | undefined) {
    this.fault = fault;
  }

  put(value: number): void {
    const getter = this.getters.take();
    if (getter !== null) getter.complete(value);
    else this.keep(value);
  }

  keep(value: number): void {
    this.values.push(value);
    if (this.fault !== 'a value that was given back is the last') this.values.sort((a, b) => a - b);
  }

  get(): Operation<number> {
    return new Wait(getting, this) as Operation<number>;
  }
}

const getting = way<PriorityQueue, number>({
  attempt: (wait) => {
    const { values } = wait.subject;
    if (values.length === 0) return false;
    wait.value = values.pop();
    return true;
  },
  enlist: (wait) => wait.subject.getters.add(wait),
  withdraw: (wait) => wait.subject.getters.remove(wait),
  discard: ({ subject, value }) => {
    if (subject.fault !== 'a killed get swallows its value') subject.put(value as number);
  },
  // The queue may have got something more urgent since this was handed over.
  take: ({ subject, value }) => {
    const { values, fault } = subject;
    const best = values.at(-1) ?? -1;
    if (best <= (value as number) || fault === 'priority inversion of a hand-over')
      return value as number;
    values.pop();
    subject.keep(value as number);
    return best;
  },
  describe: () => 'get',
});

function* program(fault: string | undefined): Coroutine<void> {
  const queue = new PriorityQueue(fault);
  let got = 0;
  function* getter(): Coroutine<void> {
    const value = yield* queue.get();
    check(
      queue.values.every((other) => other < value),
      'a more urgent one is left behind',
    );
    got++;
  }
  function* putter(): Coroutine<void> {
    for (const value of [1, 3, 2]) {
      queue.put(value);
      yield* pause();
    }
  }
  const victim = go(getter);
  const others = [go(getter), go(getter)];
  const putting = go(putter);
  go(killLater, victim);
  yield* joinAll([putting, ...others, victim]);
  check(got + queue.values.length === 3, `${3 - got - queue.values.length} values are lost`);
}

export const priorityQueue: Subject = {
  primitive: 'priority queue',
  faults: [
    'priority inversion of a hand-over',
    'a killed get swallows its value',
    'a value that was given back is the last',
  ],
  program: (fault) => () => program(fault),
};
