// Futures, tasks and signals: each is at home where it was made, and mirrored at the other end. How it
// ends is told once; what is done to a mirror (a kill, a value set) is told to its home.
//
//   home                                   mirror
//     (a reference)              ---->       made
//     SETTLED                    ---->       has ended, and is a thing of that place from now on
//                                <----       FORGET: nothing refers to the home any more
//
// A mirror that has not ended is kept, for whoever listens to it. A signal that nobody has at home can
// never be aborted: then the mirror is let go, too.

import {
  CancelledError,
  Fiber,
  Future,
  isPending,
  KilledError,
  type Outcome,
} from '../../kernel/index.ts';
import type { Reference } from '../codec/packed.ts';
import { FarTask, type TaskData } from './far-task.ts';
import * as say from './messages.ts';
import type { Message } from './messages.ts';
import type { Peer } from './peer.ts';
import { ABORTED, refuseMore, YOURS } from './references.ts';

/** What is at home here, and mirrored there. */
interface Original {
  thing(): object | undefined;
  /** How often a reference to it was sent. */
  shares: number;
  /** The other end knows how it ended. */
  told: boolean;
  /** The other end is no more, or does not care. */
  stop?(): void;
  /** It was settled, or killed, over there. */
  settle?(outcome: Outcome<unknown>): void;
  kill?(reason: unknown, within: number): void;
}

/** What is at home there, and mirrored here. */
interface Mirror {
  readonly thing: object;
  shares: number;
  settled(outcome: Outcome<unknown>): void;
  progress?(n: number): void;
}

export class Mirrors {
  readonly #peer: Peer;
  readonly #originals = new Map<number, Original>();
  readonly #numbers = new WeakMap<object, number>();
  readonly #mirrors = new Map<number, Mirror>();
  readonly #mirrorNumbers = new WeakMap<object, number>();
  /** Signals that nobody has any more. */
  readonly #collected = new FinalizationRegistry<number>((id) => this.#never(id));

  constructor(peer: Peer) {
    this.#peer = peer;
  }

  // ---- references

