// A channel against its model, and against what must hold in any order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  channel,
  type Channel,
  type Coroutine,
  go,
  pause,
  select,
  sleep,
  type Task,
} from 'offshoot';
import { RandomReady } from 'offshoot/kernel';
import '../support/leaks.ts';
import { runVirtually } from '../support/virtual.ts';
import { Model, type Step } from './model.ts';

const capacity = fc.constantFrom(0, 1, 2, 5, Infinity);
const seed = fc.integer({ min: 0, max: 1e6 });
const anyOrder = (random: ConstructorParameters<typeof RandomReady>[0]) => new RandomReady(random);

const waits = ['send', 'receive', 'next', 'select'] as const;
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom(...waits) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('trySend', 'tryReceive') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('kill'), n: fc.nat(99) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('settle') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('close', 'settle') }) },
);

/** The real channel, told the same steps as the model. */
class Real {
  readonly channel: Channel<number>;
  readonly #silent = channel<number>();
  readonly #outcomes: string[] = [];
  readonly #tasks: Task<unknown>[] = [];

  constructor(capacity: number) {
    this.channel = channel(capacity);
  }

  start(how: (typeof waits)[number], value: number): void {
    const i = this.#tasks.length;
    this.#outcomes.push('waits');
    const perform = () => this.#perform(how, value);
    const outcomes = this.#outcomes;
    const task = go(function* () {
      try {
        outcomes[i] = yield* perform();
      } catch (error) {
        outcomes[i] = (error as Error).name;
      }
    });
    this.#tasks.push(task);
  }

