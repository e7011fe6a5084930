// A random program of calls to a pool or a place: tasks that use it in every way, are killed at any time,
// run into deadlines, and lose workers. What must hold however it goes is checked at the end.
import assert from 'node:assert/strict';
import { type Coroutine, go, now, scope, sleep, type Task } from 'offshoot';
import { WorkerLostError } from 'offshoot/kernel';
import type { JobOptions, Pool } from 'offshoot/place';
import { random } from 'offshoot/testing';
import type { PlaceParts } from '../../support/place-parts.ts';
import { SimulatedWorkers } from '../../support/simulated-workers.ts';
import { book, Book, type Order, type Step } from '../fixtures/simulated.ts';
import { all, Call, GRACE_MS, isKnown } from './call.ts';
import { aWhile, once, oneOf, sharing, step } from './chance.ts';
import { placeOf, poolOf, type Target } from './targets.ts';
import { make } from './uses.ts';
import { type Watch, watchAnew } from './watch.ts';

const ways = ['close', 'terminate', 'scope', 'kill'] as const;

/** What a program is to be like; what is not said is left to chance. */
export interface Shape {
  on?: 'thread' | 'process';
  /** Calls go to a place, and not to a pool. */
  toPlace?: boolean;
  /** All calls are of one kind. */
  only?: string;
  /** What goes wrong in many a job. */
  mishap?: 'die' | 'babble';
  /** Workers of the pool come and go. */
  grows?: boolean;
  /** A worker dies when so many messages have been posted. */
  cutAfter?: number;
  /** How the pool ends. */
  end?: (typeof ways)[number];
}

/** More than any program takes that does not go round in a circle. */
export const MAX_STEPS = 2000;

type Way = (typeof ways)[number];

export class Program {
  readonly workers: SimulatedWorkers;
  readonly #watch: Watch = watchAnew();
  readonly #book = new Book();
  readonly #shape: Shape;
  readonly #note: (what: string) => void;
  readonly #calls: Call[] = [];
  #pool: Pool | null = null;
  #numbers = 0;
  #posted = 0;
  /** Nothing is waited for any more. */
  #isTerminated = false;

