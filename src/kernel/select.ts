// Racing waits. Three passes, as in Go: look for a ready one, enlist on all, take back the losers.
// The third is done by whoever ends the first of them, so a loser is never woken.

import { wrongType } from './arguments.ts';
import { isGenerator } from './body.ts';
import { currentFiber } from './current.ts';
import type { Fiber } from './fiber.ts';
import { type Coroutine, isOperation, type Operation, type OperationBase } from './operation.ts';
import { currentScheduler } from './scheduler.ts';
import { endChildren, withCleanUp } from './cleanup.ts';
import { type Composite, composite } from './composite.ts';
import { endAs, WAITING, Wait, way } from './wait.ts';

/** What an operation gives. */
export type ValueOf<O> = O extends Operation<infer T> ? T : never;

/** Operations by name. A case that is false, null or undefined is switched off (Go's nil channel). */
export type Cases = Record<string, Operation<unknown> | false | null | undefined>;

/** Performs exactly one of several operations. */
export interface Select {
  /** Many operations of one kind: the key is the index. */
  <O extends readonly Operation<unknown>[]>(
    cases: O,
  ): Operation<{ key: number; value: ValueOf<O[number]> }>;
  <C extends Cases>(
    cases: C,
  ): Operation<
    {
      [K in keyof C]: [Extract<C[K], Operation<unknown>>] extends [never]
        ? never
        : { key: K; value: ValueOf<C[K]> };
    }[keyof C]
  >;
  /** Performs one that is ready, or gives undefined: never waits. */
  now<C extends Cases>(
    cases: C,
  ):
    | {
        [K in keyof C]: [Extract<C[K], Operation<unknown>>] extends [never]
          ? never
          : { key: K; value: ValueOf<C[K]> };
      }[keyof C]
    | undefined;
}

type Key = string | number;
type Chosen = { key: Key; value: unknown };
type Op = Wait<unknown> | Composite<unknown>;

/**
 * Waits until one of several operations can be performed, performs that one, and takes back the
 * others: a primitive that loses has consumed nothing, a composite one (which starts as a child
 * task) is killed, and its clean-up has ended when select returns. Among ready ones it picks evenly.
 *
 * Rejects with the error of a case that fails; the error's `case` names it.
 *
 * @throws RangeError if there is no case, or all are switched off; TypeError for what is no operation.
 * @example
 * import { channel, run, select, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   const messages = channel<string>(1);
 *   messages.trySend('hello');
 *   const got = yield* select({ message: messages.receive(), late: sleep(100) });
 *   return got.key === 'message' ? got.value : 'nothing came';
 * }) // => 'hello'
 */
export const select: Select = /* @__PURE__ */ Object.assign(
  (cases: Cases | readonly Operation<unknown>[]) => selection(readCases('select', cases)) as never,
  { now: (cases: Cases) => selectNow(readCases('select.now', cases)) as never },
);

/**
 * The result of the first of several operations; the others are taken back or killed.
 *
 * @throws RangeError if there is none; the error of the first, if it fails.
 * @example
 * import { race, run, sleep } from 'offshoot';
 *
 * await run(function* () {
 *   return yield* race([sleep(1).map(() => 'hare'), sleep(50).map(() => 'tortoise')]);
 * }) // => 'hare'
 */
export function race<const O extends readonly Operation<unknown>[]>(
  ops: O,
): Operation<ValueOf<O[number]>> {
  return selection(readCases('race', ops)).map((chosen) => chosen.value as ValueOf<O[number]>);
}

/** The cases of a select that are not switched off. */
interface Read {
  keys: Key[];
  ops: Op[];
  /** All of them are primitive. */
  primitive: boolean;
}

/** By index, and without a list of entries: that was a third of what a select costs (measured). */
function readCases(what: string, cases: Cases | readonly unknown[]): Read {
  const listed = checkCases(what, cases);
  const keys: Key[] = listed ? indices((cases as readonly unknown[]).length) : Object.keys(cases);
  const ops = new Array<Op>(keys.length);
  let primitive = true;
  let count = 0;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    const op = (cases as Record<Key, unknown>)[key];
    if (op === false || op === null || op === undefined) continue;
    if (!isOperation(op)) throw wrongType(`${what}: case ${key}`, 'an operation', op, hint(op));
    const performed = op.toWait();
    if (!(performed instanceof Wait)) primitive = false;
    keys[count] = key;
    ops[count++] = performed;
  }
  if (count === 0) throw new RangeError(`${what} needs at least one case that is not switched off`);
  if (count < keys.length) keys.length = ops.length = count;
  return { keys, ops, primitive };
}

/** Are they given as an array? */
function checkCases(what: string, cases: Cases | readonly unknown[]): boolean {
  if (typeof cases !== 'object' || cases === null) {
    throw wrongType(`${what}: cases`, 'an object or an array of operations', cases);
  }
  const listed = Array.isArray(cases);
  if (!listed && isOperation(cases))
    throw new TypeError(
      `${what} takes several operations: ${what === 'race' ? 'race([a, b])' : `${what}({ a, b })`}`,
    );
  if (!listed && what === 'race')
    throw new TypeError('race takes an array of operations: race([a, b])');
  return listed;
}

