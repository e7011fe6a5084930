// The kernel: operations, tasks, the scheduler, scopes, select, futures, clocks, errors.
// The upper half is what users import from 'offshoot'; the lower half is for other rooms, and for
// those who write operations of their own.

import { perform } from './awaited.ts';
import { abortOn, timeout } from './limits.ts';
import { map } from './map.ts';
import { connect } from './operation.ts';
import { watchOperations } from './unperformed.ts';

// The base class of all operations has methods that make derived operations, which extend it: a
// circle of imports. It is cut here: the base calls what is connected when the room is loaded.
connect({ map, timeout, abortOn, promise: perform });

// In development operations are watched. It is written out here, in words that bundlers know: in a
// bundle for production the condition is false, and the module that watches is left out.
if (
  typeof process !== 'undefined' &&
  process.env.NODE_ENV !== 'production' &&
  process.env.OFFSHOOT_DEV === '1'
)
  watchOperations();

export { all } from './all.ts';
export { call, deadline, defer, go, inScope, scope, shield, using } from './calls.ts';
export { currentTask } from './current.ts';
export {
  CancelledError,
  ClosedError,
  DeadlockError,
  type ErrorCause,
  KilledError,
  MailboxFullError,
  NoTaskError,
  OffshootError,
  StartedWhileLoadingError,
  TimeoutError,
} from './errors.ts';
export { Future, future } from './future.ts';
export { type Local, local } from './local.ts';
export type { Body, Coroutine, Operation, YieldOnlyOperations } from './operation.ts';
export { type RunOptions, run } from './run.ts';
export { type Cases, race, type Select, select, type ValueOf } from './select.ts';
export { now, pause, sleep } from './sleep.ts';
export type { KillOptions, Outcome, Scope, Task, TaskState } from './task.ts';
export { operation, type Start } from './callback.ts';
export { type EmitterLike, once, type TargetLike } from './emitter.ts';
export { until } from './until.ts';

export {
  checkCount,
  checkDuration,
  checkFunction,
  checkNames,
  checkNumber,
  checkObject,
  describeValue,
  outOfRange,
  wrongType,
} from './arguments.ts';
export { isThenable, isWaitable } from './body.ts';
export { type Note, withCleanUp } from './cleanup.ts';
export type { Clock } from './clock.ts';
export { type Composite, composite } from './composite.ts';
export { bindCrossed, bindingOf, type Bindings, crossing } from './local.ts';
export { dueAt } from './limits.ts';
export { currentFiber } from './current.ts';
export { Fiber } from './fiber.ts';
export { isPending, type Settler } from './future.ts';
export { performerOf, refuseOwner } from './deadlock.ts';
export { type Observer, observe } from './hooks.ts';
export { whoIsRunning } from './context.ts';
export { afterIO, builtin } from './host.ts';
export { type Closer } from './things.ts';
export { isOperation, OperationBase } from './operation.ts';
export { type Random, SeededRandom } from './random.ts';
export { RandomReady, type ReadyQueue, type Runnable } from './ready.ts';
export { type Report, report, reportTo } from './report.ts';
export * from './place-errors.ts';
export { programs, refuseWhileLoading, runOn } from './run.ts';
export { currentScheduler, Scheduler, type SchedulerOptions } from './scheduler.ts';
export { sleepsOn, waitOutside } from './sleepers.ts';
export { type Program, shared } from './shared.ts';
export { Alarm, type Timed } from './timers.ts';
export { listen } from './emitter.ts';
export {
  describeNeverPerformed,
  type NeverPerformed,
  reportNeverPerformed,
  watchSimulated,
} from './unperformed.ts';
export {
  DONE,
  FAILED,
  type FullWay,
  IDLE,
  type Phase,
  Wait,
  type Waiter,
  WAITING,
  type Way,
  way,
} from './wait.ts';
export { WaitList } from './waitlist.ts';
