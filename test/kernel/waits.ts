// The rows of the kill matrix: everything a task can wait in.
//
// Each wait lasts until somebody ends it, or until virtual time 10; kills come at 5, or, where the
// victim is to be ready, at 10 but before the victim's turn.
import {
  all,
  call,
  type Coroutine,
  currentTask,
  deadline,
  go,
  once,
  operation,
  pause,
  race,
  scope,
  select,
  shield,
  sleep,
  until,
} from 'offshoot';
import type { Stage } from './stage.ts';

interface Described {
  title: string;
  /** Makes somebody whom the victim will wait for, before the victim exists. */
  prepare?(stage: Stage): Coroutine<void>;
  /** Ends the wait; where it is missing, time does. */
  wake?(stage: Stage): void;
  /** Steps before the wait. */
  enters?: string[];
  /** Steps when the wait is left by a kill. */
  leaves?: string[];
  /** The same, if the victim was ready; where it is missing, they are the same. */
  leavesReady?: string[];
  /** Steps of a victim that had killed itself before: as a rule the wait is not even begun. */
  refused?: string[];
  /** What a kill of the ready victim leaves in the channels: what it had been handed goes back. */
  givenBack?: string[];
  /** It is ready in each moment, so in virtual time no time passes. */
  timeless?: boolean;
}

export interface CoroutineRow extends Described {
  wait(stage: Stage): Coroutine<unknown>;
}

/** A wait in an async body. */
export interface AsyncRow extends Described {
  awaits(stage: Stage): PromiseLike<unknown>;
}

export type Row = CoroutineRow | AsyncRow;

const primitives: CoroutineRow[] = [
  {
    title: 'sleep',
    *wait() {
      yield* sleep(10);
    },
  },
  {
    title: 'pause',
    *wait() {
      for (;;) yield* pause();
    },
    timeless: true,
  },
  {
    title: 'a send on a channel',
    *wait({ a }) {
      yield* a.send('sent');
    },
    wake: (stage) => stage.step(`taken: ${stage.a.tryReceive()?.value}`),
    leavesReady: ['taken: sent'],
  },
  {
    title: 'a receive on a channel',
    *wait({ a }) {
      yield* a.receive();
    },
    wake: ({ a }) => void a.trySend('given'),
    givenBack: ['given'],
  },
  {
    title: 'a next on a channel',
    *wait({ a }) {
      yield* a.next();
    },
    wake: ({ a }) => void a.trySend('given'),
    givenBack: ['given'],
  },
  {
    title: 'a receive with map',
    *wait(stage) {
      yield* stage.a.receive().map(() => stage.step('mapped'));
    },
    wake: ({ a }) => void a.trySend('given'),
    givenBack: ['given'],
  },
  {
    title: 'a receive with timeout',
    *wait({ a }) {
      yield* a.receive().timeout(1000);
    },
    wake: ({ a }) => void a.trySend('given'),
    givenBack: ['given'],
  },
  {
    title: 'a select on both sides of one channel',
    *wait({ a }) {
      yield* select({ out: a.send('sent'), in: a.receive() });
    },
    wake: ({ a }) => void a.trySend('given'),
    givenBack: ['given'],
  },
  {
    title: 'a select over a send and a receive of two channels',
    *wait({ a, b }) {
      yield* select({ out: a.send('sent'), in: b.receive() });
    },
    wake: ({ b }) => void b.trySend('given'),
    givenBack: ['given'],
  },
  {
    title: 'a join',
    *prepare(stage) {
      stage.other = go(sleeping);
      yield* pause();
    },
    *wait({ other }) {
      yield* other!.join();
    },
  },
  {
    title: 'a future',
    *wait(stage) {
      yield* stage.future.get();
    },
    wake: ({ future }) => future.set('given'),
  },
  {
    title: 'until of a promise',
    *wait({ promised }) {
      yield* until(promised);
    },
    wake: ({ promised }) => promised.settle('kept'),
  },
  {
    title: 'until of a function with a signal',
    *wait(stage) {
      yield* until((signal) => {
        signal.addEventListener('abort', () => stage.step('aborted'));
        return stage.promised;
      });
    },
    wake: ({ promised }) => promised.settle('kept'),
    leaves: ['aborted'],
    leavesReady: [],
  },
  {
    title: 'an operation over a callback',
    *wait(stage) {
      yield* operation<string>((resume) => {
        stage.step('started');
        stage.resume = resume;
        return () => stage.step('undone');
      });
    },
    wake: (stage) => stage.resume('called back'),
    enters: ['started'],
    leaves: ['undone'],
  },
  {
    title: 'once of an emitter',
    *wait({ emitter }) {
      yield* once(emitter, 'event');
    },
    wake: ({ emitter }) => void emitter.emit('event'),
  },
];

