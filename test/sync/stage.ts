// What the tests of the locks share: tasks that tell what they do, and a program tried in many orders.
import assert from 'node:assert/strict';
import { type Coroutine, deadline, go, type Operation, sleep, type Task } from 'offshoot';
import { inEveryOrder, runVirtually } from '../support/virtual.ts';

/** Far beyond what any of these programs takes: who gets there hangs. */
const forEver = 1e9;

/** Runs the program in virtual time, first in first out; one that hangs fails. */
export function once<T>(main: () => Coroutine<T>): Promise<T> {
  return runVirtually(() => deadline(forEver, main)) as Promise<T>;
}

/** `once`, and then in many random orders; the result of the first. */
export async function inManyOrders<T>(main: () => Coroutine<T>, seeds = 100): Promise<T> {
  await inEveryOrder(seeds, () => deadline(forEver, main));
  return once(main);
}

/** Performs `op` in a task of its own, that says how that ended: `done`, or the name of the error. */
export function performing(op: Operation<unknown>): Task<string> {
  return go(function* () {
    try {
      yield* op;
      return 'done';
    } catch (error) {
      return (error as Error).name;
    }
  });
}

/** As `performing`, and sees to it that it waits. */
export function* waiting(op: Operation<unknown>): Coroutine<Task<string>> {
  const task = performing(op);
  yield* settle();
  assert.equal(task.state, 'waiting');
  return task;
}

/** How such a task has ended: what it says, or `killed`. */
export function* ended(task: Task<string>): Coroutine<string> {
  const outcome = yield* task.outcome();
  return outcome.ok ? outcome.value : outcome.killed ? 'killed' : String(outcome.error);
}

/** Lets everything happen that can. */
export function settle(): Operation<void> {
  return sleep(0.001);
}
