// A sink takes values that are pushed into it. What it is, and how a stage finds those behind it.

import {
  type Closer,
  type Coroutine,
  composite,
  type Operation,
  Wait,
  way,
  whoIsRunning,
} from '../kernel/index.ts';

/** Takes values, one after the other. Anybody may write one. */
export interface Sink<in T> {
  /**
   * Hands it a value. Acts at once: when this returns, a sink of this place has worked on it, and one
   * elsewhere has taken it for sending.
   *
   * @throws what the sink throws; ClosedError once it is closed; ReentrantError if it is at work;
   * MailboxFullError if it is elsewhere and too much is under way.
   */
  send(value: T): void;
  /** Waits until it is good to send: at once, unless something elsewhere stands behind it. ClosedError once closed. */
  ready(): Operation<void>;
  /** No more values: it cleans up. Acts at once. Closing what is closed does nothing. */
  close(): void;
  /** Throws an error where it waits for a value; what it does not catch comes out here, and it is closed. Acts at once. */
  throw(error: unknown): void;
}

/** A sink of this room: knows what a sender has to wait for. */
export interface Stage {
  /** The sinks behind it that may have to be waited for; none, if all is here. */
  readonly waitsFor: readonly Sink<never>[];
}

const stages = new WeakMap<object, Stage>();

/** From now on those before this stage know what it waits for. */
export function know(sink: Sink<never>, stage: Stage): void {
  stages.set(sink, stage);
}

/** What a sender has to wait for, if `values` are what a stage was made with: sinks, and lists of them. */
export function waitedFor(values: readonly unknown[]): Sink<never>[] {
  const found = new Set<Sink<never>>();
  for (const value of values.flat()) {
    if (!isSink(value)) continue;
    for (const sink of stages.get(value)?.waitsFor ?? [value]) found.add(sink);
  }
  return [...found];
}

/** Has it the methods of a sink? */
function isSink(value: unknown): value is Sink<never> {
  if (typeof value !== 'object' || value === null) return false;
  const { send, ready, close } = value as Partial<Sink<never>>;
  return [send, ready, close].every((method) => typeof method === 'function');
}

/** Lets `close` be called at the end of the scope of the task that runs, if there is one; what comes back takes that off. */
export function belongsHere(close: Closer): () => void {
  return whoIsRunning()?.nursery.own(close) ?? (() => {});
}

/** Whoever can tell whether it is still open. */
interface Open {
  /** ClosedError once closed. */
  checkOpen(): void;
}

/** `ready` of a stage. */
export function readiness(stage: Open & Stage, name: string): Operation<void> {
  if (stage.waitsFor.length === 0) return new Wait(beingOpen, stage);
  return composite(allReady, [stage], { name: `ready of ${name}` });
}

/** It has nothing to wait for. */
const beingOpen = way<Open, void>({
  attempt: ({ subject }) => {
    subject.checkOpen();
    return true;
  },
  enlist: () => {},
  withdraw: () => {},
  describe: () => 'ready of a sink',
});

function* allReady(stage: Open & Stage): Coroutine<void> {
  stage.checkOpen();
  for (const sink of stage.waitsFor) yield* sink.ready();
}
