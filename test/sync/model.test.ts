// Locks against their model, step for step, in any order of turns and with kills.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Coroutine,
  go,
  type Guard,
  KeyedMutex,
  Mutex,
  type Operation,
  ReentrantLock,
  RWLock,
  select,
  Semaphore,
  sleep,
  type Task,
} from 'offshoot';
import { RandomReady } from 'offshoot/kernel';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { Model, type Share, type Step } from './model.ts';

/** A real lock, and who may come in beside whom. */
interface Kind {
  fits(inside: Share[], share: Share): boolean;
  share(n: number): Share;
  make(): {
    lock(share: Share): Operation<Guard>;
    try?(share: Share): Guard | undefined;
    waiting(): number;
  };
}

const alone = { fits: (inside: Share[]) => inside.length === 0, share: () => 1 };

const kinds: Record<string, Kind> = {
  mutex: {
    ...alone,
    make() {
      const mutex = new Mutex();
      return {
        lock: () => mutex.lock(),
        try: () => mutex.tryLock(),
        waiting: () => mutex.statistics().waiting,
      };
    },
  },
  'keyed mutex': {
    ...alone,
    make() {
      const keyed = new KeyedMutex();
      return { lock: () => keyed.lock('a'), waiting: () => keyed.statistics().waiting };
    },
  },
  // Each task takes it once: for its owner a model with owners would be needed.
  'reentrant lock': {
    ...alone,
    make() {
      const lock = new ReentrantLock();
      return { lock: () => lock.lock(), waiting: () => lock.statistics().waiting };
    },
  },
  semaphore: {
    fits: (inside, share) =>
      inside.reduce<number>((sum, n) => sum + Number(n), 0) + Number(share) <= 3,
    share: (n) => (n % 3) + 1,
    make() {
      const semaphore = new Semaphore(3, { bounded: true });
      return {
        lock: (n) => semaphore.acquire(Number(n)),
        try: (n) => semaphore.tryAcquire(Number(n)),
        waiting: () => semaphore.statistics().waiting,
      };
    },
  },
  rwlock: {
    fits: (inside, share) => !inside.includes('write') && (share === 'read' || inside.length === 0),
    share: (n) => (n % 3 === 0 ? 'write' : 'read'),
    make() {
      const table = new RWLock();
      return {
        lock: (how) => (how === 'read' ? table.read() : table.write()),
        waiting: () => table.statistics().waiting,
      };
    },
  },
};

/** The real lock, told the same steps as the model. */
class Real {
  readonly lock: ReturnType<Kind['make']>;
  readonly states: string[] = [];
  readonly #tasks: (Task<unknown> | undefined)[] = [];
  readonly #guards: (Guard | undefined)[] = [];

  constructor(kind: Kind) {
    this.lock = kind.make();
  }

  start(share: Share): void {
    const me = this.states.push('waits') - 1;
    const op = this.lock.lock(share);
    const silent = new Semaphore(0);
    const { states } = this;
    const guards = this.#guards;
    this.#tasks[me] = go(function* () {
      const guard =
        me % 2 === 0
          ? yield* op.timeout(1e9)
          : (yield* select({ op, silent: silent.acquire() })).value;
      guards[me] = guard;
      states[me] = 'holds';
      yield* sleep(Infinity);
    });
  }

  try(share: Share): boolean {
    const guard = this.lock.try!(share);
    if (guard === undefined) return false;
    this.#guards[this.states.push('holds') - 1] = guard;
    return true;
  }

  release(n: number): void {
    const holders = [...this.states.keys()].filter((i) => this.states[i] === 'holds');
    if (holders.length === 0) return;
    const holder = holders[n % holders.length]!;
    this.states[holder] = 'over';
    this.#guards[holder]!.release();
  }

  kill(n: number): void {
    const victim = n % this.states.length;
    if (this.states[victim] !== 'waits') return;
    this.#tasks[victim]!.kill();
    this.states[victim] = 'over';
  }

  end(): void {
    for (const task of this.#tasks) task?.kill();
  }
}

function* tell(kind: Kind, real: Real, model: Model, step: Step): Coroutine<void> {
  if (step.do === 'lock') {
    real.start(kind.share(step.share));
    model.lock(kind.share(step.share));
    yield* sleep(0.001);
  } else if (step.do === 'settle') {
    model.settle();
    yield* sleep(0.001);
  } else if (step.do === 'try') {
    if (real.lock.try === undefined) return;
    const share = kind.share(step.share);
    assert.equal(real.try(share), model.try(share), 'try');
  } else {
    real[step.do](step.n);
    model[step.do](step.n);
  }
}

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('lock', 'try'), share: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('release', 'kill'), n: fc.nat(99) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('settle') }) },
);
const script = fc.array(step, { maxLength: 50, size: 'max' });
const seed = fc.integer({ min: 0, max: 1e6 });
const anyOrder = (random: ConstructorParameters<typeof RandomReady>[0]) => new RandomReady(random);

for (const [name, kind] of Object.entries(kinds)) {
  test(`a ${name} does step for step what its model does, also when tasks are killed`, async () => {
    const property = fc.asyncProperty(script, seed, async (script, seed) => {
      await runVirtually(
        function* () {
          const real = new Real(kind);
          const model = new Model((inside, share) => kind.fits(inside, share));
          for (const step of script) {
            yield* tell(kind, real, model, step);
            assert.deepEqual([real.states, real.lock.waiting()], [model.states, model.waiting]);
          }
          real.end();
        },
        { seed, order: anyOrder },
      );
    });
    await fc.assert(property, { numRuns: 500 });
  });
}