  kill(n: number): void {
    if (this.#tasks.length === 0) return;
    const i = n % this.#tasks.length;
    if (this.#tasks[i]!.kill()) this.#outcomes[i] = 'killed';
  }

  get outcomes(): string[] {
    return this.#outcomes;
  }

  *#perform(how: (typeof waits)[number], value: number): Coroutine<string> {
    const { channel } = this;
    if (how === 'send') return yield* channel.send(value).map(() => 'sent');
    if (how === 'receive') return `got ${yield* channel.receive()}`;
    if (how === 'next') {
      const got = yield* channel.next();
      return got.done ? 'end' : `got ${got.value}`;
    }
    const got = yield* select({ silent: this.#silent.receive(), it: channel.receive() });
    return `got ${got.value}`;
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
function* tell(real: Real, model: Model, step: Step, value: number): Coroutine<unknown[]> {
  const { channel } = real;
  if (step.do === 'trySend') return [orName(() => channel.trySend(value)), model.trySend(value)];
  if (step.do === 'tryReceive') {
    const got = orName(() => channel.tryReceive());
    return [typeof got === 'object' ? got.value : got, model.tryReceive()];
  }
  if (step.do === 'close') return [channel.close(), model.close()];
  if (step.do === 'kill') return [real.kill(step.n), model.kill(step.n)];
  if (step.do === 'send') model.send(value);
  else if (step.do === 'settle') model.settle();
  else model.receive(step.do === 'next' ? 'end' : 'ClosedError');
  if (step.do !== 'settle') real.start(step.do, value);
  yield* sleep(1);
  return [real.outcomes, model.outcomes];
}

test('a channel does step for step what its model does, also when tasks are killed', async () => {
  const property = fc.asyncProperty(
    capacity,
    fc.array(step, { maxLength: 60, size: 'max' }),
    seed,
    async (capacity, script, seed) => {
      await runVirtually(
        function* () {
          const real = new Real(capacity);
          const model = new Model(capacity);
          let value = 0;
          for (const step of script) {
            const [ours, its] = yield* tell(real, model, step, value++);
            assert.deepEqual(ours, its, step.do);
            const { length, senders, receivers, closed } = real.channel.statistics();
            assert.deepEqual({ length, senders, receivers, closed }, model.statistics, step.do);
          }
          model.settle();
          yield* sleep(1);
          assert.deepEqual(real.outcomes, model.outcomes);
        },
        { seed, order: anyOrder },
      );
    },
  );
  await fc.assert(property, { numRuns: 2000 });
});

type Deed = 'send' | 'receive' | 'trySend' | 'tryReceive' | 'either' | 'limited' | 'pause';

/** What several tasks saw, who used one channel at once. */
class History {
  readonly sent: number[] = [];
  readonly tried: number[] = [];
  readonly refused: number[] = [];
  readonly received: number[][] = [];
}

const deed = fc.constantFrom<Deed>(
  'send',
  'receive',
  'trySend',
  'tryReceive',
  'either',
  'limited',
  'pause',
);

/** One task and its script. A value is a thousand times its sender, plus its number. */
function* play(me: number, deeds: Deed[], c: Channel<number>, seen: History): Coroutine<void> {
  const mine: number[] = [];
  seen.received[me] = mine;
  let value = 1000 * me;
  for (const deed of deeds) {
    value++;
    if (deed === 'pause') yield* pause();
    else if (deed === 'receive') mine.push(yield* c.receive());
    else if (deed === 'tryReceive') mine.push(...[c.tryReceive() ?? []].flat().map((r) => r.value));
    else if (deed === 'trySend') (c.trySend(value) ? seen.sent : seen.refused).push(value);
    else if (deed === 'limited') yield* limited(value, c, mine, seen);
    else {
      seen.tried.push(value);
      const send = c.send(value);
      if (deed === 'send') yield* send;
      else {
        const got = yield* select({ send, receive: c.receive() });
        if (got.key === 'receive') {
          mine.push(got.value);
          seen.refused.push(value);
          continue;
        }
      }
      seen.sent.push(value);
    }
  }
}

/** Sends or receives, but not for ever. */
function* limited(value: number, c: Channel<number>, mine: number[], seen: History) {
  try {
    if (value % 2 === 0) {
      seen.tried.push(value);
      yield* c.send(value).timeout(value % 5);
      seen.sent.push(value);
    } else mine.push(yield* c.receive().timeout(value % 5));
  } catch {
    if (value % 2 === 0) seen.refused.push(value);
  }
}

/** What must hold, whatever has happened. `left`: what was still in the channel at the end. */
function check(seen: History, left: number[], killed: boolean): void {
  const received = seen.received.flat();
  const all = [...received, ...left];
  assert.equal(new Set(all).size, all.length, 'a value was received twice');
  const known = new Set([...seen.sent, ...seen.tried]);
  for (const value of all) assert.ok(known.has(value), `${value} was invented`);
  for (const value of seen.refused) assert.ok(!all.includes(value), `${value} was refused`);
  for (const value of seen.sent) assert.ok(all.includes(value), `${value} was lost`);
  // Who was killed may have been handed a value that comes back after later ones were received.
  if (killed) return;
  for (const mine of seen.received) {
    for (const sender of new Set(mine.map((value) => Math.floor(value / 1000)))) {
      const values = mine.filter((value) => Math.floor(value / 1000) === sender);
      assert.deepEqual(
        values,
        values.toSorted((a, b) => a - b),
        'one sender, one receiver: out of order',
      );
    }
  }
}

test('in any order of any tasks nothing is lost, invented, doubled or out of order', async () => {
  const scripts = fc.array(fc.array(deed, { maxLength: 20, size: 'max' }), {
    minLength: 2,
    maxLength: 8,
    size: 'max',
  });
  const kills = fc.array(fc.tuple(fc.nat(30), fc.nat(7)), { maxLength: 4, size: 'max' });
  const property = fc.asyncProperty(
    capacity,
    scripts,
    kills,
    seed,
    async (capacity, scripts, kills, seed) => {
      await runVirtually(
        function* () {
          const c = channel<number>(capacity);
          const seen = new History();
          const tasks = scripts.map((deeds, me) => go(play, me, deeds, c, seen));
          for (let turn = 0; turn < 30; turn++) {
            for (const [at, who] of kills) if (at === turn) tasks[who]?.kill();
            yield* pause();
          }
          yield* sleep(100);
          const { senders, receivers } = c.statistics();
          assert.ok(capacity === 0 || senders === 0 || receivers === 0);
          for (const task of tasks) task.kill();
          for (const task of tasks) yield* task.outcome();
          const left: number[] = [];
          for (let got = c.tryReceive(); got !== undefined; got = c.tryReceive())
            left.push(got.value);
          const { length, senders: s, receivers: r } = c.statistics();
          assert.deepEqual([length, s, r], [0, 0, 0]);
          check(seen, left, kills.length > 0);
        },
        { seed, order: anyOrder },
      );
    },
  );
  await fc.assert(property, { numRuns: 2000 });
});
