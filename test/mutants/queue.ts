// A bounded queue with taskDone and join.
import { type Coroutine, go, type Operation, pause, type Task } from 'offshoot';
import { Wait, WaitList, way } from 'offshoot/kernel';
import { random } from 'offshoot/testing';
import { check, joinAll, killLater, type Subject } from './subject.ts';

const SIZE = 2;

export class Queue {
  values: number[] = [];
  closed = false;
  unfinished = 0;
  readonly getters = new WaitList();
  readonly putters = new WaitList();
  readonly joiners = new WaitList();
  readonly fault: string | undefined;

  constructor(fault: string | undefined) {
    this.fault = fault;
  }

  put(value: number): Operation<void> {
    return new Wait(putting, this, value) as Operation<void>;
  }

  /** A value, or undefined at the end. */
  get(): Operation<number | undefined> {
    return new Wait(getting, this) as Operation<number | undefined>;
  }

  join(): Operation<void> {
    return new Wait(joining, this) as Operation<void>;
  }

  taskDone(): void {
    if (--this.unfinished === 0) this.joiners.completeAll();
  }

  close(): void {
    this.closed = true;
    if (this.fault === 'close loses what is buffered') this.values = [];
    if (this.fault === 'close wakes one getter') this.getters.take()?.complete(undefined);
    else this.getters.completeAll();
  }

  admit(): void {
    if (this.fault === 'a get lets no putter in') return;
    const putter = this.putters.take();
    if (putter === null) return;
    this.values.push(putter.message as number);
    putter.complete(undefined);
  }

  give(value: number): void {
    this.unfinished++;
    const getter = this.getters.take();
    if (getter !== null) getter.complete(value);
    else this.values.push(value);
  }
}

const putting = way<Queue, void>({
  attempt: ({ subject, message }) => {
    const size = subject.fault === 'holds one more than it may' ? SIZE + 1 : SIZE;
    if (subject.getters.empty && subject.values.length >= size) return false;
    subject.give(message as number);
    return true;
  },
  enlist: (wait) => {
    wait.subject.unfinished++;
    wait.subject.putters.add(wait);
  },
  withdraw: (wait) => {
    wait.subject.putters.remove(wait);
    if (wait.subject.fault !== 'a killed put still counts') wait.subject.taskDone();
  },
  describe: () => 'put',
});

const getting = way<Queue, number | undefined>({
  attempt: (wait) => {
    const queue = wait.subject;
    if (queue.values.length === 0) return queue.closed;
    wait.value = queue.fault === 'last in, first out' ? queue.values.pop() : queue.values.shift();
    if (queue.fault === 'counts as done when it is taken') queue.taskDone();
    queue.admit();
    return true;
  },
  enlist: (wait) => wait.subject.getters.add(wait),
  withdraw: (wait) => wait.subject.getters.remove(wait),
  discard: ({ subject, value }) => {
    if (value === undefined || subject.fault === 'a killed get swallows its value') return;
    const getter = subject.getters.take();
    if (getter !== null) getter.complete(value);
    // Values grow: this is the order in which they were put.
    else subject.values = [...subject.values, value as number].sort((a, b) => a - b);
  },
  describe: () => 'get',
});

const joining = way<Queue, void>({
  attempt: ({ subject }) => subject.unfinished === 0,
  enlist: (wait) => wait.subject.joiners.add(wait),
  withdraw: (wait) => wait.subject.joiners.remove(wait),
  describe: () => 'join',
});

const VALUES = 5;

/** A producer, two consumers, and two that are killed; all that was put is done, in order. */
function* program(fault: string | undefined): Coroutine<void> {
  const queue = new Queue(fault);
  const kills = random(2) === 1;
  let put = 0;
  let done = 0;
  function* producer(): Coroutine<void> {
    for (let i = 1; i <= VALUES; i++) {
      yield* queue.put(i);
      put++;
      // What is given back finds its place taken.
      check(kills || queue.values.length <= SIZE, 'it holds more than it may');
    }
  }
  function* consumer(): Coroutine<void> {
    let last = 0;
    for (let value = yield* queue.get(); value !== undefined; value = yield* queue.get()) {
      // What a killed one gives back comes late.
      check(kills || value > last, 'a value has overtaken another');
      last = value;
      yield* pause();
      done++;
      if (fault !== 'counts as done when it is taken') queue.taskDone();
    }
  }
  const tasks = [go(consumer), go(consumer)];
  if (kills) tasks.push(...victims(queue, () => done++));
  yield* joinAll([go(producer)]);
  if (random(2) === 1) {
    yield* queue.join();
    check(done >= put, `join has ended after ${done} of ${put}`);
  }
  queue.close();
  yield* joinAll(tasks);
  check(done + queue.values.length >= put, `${done} of ${put} were done`);
}

function victims(queue: Queue, done: () => void): Task<void>[] {
  const putter = go(function* putter(): Coroutine<void> {
    yield* queue.put(VALUES + 1);
  });
  const getter = go(function* getter(): Coroutine<void> {
    if ((yield* queue.get()) === undefined) return;
    done();
    if (queue.fault !== 'counts as done when it is taken') queue.taskDone();
  });
  go(killLater, putter);
  go(killLater, getter);
  return [putter, getter];
}

export const queue: Subject = {
  primitive: 'queue',
  faults: [
    'close loses what is buffered',
    'close wakes one getter',
    'a get lets no putter in',
    'holds one more than it may',
    'last in, first out',
    'counts as done when it is taken',
    'a killed get swallows its value',
    'a killed put still counts',
  ],
  program: (fault) => () => program(fault),
};