  refer(value: object): Reference | undefined {
    const mirrored = this.#mirrorNumbers.get(value);
    if (mirrored !== undefined) return [YOURS, mirrored];
    if (value instanceof Future) return ['future', this.#share(value), value.progress];
    if (value instanceof AbortSignal) return this.#referToSignal(value);
    const isTask = value instanceof Fiber || value instanceof FarTask;
    return isTask ? ['task', this.#share(value), value.id, value.name] : undefined;
  }

  #referToSignal(signal: AbortSignal): Reference {
    if (!signal.aborted) return ['signal', this.#share(signal)];
    const { name, message } = signal.reason instanceof Error ? signal.reason : new DOMException();
    return [ABORTED, name, message];
  }

  /** The number under which the other end knows it. */
  #share(thing: Future<unknown> | AbortSignal | Fiber<unknown> | FarTask<unknown>): number {
    const known = this.#originals.get(this.#numbers.get(thing) ?? -1);
    if (known !== undefined && !known.told) {
      known.shares++;
      return this.#numbers.get(thing)!;
    }
    refuseMore(this.#originals.size, this.#peer.name);
    const id = this.#peer.nextId();
    const original: Original = { thing: () => thing, shares: 1, told: false };
    this.#originals.set(id, original);
    this.#numbers.set(thing, id);
    if (thing instanceof Future) this.#followFuture(id, original, thing);
    else if (thing instanceof AbortSignal) this.#followSignal(id, original, thing);
    else this.#followTask(id, original, thing);
    return id;
  }

  resolve([kind, ...data]: Reference): unknown {
    if (kind === ABORTED) return abortedSignal(data as [string, string]);
    const id = data[0] as number;
    if (kind === YOURS) return this.#originals.get(id)?.thing();
    const known = this.#mirrors.get(id);
    if (known !== undefined) {
      known.shares++;
      return known.thing;
    }
    if (kind === 'future') return this.#mirrorFuture(id, data[1] as number);
    if (kind === 'signal') return this.#mirrorSignal(id);
    if (kind === 'task') return this.#mirrorTask(id, data.slice(1) as unknown as TaskData);
    return undefined;
  }

  #mirror<T extends object>(id: number, thing: T, rest: Omit<Mirror, 'thing' | 'shares'>): T {
    this.#mirrors.set(id, { thing, shares: 1, ...rest });
    this.#mirrorNumbers.set(thing, id);
    return thing;
  }

  // ---- messages

  received(message: Message): boolean {
    const [kind, id] = message;
    if (kind === say.PROGRESS) this.#mirrors.get(id)?.progress?.(message[2] as number);
    else if (kind === say.SETTLED) this.#settled(id, message);
    else if (kind === say.SETTLE || kind === say.KILL) this.#endOriginal(id, message);
    else return false;
    return true;
  }

  #endOriginal(id: number, message: Message): void {
    const original = this.#originals.get(id);
    if (original === undefined) this.#peer.unread(message);
    else if (message[0] === say.SETTLE) original.settle?.(this.#outcomeIn(message));
    else original.kill?.(this.#peer.unpackError(message, 3), message[2] as number);
  }

  #settled(id: number, message: Message): void {
    const mirror = this.#mirrors.get(id);
    if (mirror === undefined) {
      this.#peer.unread(message);
      return;
    }
    this.#mirrors.delete(id);
    this.#mirrorNumbers.delete(mirror.thing);
    this.#peer.post([say.FORGET, id, mirror.shares]);
    if (message[2] !== say.NEVER) mirror.settled(this.#outcomeIn(message));
  }

  #outcomeIn(message: Message): Outcome<unknown> {
    const how = message[2];
    let value: unknown;
    try {
      value = this.#peer.unpack(message, 3);
    } catch (error) {
      // A module that it needs failed to load.
      return { ok: false, error, killed: false, abandoned: false };
    }
    if (how === say.VALUE) return { ok: true, value };
    const abandoned = how === say.ABANDONED;
    return { ok: false, error: value, killed: how === say.KILLED || abandoned, abandoned };
  }

  /** Tells the other end how something ended. What cannot travel becomes the error that says so. */
  #tell(message: Message, outcome: Outcome<unknown>): void {
    const peer = this.#peer;
    if (!outcome.ok) {
      const { killed, abandoned } = outcome;
      const how = abandoned ? say.ABANDONED : killed ? say.KILLED : say.FAILURE;
      peer.postError([...message, how], outcome.error);
      return;
    }
    try {
      peer.postValue([...message, say.VALUE], outcome.value, 'result');
    } catch (error) {
      peer.postError([...message, say.FAILURE], error);
    }
  }

