// offshoot, as of `npm run api`. Not published: the package's own declarations are.

export { Body, CancelledError, Cases, ClosedError, CodecError, Coroutine, EmitterLike, Future, KillOptions, KilledError, Local, MailboxFullError, NoTaskError, NotPortableError, OffshootError, Operation, Outcome, RemoteError, RunOptions, Scope, Select, StartedWhileLoadingError, TargetLike, Task, TaskState, TimeoutError, ValueOf, WorkerLostError, YieldOnlyOperations, all, call, currentTask, deadline, defer, future, go, local, now, once, operation, pause, race, run, scope, select, shield, sleep, until, using } from 'offshoot/kernel';
export { BufferOptions, Channel, ChannelStatistics, Receiver, Sender, Timer, channel, each, events, ticker, timer } from 'offshoot/channel';
