// A queue against its model, step for step, in any order of turns and with kills.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { channel, type Coroutine, go, Queue, select, sleep, type Task } from 'offshoot';
import { RandomReady } from 'offshoot/kernel';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { Model, type Order, type Step } from './queue-model.ts';

/** The real queue, told the same steps as the model. */
class Real {
  readonly queue: Queue<number>;
  readonly outcomes: string[] = [];
  readonly #tasks: Task<unknown>[] = [];
  readonly #silent = channel<number>();

  constructor(order: Order, maxSize: number) {
    this.queue = new Queue({ order, maxSize });
  }

  start(perform: () => Coroutine<string>): void {
    const me = this.outcomes.push('waits') - 1;
    const { outcomes } = this;
    const task = go(function* () {
      try {
        outcomes[me] = yield* perform();
      } catch (error) {
        outcomes[me] = (error as Error).name;
      }
    });
    this.#tasks.push(task);
  }

  *put(value: number): Coroutine<string> {
    yield* this.queue.put(value);
    return 'put';
  }

  /** Every second one in a select. */
  *get(): Coroutine<string> {
    if (this.outcomes.length % 2 === 0) return `got ${yield* this.queue.get()}`;
    const got = yield* select({ silent: this.#silent.receive(), it: this.queue.get() });
    return `got ${got.value}`;
  }

  *join(): Coroutine<string> {
    yield* this.queue.join();
    return 'joined';
  }

  kill(n: number): void {
    const victim = n % this.#tasks.length;
    if (this.#tasks[victim]?.kill()) this.outcomes[victim] = 'killed';
  }

  end(): void {
    for (const task of this.#tasks) task.kill();
  }
}

function orName<T>(f: () => T): T | string {
  try {
    return f();
  } catch (error) {
    return (error as Error).name;
  }
}

/** Tells both the same step; gives what each answers. */
function* tell(real: Real, model: Model, step: Step): Coroutine<[unknown, unknown]> {
  const { queue } = real;
  if (step.do === 'kill') return [real.kill(step.n), model.kill(step.n)];
  if (step.do === 'tryPut')
    return [orName(() => queue.tryPut(step.value)), model.tryPut(step.value)];
  if (step.do === 'tryGet') {
    const got = orName(() => queue.tryGet());
    return [typeof got === 'object' ? got.value : got, model.tryGet()];
  }
  if (step.do === 'taskDone') return [orName(() => queue.taskDone() ?? 'done'), model.taskDone()];
  if (step.do === 'close') return [queue.close(), model.close()];
  if (step.do === 'closeNow') return [queue.closeNow(), model.closeNow()];
  if (step.do === 'put') {
    const { value } = step;
    real.start(() => real.put(value));
    model.put(value);
  } else {
    const what = step.do as 'get' | 'join' | 'settle';
    if (what !== 'settle') real.start(() => real[what]());
    model[what]();
  }
  yield* sleep(0.001);
  return [0, 0];
}

const value = fc.nat(4);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('put', 'tryPut'), value }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('get', 'tryGet') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('taskDone', 'join', 'settle') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('kill'), n: fc.nat(99) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('close', 'closeNow', 'settle') }) },
);
const script = fc.array(step, { maxLength: 60, size: 'max' });
const maxSize = fc.constantFrom(1, 2, 5, Infinity);
const seed = fc.integer({ min: 0, max: 1e6 });
const anyOrder = (random: ConstructorParameters<typeof RandomReady>[0]) => new RandomReady(random);

for (const order of ['fifo', 'lifo', 'priority'] as const) {
  test(`a ${order} queue does step for step what its model does, also when tasks are killed`, async () => {
    const property = fc.asyncProperty(maxSize, script, seed, async (maxSize, script, seed) => {
      await runVirtually(
        function* () {
          const real = new Real(order, maxSize);
          const model = new Model(order, maxSize);
          for (const step of script) {
            const [ours, its] = yield* tell(real, model, step);
            assert.deepEqual(ours, its, step.do);
            const { name, order: _, maxSize: __, ...statistics } = real.queue.statistics();
            assert.deepEqual(
              { name, ...statistics },
              { name: 'queue', ...model.statistics },
              step.do,
            );
          }
          model.settle();
          yield* sleep(0.001);
          assert.deepEqual(real.outcomes, model.outcomes);
          real.end();
        },
        { seed, order: anyOrder },
      );
    });
    await fc.assert(property, { numRuns: 1000 });
  });
}