  #tellEnd(id: number, original: Original, outcome: Outcome<unknown>): void {
    if (original.told) return;
    original.told = true;
    this.#tell([say.SETTLED, id], outcome);
  }

  forgotten(id: number, shares: number): boolean {
    const original = this.#originals.get(id);
    if (original === undefined) return false;
    original.shares -= shares;
    if (original.shares > 0) return true;
    this.#originals.delete(id);
    original.stop?.();
    return true;
  }

  takenBack(id: number): boolean {
    return this.forgotten(id, 1);
  }

  givenUp(id: number): boolean {
    const mirror = this.#mirrors.get(id);
    if (mirror === undefined) return false;
    if (--mirror.shares > 0) return true;
    this.#mirrors.delete(id);
    this.#mirrorNumbers.delete(mirror.thing);
    return true;
  }

  lost(error: unknown): void {
    for (const original of this.#originals.values()) original.stop?.();
    this.#originals.clear();
    const outcome = { ok: false, error, killed: false, abandoned: false } as const;
    for (const mirror of this.#mirrors.values()) mirror.settled(outcome);
    this.#mirrors.clear();
  }

  // ---- futures

  #followFuture(id: number, original: Original, future: Future<unknown>): void {
    const stops = [
      future.onProgress((n) => this.#peer.post([say.PROGRESS, id, n])),
      future.onDone((outcome) => {
        if (!original.told) this.#peer.needed(-1);
        this.#tellEnd(id, original, outcome);
      }),
    ];
    this.#peer.needed(1);
    original.stop = () => {
      for (const stop of stops) stop();
      if (!original.told) this.#peer.needed(-1);
    };
    original.settle = (outcome) => settle(future, outcome);
  }

  #mirrorFuture(id: number, progress: number): Future<unknown> {
    const peer = this.#peer;
    let isTold = false;
    const future = Future.settledBy<unknown>({
      watch: (by) => peer.needed(by),
      external: peer.external,
      // If somebody settles it here, its home is told, and was faster or not.
      ended: (outcome) => {
        if (!isTold) this.#tell([say.SETTLE, id], outcome);
      },
    });
    if (progress !== 0) future.setProgress(progress);
    return this.#mirror(id, future, {
      settled: (outcome) => {
        isTold = true;
        settle(future, outcome);
      },
      progress: (n) => future.setProgress(n),
    });
  }

  // ---- tasks

  #followTask(id: number, original: Original, task: Fiber<unknown> | FarTask<unknown>): void {
    // In a turn of its own, also if it has ended: what refers to it goes before.
    const ended = (outcome: Outcome<unknown>): void =>
      this.#peer.scheduler.enqueue({ step: () => this.#tellEnd(id, original, outcome) });
    original.stop = whenEnded(task, ended);
    original.kill = (reason, within) =>
      void task.kill(reason, within === Infinity ? {} : { within });
  }

  #mirrorTask(id: number, data: TaskData): FarTask<unknown> {
    const task = new FarTask<unknown>(this.#peer, id, data);
    return this.#mirror(id, task, { settled: (outcome) => task.ended(outcome) });
  }

  // ---- signals

  #followSignal(id: number, original: Original, signal: AbortSignal): void {
    const held = new WeakRef(signal);
    original.thing = () => held.deref();
    const aborted = (): void => {
      const error: unknown = held.deref()?.reason;
      this.#tellEnd(id, original, { ok: false, error, killed: false, abandoned: false });
    };
    signal.addEventListener('abort', aborted, { once: true });
    original.stop = () => held.deref()?.removeEventListener('abort', aborted);
    this.#collected.register(signal, id);
  }

  #never(id: number): void {
    const original = this.#originals.get(id);
    if (original === undefined || original.told) return;
    original.told = true;
    this.#peer.post([say.SETTLED, id, say.NEVER]);
  }

  #mirrorSignal(id: number): AbortSignal {
    const controller = new AbortController();
    return this.#mirror(id, controller.signal, {
      settled: (outcome) => controller.abort(outcome.ok ? undefined : outcome.error),
    });
  }
}

/** Calls `listener` with the outcome, at the end; what comes back stops that. */
function whenEnded(
  task: Fiber<unknown> | FarTask<unknown>,
  listener: (outcome: Outcome<unknown>) => void,
): () => void {
  if (task instanceof FarTask) return task.whenEnded(listener);
  const wait = task.outcome();
  if (wait.attempt()) listener(wait.take());
  else wait.begin({ woken: () => listener(wait.take()) });
  return () => wait.release();
}

function abortedSignal([name, message]: [name: string, message: string]): AbortSignal {
  return AbortSignal.abort(new DOMException(message, name));
}

/** As it ended at the other side; if it has ended here meanwhile, that holds. */
function settle(future: Future<unknown>, outcome: Outcome<unknown>): void {
  if (!isPending(future)) return;
  if (outcome.ok) future.set(outcome.value);
  else if (!outcome.killed) future.setError(outcome.error);
  else future.cancel(reasonOf(outcome.error));
}

function reasonOf(error: unknown): unknown {
  if (error instanceof CancelledError) return error.cause;
  return error instanceof KilledError ? error.reason : error;
}
