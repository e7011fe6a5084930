// The errors of places and of pipelines, beside those of tasks (errors.ts): a bundle for one thread does without them.

import { type ErrorCause, named, OffshootError } from './errors.ts';

/** A function has no address under which another place could find it. */
export class NotPortableError extends OffshootError<'OFFSHOOT_NOT_PORTABLE'> {
  readonly code = 'OFFSHOOT_NOT_PORTABLE';
}
named(NotPortableError, 'NotPortableError');

/** A value cannot travel; the message names the path to it. */
export class CodecError extends OffshootError<'OFFSHOOT_CODEC'> {
  readonly code = 'OFFSHOOT_CODEC';
}
named(CodecError, 'CodecError');

/** The worker that was to do this is gone, and the work cannot be carried on. */
export class WorkerLostError extends OffshootError<'OFFSHOOT_WORKER_LOST'> {
  readonly code = 'OFFSHOOT_WORKER_LOST';
  /** What the worker was called. */
  declare readonly worker?: string;
  /** What it ended with, unless a signal ended it. */
  declare readonly exitCode?: number;
  /** Which signal ended it, if it was a process: 'SIGKILL'. */
  declare readonly signal?: string;
  /** The job that did not answer when it was killed, where that ended the worker. */
  declare readonly by?: string;
}
named(WorkerLostError, 'WorkerLostError');

/** An error of a class that this side does not know; `remoteStack` is the stack it had there. */
export class RemoteError extends OffshootError<'OFFSHOOT_REMOTE'> {
  readonly code = 'OFFSHOOT_REMOTE';
  readonly remoteStack: string;
  constructor(message: string, remoteStack: string, options?: ErrorCause) {
    super(message, options);
    this.remoteStack = remoteStack;
  }
}
named(RemoteError, 'RemoteError');

/** The link to another place broke, or its other end is gone: what was under way may have arrived, or not. */
export class LinkLostError extends OffshootError<'OFFSHOOT_LINK_LOST'> {
  readonly code = 'OFFSHOOT_LINK_LOST';
}
named(LinkLostError, 'LinkLostError');

/** Something that runs was asked to run again, before it was through: a circle. */
export class ReentrantError extends OffshootError<'OFFSHOOT_REENTRANT'> {
  readonly code = 'OFFSHOOT_REENTRANT';
}
named(ReentrantError, 'ReentrantError');
