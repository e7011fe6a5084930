// Workers that are programs beside their caller's, on his scheduler, with links in memory: so a
// simulation chooses the order of what both sides do, and the moment in which a worker dies.
//
// A worker is what it is outside: the real workbench, outbox and claims, behind the real protocol. What is
// simulated is the system between them, with what each kind promises:
//
//   thread    what it has posted arrives. One that is terminated is heard out at once, and has ended.
//   process   what it has written arrives, also if it dies; but sometimes the system takes no more for
//             a while, and what waits for that is lost with it. One that is terminated ends soon.
//
// Nothing that a dead worker does reaches anybody: its tasks are killed without time for clean-up.
import type { Coroutine } from 'offshoot';
import { Alarm, currentFiber, runOn, type Scheduler } from 'offshoot/kernel';
import type { Carrier, Exit, Listener, WorkerKind } from '../../src/place/carrier/carrier.ts';
import type { Claims } from '../../src/place/worker/claims.ts';
import type { Host } from '../../src/place/carrier/host.ts';
import type { FromWorker, Start, ToWorker } from '../../src/place/protocol.ts';
import { memoryLinksOn } from '../../src/wire/memory.ts';
import type { PlaceParts } from './place-parts.ts';

/** Told of each message before it is under way; it may end the worker. */
export type Tap = (message: FromWorker | ToWorker, worker: SimulatedWorker) => void;

export class SimulatedWorkers {
  readonly all: SimulatedWorker[] = [];
  readonly parts: PlaceParts;
  readonly scheduler: Scheduler;
  tap: Tap = () => {};

  constructor(parts: PlaceParts) {
    this.parts = parts;
    this.scheduler = currentFiber().scheduler;
  }

  /** In the place of the system. */
  readonly host: Host = {
    startWorker: (kind, start, _, listener) => {
      const worker = new SimulatedWorker(this, kind, start, listener);
      this.all.push(worker);
      worker.begin();
      return worker;
    },
    soon: (f) => this.scheduler.enqueue({ step: f }),
    inIdleTime: (f, ms) => {
      const alarm = new Alarm(f);
      this.scheduler.startTimer(alarm, ms);
      return () => this.scheduler.stopTimer(alarm);
    },
  };

  get alive(): SimulatedWorker[] {
    return this.all.filter(({ alive }) => alive);
  }
}

/** What cannot be read. */
const RUBBISH = { is: 'rubbish' } as unknown as FromWorker;

const killed: Exit = { code: null, signal: 'SIGKILL', error: undefined };

type Workbench = InstanceType<PlaceParts['Workbench']>;

/** Of each program that is a worker: which one. */
const byProgram = new WeakMap<object, SimulatedWorker>();

/** The worker in which the running task is. */
export function workerHere(): SimulatedWorker {
  return byProgram.get(currentFiber().home.program)!;
}

export class SimulatedWorker implements Carrier {
  readonly form = 'clone';
  readonly kind: WorkerKind;
  readonly name: string;
  alive = true;
  /** Its caller has been told that it is no more. */
  ended = false;
  /** How it ended, once it has. */
  exit: Exit = killed;
  /** It keeps the caller's event loop alive. */
  held = false;
  /** The numbers of the jobs that it was the one to begin. */
  readonly claimed = new Set<number>();
  readonly #workers: SimulatedWorkers;
  readonly #start: Start;
  readonly #listener: Listener;
  readonly #links;
  #workbench: Workbench | null = null;
  #main: ReturnType<typeof currentFiber> | null = null;
  /** Posted, and not received: what a thread is heard out about. */
  readonly #posted: FromWorker[] = [];
  /** Written, but not taken by the system. */
  #unwritten: FromWorker[] = [];
  #whenWritten: (() => void)[] = [];
  #blocked = false;
  /** Its caller has heard what is no message, and hears no more. */
  #isUnreadable = false;
  /** Its caller has closed the pipe. */
  #isCut = false;
  /** It computes: what arrives has to wait. */
  #busy = false;
  #waiting: ToWorker[] = [];