function indices(length: number): number[] {
  const keys = new Array<number>(length);
  for (let i = 0; i < length; i++) keys[i] = i;
  return keys;
}

/** The commonest slip: the channel itself, or its method. */
export function hint(value: unknown): string {
  if (isGenerator(value)) return ' (write call(f) in place of f())';
  const isChannel = typeof value === 'object' && value !== null && 'receive' in value;
  return isChannel ? ' (write channel.receive() or channel.send(value))' : '';
}

function selection({ keys, ops, primitive }: Read): OperationBase<Chosen> {
  return primitive
    ? selectWait(keys, ops as Wait<unknown>[])
    : composite(selectWithChildren, [keys, ops], { name: 'select' });
}

function selectNow({ keys, ops, primitive }: Read): Chosen | undefined {
  if (!primitive) {
    const composed = ops.findIndex((op) => !(op instanceof Wait));
    throw new RangeError(
      `select.now never waits, and case ${keys[composed]} runs code that may: ${ops[composed]!.describe()}`,
    );
  }
  const selected = selectWait(keys, ops as Wait<unknown>[]);
  return selected.attempt() ? selected.take() : undefined;
}

/** Composite cases start as children. When one case has won, the other children are killed and waited for. */
function* selectWithChildren(keys: Key[], ops: Op[]): Coroutine<Chosen> {
  const fiber = currentFiber();
  const children: Fiber<unknown>[] = [];
  const waits = ops.map((op) => {
    if (op instanceof Wait) return op;
    const child = fiber.nursery.startHeld(op, fiber);
    children.push(child);
    return child.join();
  });
  let won = false;
  return yield* withCleanUp(
    function* () {
      // The wait puts its keys and members in another order.
      const chosen = yield* selectWait([...keys], waits);
      won = true;
      return chosen;
    },
    // Who fails beside a winner has lost, and no more; but if nobody has won, it must be heard.
    (note) => endChildren(children, note, !won),
  );
}

/** The cases of one select, in the order in which they are asked, and who has won. */
class Selection {
  readonly keys: Key[];
  readonly members: Wait<unknown>[];
  winner = -1;

  constructor(keys: Key[], members: Wait<unknown>[]) {
    this.keys = keys;
    this.members = members;
  }

  /** A member that nobody else performs, not even this. */
  fresh(index: number): Wait<unknown> {
    return (this.members[index] = this.members[index]!.toWait());
  }

  swap(i: number, j: number): void {
    const { keys, members } = this;
    const key = keys[i]!;
    const member = members[i]!;
    keys[i] = keys[j]!;
    members[i] = members[j]!;
    keys[j] = key;
    members[j] = member;
  }
}

const selecting = way<Selection, Chosen>({
  // Pass 1: is one ready? Asked in a random order, so the pick is even.
  attempt: (wait) => {
    const { subject } = wait;
    const { random } = currentScheduler();
    for (let last = subject.members.length - 1; last >= 0; last--) {
      subject.swap(random.below(last + 1, last + 1 < subject.members.length), last);
      if (!tried(wait, last)) continue;
      subject.winner = last;
      return true;
    }
    return false;
  },

  // Pass 2: stand in line everywhere.
  enlist: (wait) => {
    const { members } = wait.subject;
    for (let i = 0; i < members.length; i++) {
      wait.subject.fresh(i).begin(wait);
      if (wait.phase !== WAITING) return;
    }
  },

  // Pass 3: one is through; the others leave their lines before anybody can wake them.
  woken: (wait, winner) => {
    const { members } = wait.subject;
    for (let i = 0; i < members.length; i++) {
      const member = members[i]!;
      if (member === winner) wait.subject.winner = i;
      else member.releaseFrom(wait);
    }
    endAs(wait, winner);
  },

  withdraw: (wait) => {
    for (const member of wait.subject.members) member.releaseFrom(wait);
  },

  discard: ({ subject }) => subject.members[subject.winner]!.release(),

  take: ({ subject: { keys, members, winner } }) => {
    const key = keys[winner]!;
    try {
      return { key, value: members[winner]!.take() };
    } catch (error) {
      throw named(error, key);
    }
  },

  members: ({ subject }) => subject.members,
  copy: ({ keys, members }) =>
    new Selection(
      [...keys],
      members.map((member) => member.toWait()),
    ),
  describe: ({ subject }) =>
    `select over ${subject.members
      .map((member) => member.describe())
      .toSorted()
      .join(', ')}`,
});

function tried(wait: Wait<Chosen, Selection>, index: number): boolean {
  try {
    return wait.subject.fresh(index).attemptFor(wait);
  } catch (error) {
    throw named(error, wait.subject.keys[index]!);
  }
}

function selectWait(keys: Key[], members: Wait<unknown>[]): Wait<Chosen> {
  return new Wait(selecting, new Selection(keys, members));
}

/** Notes on an error which case it came from. */
function named(error: unknown, key: Key): unknown {
  try {
    Object.defineProperty(error, 'case', { value: key, configurable: true, writable: true });
  } catch {
    // A frozen error, a proxy, no object at all: it goes up as it is.
  }
  return error;
}
