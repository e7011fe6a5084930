// Tasks that do anything with locks, in any order, and are killed anywhere: at the end all is free.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  all,
  Condition,
  type Coroutine,
  go,
  type Guard,
  Mutex,
  pause,
  RWLock,
  select,
  Semaphore,
  sleep,
  TimeoutError,
} from 'offshoot';
import { RandomReady } from 'offshoot/kernel';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';

const deeds = ['lock', 'run', 'limited', 'select', 'all', 'try', 'wait', 'read', 'write'] as const;
type Deed = (typeof deeds)[number];

/** What the tasks share, and what must hold while they are inside. */
class World {
  readonly mutex = new Mutex();
  readonly permits = new Semaphore(3, { bounded: true });
  readonly table = new RWLock();
  readonly condition = new Condition();
  inMutex = 0;
  taken = 0;
  readers = 0;
  writers = 0;

  check(): void {
    assert.ok(this.inMutex <= 1 && this.taken <= 3 && this.writers <= 1);
    assert.ok(this.writers === 0 || this.readers === 0);
  }

  /** Inside, for a while; then the guards are given back. */
  *inside(guards: Guard[], enter: (by: 1 | -1) => void): Coroutine<void> {
    enter(1);
    try {
      this.check();
      yield* pause();
      this.check();
    } finally {
      enter(-1);
      for (const guard of guards) guard.release();
    }
  }

  *do(deed: Deed, n: number): Coroutine<void> {
    const { mutex, permits, table, condition } = this;
    const one = (by: number): void => void (this.inMutex += by);
    const some = (by: number): void => void (this.taken += by * n);
    if (deed === 'lock') yield* this.inside([yield* mutex.lock()], one);
    else if (deed === 'run') yield* mutex.run(() => this.inside([], one));
    else if (deed === 'limited') yield* this.inside([yield* permits.acquire(n).timeout(n)], some);
    else if (deed === 'try') {
      const guard = permits.tryAcquire(n);
      if (guard !== undefined) yield* this.inside([guard], some);
    } else if (deed === 'select') {
      const got = yield* select({ one: mutex.lock(), some: permits.acquire(n), late: sleep(n) });
      if (got.key !== 'late') yield* this.inside([got.value], got.key === 'one' ? one : some);
    } else if (deed === 'all') {
      const guards = yield* all([permits.acquire(1), table.read()]);
      yield* this.inside(guards, (by) => {
        this.taken += by;
        this.readers += by;
      });
    } else if (deed === 'wait') {
      const guard = yield* mutex.lock();
      try {
        yield* condition.wait(guard).timeout(n);
      } finally {
        assert.equal(mutex.locked, true);
        guard.release();
      }
    } else if (deed === 'read') {
      yield* this.inside([yield* table.read()], (by) => void (this.readers += by));
    } else yield* this.inside([yield* table.write()], (by) => void (this.writers += by));
    condition.notify();
  }
}

function* play(world: World, script: [Deed, number][]): Coroutine<void> {
  for (const [deed, n] of script) {
    try {
      yield* world.do(deed, n);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
  }
}

const seed = fc.integer({ min: 0, max: 1e6 });
const anyOrder = (random: ConstructorParameters<typeof RandomReady>[0]) => new RandomReady(random);
const deed = fc.tuple(fc.constantFrom(...deeds), fc.integer({ min: 1, max: 3 }));
const scripts = fc.array(fc.array(deed, { maxLength: 12, size: 'max' }), {
  minLength: 2,
  maxLength: 8,
  size: 'max',
});
const kills = fc.array(fc.tuple(fc.nat(30), fc.nat(7)), { maxLength: 5, size: 'max' });

test('whatever tasks do with locks, and wherever they are killed: all is free in the end', async () => {
  const property = fc.asyncProperty(scripts, kills, seed, async (scripts, kills, seed) => {
    await runVirtually(
      function* () {
        const world = new World();
        const tasks = scripts.map((script) => go(play, world, script));
        for (let turn = 0; turn < 30; turn++) {
          for (const [at, who] of kills) if (at === turn) tasks[who]?.kill();
          yield* pause();
        }
        for (const task of tasks) yield* task.outcome().timeout(1e6);
        const { mutex, permits, table, condition } = world;
        assert.deepEqual(
          [mutex.statistics(), permits.statistics(), table.statistics(), condition.statistics()],
          [
            { name: 'mutex', locked: false, owner: undefined, waiting: 0 },
            { name: 'semaphore', free: 3, bounded: true, waiting: 0 },
            { name: 'rwlock', readers: 0, writing: false, waiting: 0 },
            { name: 'condition', waiting: 0 },
          ],
        );
      },
      { seed, order: anyOrder },
    );
  });
  await fc.assert(property, { numRuns: 1500 });
});