  constructor(workers: SimulatedWorkers, kind: WorkerKind, start: Start, listener: Listener) {
    this.#workers = workers;
    this.kind = kind;
    this.name = start.name;
    this.#start = start;
    this.#listener = listener;
    this.#links = memoryLinksOn(workers.scheduler);
    const [here, there] = this.#links.ends;
    here.listen({ received: () => this.#hear(), closed: () => this.#over() });
    there.listen({
      received: (message) => this.#receive(message as ToWorker),
      closed: () => this.#pipeEnded(),
    });
  }

  // ---- as a carrier

  post(message: ToWorker, transfer?: readonly ArrayBuffer[]): void {
    if (!this.alive) return;
    this.#workers.tap(message, this);
    if (this.alive) this.#links.ends[0].post(message, transfer);
  }

  hold(alive: boolean): void {
    this.held = alive;
  }

  terminate(): void {
    if (this.kind === 'process') {
      this.die();
      return;
    }
    while (this.#posted.length > 0) this.#hear();
    this.alive = false;
    this.exit = { code: 1, signal: null, error: undefined };
    this.#kill();
    this.#over();
  }

  // ---- the worker

  begin(): void {
    const { Workbench, Outbox, sharedClaims, spokenClaims, whenOver } = this.#workers.parts;
    const start = this.#start;
    const isThread = this.kind === 'thread';
    const outbox = new Outbox(this.form, (message, transfer) => this.#say(message, transfer));
    const link = {
      flush: () => this.#write(),
      whenFlushed: (done: () => void) => void this.#whenWritten.push(done),
    };
    const claims = isThread ? sharedClaims(start.cells!) : spokenClaims(outbox, link);
    const workbench = new Workbench(start, outbox, this.#noting(claims));
    this.#workbench = workbench;
    const program = runOn(this.#workers.scheduler, () => this.#work(workbench), {
      name: this.name,
    });
    whenOver(program, start, outbox, (code) => {
      outbox.flush();
      this.#unblock();
      this.die({ code, signal: null, error: undefined });
    });
  }

  #noting(claims: Claims): Claims {
    const claim = (cell: number, id: number): boolean => {
      const may = this.alive && claims.claim(cell, id);
      if (may) this.claimed.add(id);
      return may;
    };
    return { claim, known: () => claims.known(), whenKnown: (done) => claims.whenKnown(done) };
  }

  *#work(workbench: Workbench): Coroutine<void> {
    this.#main = currentFiber();
    byProgram.set(this.#main.home.program, this);
    if (this.alive) yield* workbench.main();
  }

  #receive(message: ToWorker): void {
    if (!this.alive) return;
    if (this.#busy) this.#waiting.push(message);
    else this.#workbench!.received(message);
  }

  /** It computes, or sees to its messages again. */
  compute(busy: boolean): void {
    this.#busy = busy;
    if (!busy && this.#isCut) this.#pipeEnded();
    while (!this.#busy && this.#waiting.length > 0) this.#receive(this.#waiting.shift()!);
  }

  /** A job of a process writes into the pipe what is no message: nothing after it can be read. */
  babble(): void {
    if (!this.alive || this.kind !== 'process') return;
    this.#unwritten.push(RUBBISH);
    this.#write();
  }

  /** A process whose pipe has ended exits, as soon as it looks. */
  #pipeEnded(): void {
    this.#isCut = true;
    if (!this.#busy) this.die({ code: 1, signal: null, error: undefined });
  }

  #say(message: FromWorker, transfer: readonly ArrayBuffer[] = []): void {
    if (!this.alive) return;
    const copy = structuredClone(message, { transfer: [...transfer] });
    this.#workers.tap(message, this);
    if (!this.alive) return;
    this.#unwritten.push(copy);
    this.#write();
  }

  /** True if the system has taken all that was said: now that arrives, whatever happens. */
  #write(): boolean {
    if (!this.alive) return false;
    if (this.#blocked) return false;
    const mayBlock = this.kind === 'process' && this.#unwritten.length > 0;
    if (mayBlock && this.#workers.scheduler.random.below(8) === 7) {
      this.#blocked = true;
      this.#workers.scheduler.enqueue({ step: () => this.#unblock() });
      return false;
    }
    this.#take();
    return true;
  }

  /** The system takes what was said. */
  #take(): void {
    for (const message of this.#unwritten) {
      this.#posted.push(message);
      this.#links.ends[1].post({});
    }
    this.#unwritten = [];
  }

  #unblock(): void {
    if (!this.alive) return;
    this.#blocked = false;
    this.#take();
    const done = this.#whenWritten;
    this.#whenWritten = [];
    for (const each of done) each();
  }

  /** It ends, by itself or because somebody ended it. What it has written still arrives. */
  die(exit: Exit = killed): void {
    if (!this.alive) return;
    this.alive = false;
    this.exit = exit;
    this.#kill();
    if (this.#isUnreadable) this.#workers.scheduler.enqueue({ step: () => this.#over() });
    else this.#links.ends[1].close();
  }

  #kill(): void {
    this.#main?.kill('its worker is no more', { within: 0 });
  }

  // ---- what arrives at the caller

  #hear(): void {
    const message = this.#posted.shift();
    if (message === RUBBISH) {
      this.#isUnreadable = true;
      this.#links.ends[0].close();
    } else if (this.#isUnreadable) return;
    else if (message !== undefined && !this.ended) this.#listener.received(message);
  }

  #over(): void {
    if (this.ended || (this.#isUnreadable && this.alive)) return;
    this.ended = true;
    // It may have died before the rubbish was read.
    if (this.#isUnreadable) this.exit = { ...this.exit, unreadable: true };
    this.#listener.ended(this.exit);
  }
}