  constructor(parts: PlaceParts, shape: Shape, note: (what: string) => void) {
    this.workers = new SimulatedWorkers(parts);
    this.#shape = shape;
    this.#note = note;
    book.current = this.#book;
    this.workers.tap = (_, worker) => {
      if (++this.#posted === shape.cutAfter) worker.die();
    };
  }

  /** Were there so many messages? */
  get wasCut(): boolean {
    return this.#posted >= (this.#shape.cutAfter ?? Infinity);
  }

  *run(): Coroutine<void> {
    const end = this.#shape.end ?? oneOf(ways);
    try {
      yield* scope(() => this.#caller(end));
    } catch (error) {
      // A call that is killed while it cleans up after a failure fails: that goes up its scope.
      if (!all(error).every((each) => each instanceof WorkerLostError || isKnown(each)))
        throw error;
    }
    // Where the pool's own clean-up was abandoned, its workers have time for theirs.
    yield* sleep(4 * GRACE_MS);
    this.#check();
  }

  *#caller(end: Way): Coroutine<void> {
    const main = go(() => scope(() => this.#main(end)));
    main.name = 'the caller';
    if (end === 'kill') {
      yield* aWhile();
      this.#killsAll(once(2) ? 10 : GRACE_MS, main);
    }
    yield* main.outcome();
  }

  #killsAll(within: number, main: Task<unknown>): void {
    for (const call of this.#calls) call.hurry(within);
    main.kill('all is over', { within });
  }

  *#main(end: Way): Coroutine<void> {
    const on = this.#shape.on ?? oneOf(['thread', 'process'] as const);
    const open = this.#shape.toPlace === true ? placeOf : poolOf;
    const target = yield* open(this.workers, on, this.#shape.grows ?? once(3));
    this.#pool = target.pool;
    for (let calls = 2 + random(4); calls > 0; calls--) this.#start(target);
    if (this.#shape.cutAfter === undefined) {
      for (let deaths = random(3); deaths > 0; deaths--) go(() => this.#killWorker());
    }
    if (end === 'close' && once(2)) for (const { task } of this.#calls) yield* task!.outcome();
    else yield* aWhile();
    if (end === 'close') yield* target.close();
    else if (end !== 'terminate') return;
    else {
      this.#isTerminated = true;
      yield* target.terminate();
    }
    assert.equal(this.workers.all.filter(({ ended }) => !ended).length, 0, 'joined: no workers');
  }

  *#killWorker(): Coroutine<void> {
    yield* aWhile();
    const { alive } = this.workers;
    if (alive.length === 0) return;
    if (once(3)) this.#killCaller(oneOf(this.#calls));
    this.#note('a worker dies');
    oneOf(alive).die();
  }

  // ---- calls

  #start(target: Target): void {
    const call = this.#callOf(target);
    this.#calls.push(call);
    call.task = go(() => this.#perform(call, target));
    call.task.name = call.name;
    if (once(2)) go(() => this.#killLater(call));
  }

  #callOf({ hows, pool }: Target): Call {
    const hasOptions = pool !== null && once(3);
    const options: JobOptions = hasOptions
      ? { priority: random(3), within: oneOf([0, 5, 20]), ...(once(2) && { limitMs: 4 }) }
      : {};
    const how = this.#shape.only ?? oneOf(hows);
    const some = how === 'map' || how === 'imap' || how === 'burst' ? 1 + random(6) : 1;
    const count = how === 'many' ? 24 : some;
    return new Call(
      how,
      Array.from({ length: count }, (_, index) => this.#order(how, index === 0)),
      options,
    );
  }

  #order(how: string, isFirst: boolean): Order {
    const n = ++this.#numbers;
    if (how === 'many' || (how === 'burst' && (isFirst || once(2))))
      return { n, steps: [], cleanMs: 0 };
    if (how === 'share') return { n, steps: sharing(), cleanMs: 0 };
    const { mishap } = this.#shape;
    const isHit = mishap !== undefined && once(3);
    const steps = isHit ? [[mishap] as Step] : Array.from({ length: random(3) }, () => step());
    return { n, steps, cleanMs: once(2) ? 0 : random(10) };
  }

  *#perform(call: Call, target: Target): Coroutine<void> {
    try {
      const value = yield* make(call, target);
      call.result = { value };
    } catch (error) {
      call.result = { error };
    } finally {
      call.endedAt = now();
      call.running = call.orders.map(({ n }) => n).filter((n) => this.#isRunning(n));
    }
  }

  #isRunning(n: number): boolean {
    const [name] = this.#book.begun.get(n) ?? [];
    const isAlive = this.workers.alive.some((worker) => worker.name === name);
    return isAlive && !this.#book.left.has(n);
  }

  *#killLater(call: Call): Coroutine<void> {
    yield* aWhile();
    this.#killCaller(call, once(3) ? oneOf([0, 3, 15]) : GRACE_MS);
    if (!once(3)) return;
    yield* aWhile();
    this.#killCaller(call, 0);
  }

  #killCaller(call: Call, within = GRACE_MS): void {
    this.#note(`${this.#stateOf(call)}`);
    call.hurry(within);
    call.task!.kill('enough', { within });
  }

  /** How far it is when its caller is killed. */
  #stateOf({ orders: [order], endedAt }: Call): string {
    const { n } = order!;
    if (endedAt < Infinity) return 'killed when it had ended';
    if (this.#book.left.has(n)) return 'killed while its reply travels';
    if (this.#book.begun.has(n)) return 'killed while it runs';
    const ids = this.#watch.sentAs.get(n);
    return ids === undefined ? 'killed before it is sent' : 'killed before it begins';
  }

  // ---- what must hold

  #check(): void {
    for (const call of this.#calls) this.#checkCall(call);
    for (const [n, workers] of this.#book.begun)
      assert.equal(workers.length, 1, `${n} began in ${workers.join(' and ')}`);
    if (this.#shape.toPlace !== true)
      assert.deepEqual(this.#book.overlaps, [], 'jobs of a pool beside each other in a worker');
    this.#watch.assertEnded();
    const { alive, all } = this.workers;
    assert.equal(alive.length, 0, 'workers that run after the end');
    assert.ok(
      all.every(({ ended }) => ended),
      'workers of whose end nobody was told',
    );
    if (all.every(({ exit }) => exit.code === 0))
      assert.equal(this.#watch.entries, 0, 'jobs that stand in a ledger');
    if (this.#pool === null) return;
    const { workers, busy, queued, done, failed } = this.#pool.statistics();
    assert.deepEqual({ workers, busy, queued }, { workers: 0, busy: 0, queued: 0 });
    assert.equal(done + failed, this.#watch.ended, 'jobs that were counted');
  }

  #checkCall(call: Call): void {
    const { how, orders, result, task, endedAt, endsAt, name: what } = call;
    assert.match(task!.state, /done|killed|failed/, `${what} has ended`);
    if (endedAt === Infinity) return;
    assert.ok(endedAt <= endsAt, `${what} ended at ${endedAt}, not by ${endsAt}`);
    if (this.#waitsForItsEnd(call))
      assert.deepEqual(call.running, [], `what still ran when ${what} ended`);
    if (result === null || how === 'share') return;
    if ('value' in result) {
      const values = orders.map(({ n }) => 2 * n);
      const expected = how === 'imap' ? values.slice(0, (result.value as number[]).length) : values;
      const isList = Array.isArray(result.value);
      assert.deepEqual(isList ? result.value : [result.value], expected, what);
    } else this.#checkError(call, what, result.error);
  }

  /** Nothing was given up, and nobody else was to see to its end. */
  #waitsForItsEnd({ how, endedAt, endsAt, options }: Call): boolean {
    const isLeft = how === 'submit' || how === 'go';
    // What is killed by a limit, by a scope that fails, or by an item that fails, may be given up.
    const isKilledByUs = how === 'apply' && endsAt < Infinity;
    const mayGiveUp = options.within !== undefined && !isKilledByUs;
    return !isLeft && !mayGiveUp && !this.#isTerminated && endedAt < endsAt && !options.limitMs;
  }

  #checkError(call: Call, what: string, error: unknown): void {
    this.#note(`fails with ${(error as Error).name}`);
    for (const each of all(error)) this.#checkLoss(call, what, each);
  }

  /** A worker takes nothing along that it has not begun. */
  #checkLoss({ orders }: Call, what: string, error: unknown): void {
    if (isKnown(error)) return;
    assert.ok(error instanceof WorkerLostError, `${what} failed with ${String(error)}`);
    // In a place a job counts as begun when it is sent.
    if (this.#shape.toPlace === true || /gave up|given up/.test(error.message)) return;
    const ids = orders.flatMap(({ n }) => this.#watch.sentAs.get(n) ?? []);
    const { all } = this.workers;
    if (all.some(({ exit }) => exit.unreadable === true)) return;
    assert.ok(
      ids.some((id) => all.some(({ claimed }) => claimed.has(id))),
      `${what} was lost with a worker, and none had begun it: ${error.message}`,
    );
  }
}
