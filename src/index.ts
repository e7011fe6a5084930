// The front door: the everyday words. Each room has more behind a door of its own
// ('offshoot/kernel', 'offshoot/channel', ...).

export {
  all, type Body, CancelledError, type Cases, ClosedError, CodecError, type Coroutine, call, currentTask,
  deadline, defer, type EmitterLike, Future, future, go, KilledError, type KillOptions, type Local, local,
  MailboxFullError, NotPortableError, NoTaskError, now, OffshootError, type Operation, type Outcome, once,
  operation, pause, RemoteError, type RunOptions, race, run, type Scope, type Select, StartedWhileLoadingError,
  scope, select, shield, sleep, type Task, type TaskState, type TargetLike, TimeoutError, until, using,
  type ValueOf, WorkerLostError, type YieldOnlyOperations,
} from './kernel/index.ts';
export {
  type BufferOptions, type Channel, type ChannelStatistics, channel, each, events, type Receiver, type Sender,
  type Timer, ticker, timer,
} from './channel/index.ts';
