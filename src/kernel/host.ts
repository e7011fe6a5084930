// What the kernel asks of the host it runs on, be it Node, another runtime or a browser:
// a turn soon, a turn after I/O, signals, an empty loop. No `node:` import.

/** Calls `f` when the stack is empty, before the event loop goes on. */
export const soon: (f: () => void) => void = queueMicrotask;

/** Calls `f` after the event loop has had a turn: I/O and timers come first. */
export const afterIO: (f: () => void) => void =
  typeof setImmediate === 'function' ? (f) => void setImmediate(f) : overMessages();

/** Browsers clamp nested timeouts to 4 ms; a message to oneself is a macrotask without that. */
function overMessages(): (f: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.addEventListener('message', () => waiting.shift()!());
  port1.start();
  return (f) => {
    waiting.push(f);
    port2.postMessage(null);
  };
}

let holders = 0;
let holding: ReturnType<typeof setInterval> | undefined;

/** Keeps the process alive until the function that comes back is called; many share one timer. */
export function holdOpen(): () => void {
  if (holders++ === 0) holding = setInterval(() => {}, 2 ** 31 - 1);
  let held = true;
  return () => {
    if (held && --holders === 0) clearInterval(holding);
    held = false;
  };
}

interface SignalSource {
  on?(name: string, listener: (name: string) => void): unknown;
  off?(name: string, listener: (name: string) => void): unknown;
}

/**
 * Calls `stop` on Ctrl-C and SIGTERM, instead of the process ending, until the function that comes
 * back is called. Keeps the process alive meanwhile: signal listeners alone do not.
 */
export function onSignals(stop: (name: string) => void): () => void {
  const { process } = globalThis as { process?: SignalSource };
  const listener = (name: string): void => stop(name);
  for (const name of ['SIGINT', 'SIGTERM']) process?.on?.(name, listener);
  const release = holdOpen();
  return () => {
    for (const name of ['SIGINT', 'SIGTERM']) process?.off?.(name, listener);
    release();
  };
}

/** What to do after a look at the empty loop. */
type AfterLook = 'stop' | 'go on' | 'look again' | 'wake up';

interface LoopSource {
  on?(name: 'beforeExit', listener: () => void): unknown;
  off?(name: 'beforeExit', listener: () => void): unknown;
}

/**
 * Calls `look` when the event loop of the main thread is empty, so that the process would end.
 * `again` is true if nothing has happened since the look before.
 */
export function onEmptyLoop(look: (again: boolean) => AfterLook): void {
  const { process } = globalThis as { process?: LoopSource };
  const isWorker = builtin('node:worker_threads')?.['isMainThread'] === false;
  if (process?.on === undefined || isWorker) return;
  let again = false;
  const listener = (): void => {
    const next = look(again);
    again = next === 'look again';
    // The loop has another turn, or the process would end before anybody sees what happened.
    if (next === 'look again' || next === 'wake up') setImmediate(() => {});
    if (next === 'stop') process.off?.('beforeExit', listener);
  };
  process.on('beforeExit', listener);
}

/** Does anything wait for this signal? Where the host cannot tell: no. */
export function isListenedTo(signal: AbortSignal): boolean {
  const listeners = builtin('node:events')?.['getEventListeners'];
  if (typeof listeners !== 'function') return false;
  return (
    (listeners as (target: EventTarget, name: string) => unknown[])(signal, 'abort').length > 0
  );
}

interface HostProcess {
  getBuiltinModule?(name: string): Record<string, unknown> | undefined;
  cpuUsage?(): CpuUsage;
  /** Of this thread; before Node 23.9 there is that of the process alone. */
  threadCpuUsage?(): CpuUsage;
  resourceUsage?(): { involuntaryContextSwitches: number };
}

/** In microseconds. */
interface CpuUsage {
  user: number;
  system: number;
}

/** What this thread has had of the processor so far. */
export interface Spent {
  processorMs: number;
  /** How often the processor was given to others while there was something to do. */
  preempted: number;
}

/** What this thread has had of the processor; null where the host does not say. A few microseconds. */
export function spent(): Spent | null {
  const { process } = globalThis as { process?: HostProcess };
  const usage = process?.threadCpuUsage?.() ?? process?.cpuUsage?.();
  const resources = process?.resourceUsage?.();
  if (usage === undefined || resources === undefined) return null;
  const processorMs = (usage.user + usage.system) / 1000;
  return { processorMs, preempted: resources.involuntaryContextSwitches };
}

/** A module of Node's own, where there is one and it can be had without an import. */
export function builtin(name: string): Record<string, unknown> | undefined {
  const host = (globalThis as { process?: HostProcess }).process;
  return host?.getBuiltinModule?.(name);
}

/** Collects garbage at once, all of it; null where the host does not let us. Made on first use: in development only. */
export function collector(): (() => void) | null {
  const flags = builtin('node:v8')?.['setFlagsFromString'] as ((flag: string) => void) | undefined;
  const evaluate = builtin('node:vm')?.['runInNewContext'] as
    | ((code: string) => unknown)
    | undefined;
  if (flags === undefined || evaluate === undefined) return null;
  try {
    // A new context has the function while the flag is up; ours never sees it.
    flags('--expose-gc');
    const collect = evaluate('gc');
    flags('--no-expose-gc');
    return typeof collect === 'function' ? (collect as () => void) : null;
  } catch {
    return null;
  }
}