/** A frame whose clean-up waits. */
function* frame(stage: Stage, name: string, inner: () => Coroutine<unknown>): Coroutine<void> {
  try {
    yield* inner();
    stage.step(`${name} went on`);
  } finally {
    stage.step(`${name} cleans up`);
    yield* sleep(1);
    stage.step(`${name} is clean`);
  }
}

const threeFrames = ['inner', 'middle', 'outer'].flatMap((name) => [
  `${name} cleans up`,
  `${name} is clean`,
]);

function* nested(stage: Stage): Coroutine<void> {
  const inner = () => frame(stage, 'inner', () => sleeping());
  const middle = () => frame(stage, 'middle', inner);
  yield* frame(stage, 'outer', middle);
}

function* sleeping(): Coroutine<void> {
  yield* sleep(10);
}

function* deep(depth: number, unwound: { frames: number }): Coroutine<void> {
  try {
    if (depth === 1) yield* sleep(10);
    else yield* call(deep, depth - 1, unwound);
  } finally {
    unwound.frames++;
  }
}

function* closing(stage: Stage, name: string): Coroutine<void> {
  try {
    yield* sleep(10);
  } finally {
    stage.step(`${name} is clean`);
  }
}

const composites: CoroutineRow[] = [
  {
    title: 'a scope with children',
    *wait(stage) {
      yield* scope(function* (inside) {
        inside.go(closing, stage, 'first child');
        inside.go(closing, stage, 'second child');
        yield* closing(stage, 'body');
      });
    },
    leaves: ['body is clean', 'second child is clean', 'first child is clean'],
    // Who is ready keeps his turn; only the kills come newest first.
    leavesReady: ['body is clean', 'first child is clean', 'second child is clean'],
  },
  {
    title: 'a deadline',
    *wait(stage) {
      yield* deadline(1000, () => closing(stage, 'body'));
    },
    leaves: ['body is clean'],
  },
  {
    title: 'a composite with timeout',
    *wait(stage) {
      yield* call(closing, stage, 'body').timeout(1000);
    },
    leaves: ['body is clean'],
  },
  {
    title: '100,000 calls deep',
    *wait(stage) {
      const unwound = { frames: 0 };
      try {
        yield* call(deep, 100_000, unwound);
      } finally {
        stage.step(`${unwound.frames} frames unwound`);
      }
    },
    leaves: ['100000 frames unwound'],
    refused: ['0 frames unwound'],
  },
  {
    title: 'three frames of yield*, each with a clean-up that waits',
    wait: nested,
    leaves: threeFrames,
    refused: threeFrames,
  },
  {
    title: 'a wait inside a finally',
    *wait(stage) {
      try {
        stage.step('inside');
      } finally {
        yield* sleep(10);
        stage.step('through');
      }
    },
    enters: ['inside'],
    refused: ['inside'],
  },
  {
    title: 'a shield',
    *wait(stage) {
      yield* shield(function* () {
        yield* sleep(10);
        stage.step('shielded to its end');
      });
    },
    leaves: ['shielded to its end'],
  },
  {
    title: 'all',
    *wait({ a }) {
      yield* all([a.receive(), sleep(10)]);
    },
    wake: ({ a }) => void a.trySend('given'),
    // Composite: what it had received is lost with a kill. (Ours gives back what it can.)
    givenBack: ['given'],
  },
  {
    title: 'a race with a composite',
    *wait(stage) {
      yield* race([call(closing, stage, 'competitor'), stage.a.receive()]);
    },
    wake: ({ a }) => void a.trySend('given'),
    leaves: ['competitor is clean'],
    givenBack: ['given'],
  },
];

const asyncBodies: AsyncRow[] = [
  {
    title: 'an async body at an awaited channel',
    awaits: ({ a }) => a.receive(),
    wake: ({ a }) => void a.trySend('given'),
    leaves: ['caught KilledError'],
    refused: ['caught KilledError'],
    givenBack: ['given'],
  },
  {
    title: 'an async body at an awaited scope with children',
    awaits: (stage) =>
      scope(function* (inside) {
        inside.go(closing, stage, 'child');
        yield* closing(stage, 'body');
      }),
    leaves: ['body is clean', 'child is clean', 'caught KilledError'],
    refused: ['caught KilledError'],
  },
  {
    title: 'an async body at a promise of somebody else, with its signal',
    awaits: (stage) => {
      const { signal } = currentTask();
      return new Promise((resolve, reject) => {
        stage.resume = resolve;
        const stop = (): void => reject(signal.reason);
        if (signal.aborted) stop();
        else signal.addEventListener('abort', stop, { once: true });
      });
    },
    wake: (stage) => stage.resume('kept'),
    leaves: ['caught KilledError'],
    refused: ['caught KilledError'],
    // Its promise is kept already, so it goes on; its parent learns that it was killed.
    leavesReady: ['through'],
  },
];

export const rows: Row[] = [...primitives, ...composites, ...asyncBodies];
