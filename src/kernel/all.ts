// Waiting for all of several operations.

import { wrongType } from './arguments.ts';
import { currentFiber } from './current.ts';
import type { Fiber } from './fiber.ts';
import { type Coroutine, isOperation, type Operation } from './operation.ts';
import { hint, type ValueOf } from './select.ts';
import { endChildren, withCleanUp } from './cleanup.ts';
import { type Composite, composite } from './composite.ts';
import { FAILED, WAITING, Wait, way } from './wait.ts';

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
  if (!Array.isArray(ops)) throw wrongType('ops', 'an array of operations', ops);
  const waits = ops.map((op: unknown, index) => {
    if (isOperation(op)) return op.toWait();
    throw wrongType(`all: ops[${index}]`, 'an operation', op, hint(op));
  });
  return composite(performAll, [waits], { name: 'all' }) as Operation<unknown> as Operation<never>;
}

function* performAll(ops: readonly (Wait<unknown> | Composite<unknown>)[]): Coroutine<unknown[]> {
  const fiber = currentFiber();
  const children: Fiber<unknown>[] = [];
  const waits = ops.map((op) => {
    if (op instanceof Wait) return op;
    const child = fiber.nursery.startHeld(op, fiber);
    children.push(child);
    return child.join();
  });
  return yield* withCleanUp(
    function* () {
      return yield* new Wait(awaitingEvery, new Every(waits));
    },
    (note) => endChildren(children, note, true),
  );
}

/** The members of one `all`, and how many are still to come. */
class Every {
  readonly members: Wait<unknown>[];
  left = 0;
  failed: Wait<unknown> | null = null;

  constructor(members: Wait<unknown>[]) {
    this.members = members;
  }

  /** A member that nobody else performs, not even this. */
  fresh(index: number): Wait<unknown> {
    return (this.members[index] = this.members[index]!.toWait());
  }

  releaseFrom(group: Wait<unknown[], Every>): void {
    for (const member of this.members) member.releaseFrom(group);
  }
}

const awaitingEvery = way<Every, unknown[]>({
  attempt: ({ subject }) => subject.members.length === 0,
  // Each begins, even if another is ready at once: order of arrival holds in every list.
  enlist: (wait) => {
    const every = wait.subject;
    every.left = every.members.length;
    for (let i = 0; i < every.members.length && wait.phase === WAITING; i++) {
      const member = every.fresh(i);
      if (!begunAtOnce(member, wait)) member.begin(wait);
      else wait.woken(member);
    }
  },
  withdraw: (wait) => wait.subject.releaseFrom(wait),
  discard: (wait) => wait.subject.releaseFrom(wait),
  woken: (wait, member) => {
    const every = wait.subject;
    every.left--;
    if (member.phase === FAILED) {
      every.failed = member;
      for (const other of every.members) if (other !== member) other.releaseFrom(wait);
      wait.failLater();
    } else if (every.left === 0) wait.wake();
  },
  take: ({ subject }) => {
    if (subject.failed !== null) return [subject.failed.take()];
    return subject.members.map((member) => member.take());
  },
  members: ({ subject }) => subject.members,
  copy: ({ members }) => new Every(members.map((member) => member.toWait())),
  describe: ({ subject }) =>
    `all of ${subject.members.map((member) => member.describe()).join(', ')}`,
});

/** Performs a member that need not wait. */
function begunAtOnce(member: Wait<unknown>, group: Wait<unknown[], Every>): boolean {
  try {
    return member.attemptFor(group);
  } catch (error) {
    member.phase = FAILED;
    member.waiter = group;
    member.value = error;
    return true;
  }
}
