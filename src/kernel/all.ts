// Waiting for all of several operations.

import { describeValue } from './arguments.ts';
import { composite } from './composite.ts';
import { currentFiber } from './current.ts';
import type { Fiber } from './fiber.ts';
import { type Coroutine, isOperation, type Operation } from './operation.ts';
import { endOf, type ValueOf } from './select.ts';
import type { Composite } from './composite.ts';
import { DONE, FAILED, Group, IDLE, release, WAITING, Wait } from './wait.ts';

/**
 * Performs all of several operations at once, and gives their results in order. If one fails, the
 * others are taken back or killed, and its error is thrown. Composite: what it had received is lost
 * with a kill.
 *
 * @throws TypeError for what is no operation; the first error.
 * @example
 * import { all, run, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   return yield* all([sleep(2).map(() => 'a'), sleep(1).map(() => 'b')]);
 * }) // => ['a', 'b']
 */
export function all<const O extends readonly Operation<unknown>[]>(
  ops: O,
): Operation<{ -readonly [K in keyof O]: ValueOf<O[K]> }> {
  if (!Array.isArray(ops)) throw new TypeError(`ops must be an array of operations, not ${describeValue(ops)}`);
  const waits = ops.map((op: unknown, index) => {
    if (isOperation(op)) return op.toWait();
    throw new TypeError(`all: ops[${index}] must be an operation, not ${describeValue(op)}`);
  });
  return composite(performAll, [waits]) as Operation<unknown> as Operation<never>;
}

function* performAll(ops: readonly (Wait<unknown> | Composite<unknown>)[]): Coroutine<unknown[]> {
  const { nursery } = currentFiber();
  const children: Fiber<unknown>[] = [];
  const waits = ops.map((op) => {
    if (op instanceof Wait) return op.toWait();
    const child = nursery.startHeld(op);
    children.push(child);
    return child.join();
  });
  try {
    return yield* new Every(waits);
  } finally {
    for (const child of children.toReversed()) child.kill();
    yield* composite(endOf, [children], { shield: true });
  }
}

class Every extends Group<unknown[]> {
  readonly #members: Wait<unknown>[];
  #left = 0;
  #failed: Wait<unknown> | null = null;

  constructor(members: Wait<unknown>[]) {
    super();
    this.#members = members;
  }

  attempt(): boolean {
    return this.#members.length === 0;
  }

  /** Each begins, even if another is ready at once: order of arrival holds in every list. */
  enlist(): void {
    this.#left = this.#members.length;
    for (const member of this.#members) {
      if (this.phase !== WAITING) return;
      this.#start(member);
    }
  }

  #start(member: Wait<unknown>): void {
    try {
      if (!member.attempt()) {
        member.begin(this);
        return;
      }
      member.phase = DONE;
    } catch (error) {
      member.phase = FAILED;
      member.value = error;
    }
    this.woken(member);
  }

  woken(member: Wait<unknown>): void {
    this.#left--;
    if (member.phase === FAILED) {
      this.#failed = member;
      for (const other of this.#members) if (other !== member && other.phase !== IDLE) release(other);
      this.wake();
    } else if (this.#left === 0) this.wake();
  }

  withdraw(): void {
    for (const member of this.#members) if (member.phase !== IDLE) release(member);
  }

  override discard(): void {
    this.withdraw();
  }

  override take(): unknown[] {
    this.reset();
    if (this.#failed !== null) return [this.#failed.take()];
    return this.#members.map((member) => member.take());
  }

  copy(): Every {
    return new Every(this.#members.map((member) => member.toWait()));
  }

  describe(): string {
    return `all of ${this.#members.map((member) => member.describe()).join(', ')}`;
  }
}
