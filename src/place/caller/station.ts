// A station is the caller's side of one worker: the jobs that were sent to it, and what it says.
//
//   starting --ready--> up --close--> leaving --exit--> gone
//       \________________\_______________\______________/   it died, or was ended
//
// Invariants
//   Every job that was sent stands in `#jobs` until it has ended or was taken back.
//   When it is gone, its owner has been told, once, and no job is left in it.

import { Alarm, WorkerLostError } from '../../kernel/index.ts';
import { type ErrorClasses, inWords, pack, refusal, flatten, unflatten } from '../../wire/index.ts';
import type { Carrier, Exit, StartOptions, WorkerKind } from '../carrier/carrier.ts';
import type { Host } from '../carrier/host.ts';
import { Ahead, MAX_AHEAD } from './ahead.ts';
import { Cells } from './cells.ts';
import { classesOf, learnClassesOf } from '../portable/error-classes.ts';
import { Functions } from './functions.ts';
import type { Job } from './job.ts';
import { type Letter, letterOf } from './letter.ts';
import { type Ledger, Marks } from './ledger.ts';
import { hardLoss, lossBy } from './loss.ts';
import { type Address } from '../portable/portable.ts';
import { forExtrasOfJob } from '../extras.ts';
import { type Ending, type FromWorker, PROTOCOL } from '../protocol.ts';
import type { Owner } from './owner.ts';
import { crashIn, settle } from './settle.ts';
import { Sharing } from '../sharing.ts';

/** How long a worker has to answer when the time of a killed job is over: as long again, within bounds. */
const LAST_CALL_MS = { least: 250, most: 1000 };
/** How long a worker has to end when it is asked to, in milliseconds. */
const LEAVE_MS = 5000;

export interface StationOptions extends StartOptions {
  kind: WorkerKind;
  name: string;
  init: Address | null;
  /** A pool's worker does one job at a time; in a place they run beside each other. */
  oneAtATime: boolean;
  host: Host;
}

/** How it came to its end: was that asked for? */
interface Ended {
  error: WorkerLostError;
  unasked: boolean;
}

export class Station {
  readonly name: string;
  state: 'starting' | 'up' | 'leaving' | 'gone' = 'starting';
  /** How many jobs it was sent and did not give back; an item of `map` counts as one. */
  taken = 0;
  /** How many jobs it has ended. */
  done = 0;
  readonly #owner: Owner;
  readonly #host: Host;
  readonly #carrier: Carrier;
  readonly #sharing: Sharing;
  /** Its owner wants it to keep the event loop alive. */
  #isHeld = false;
  readonly #oneAtATime: boolean;
  readonly #jobs = new Map<number, Job>();
  readonly #ledger: Ledger;
  /** Jobs that it was asked for, and has not answered about. */
  readonly #askedFor = new Set<number>();
  /** What `init` may have thrown. */
  readonly #classes: ErrorClasses;
  /** What it is called in stacks. */
  readonly #where: string;
  readonly #functions: Functions;
  readonly #ahead: Ahead;
  #leaving: Alarm | null = null;
  #crash: { error: unknown } | null = null;
  /** Why we end it. */
  #loss: Ended | null = null;

  constructor(owner: Owner, options: StationOptions) {
    const { kind, name, init, oneAtATime, host } = options;
    this.#host = host;
    this.name = name;
    this.#where = `${kind} "${name}"`;
    this.#owner = owner;
    this.#oneAtATime = oneAtATime;
    if (init !== null) learnClassesOf(init.module);
    this.#classes = classesOf(init?.module);
    const cells = kind === 'thread' ? new Cells(MAX_AHEAD) : null;
    this.#ledger = cells ?? new Marks();
    this.#ahead = new Ahead(this.#ledger.asks);
    this.#carrier = host.startWorker(
      kind,
      { protocol: PROTOCOL, name, init, cells: cells?.shared ?? null, oneAtATime },
      options,
      {
        received: (message) => this.#received(message),
        ended: (exit) => this.#over(exit, this.#loss ?? this.#endedBy(exit)),
      },
    );
    this.#sharing = new Sharing({
      name: this.#where,
      form: this.#carrier.form,
      scheduler: owner.scheduler,
      post: (batch, transfer) => this.#carrier.post({ is: 'peer', batch }, transfer),
      hold: () => this.#hold(),
    });
    this.#functions = new Functions(this.#carrier.form, this.#sharing);
  }

  // ---- how it is

  /** How many jobs it holds, begun or not. */
  get load(): number {
    return this.#jobs.size;
  }

  /** How many more jobs it can be sent: as many as it does in a moment, but one at a time if they take long. */
  get room(): number {
    if (this.state !== 'up') return 0;
    if (!this.#oneAtATime) return Infinity;
    return this.#ahead.isQuick ? Math.max(0, this.#ahead.most - this.load) : 0;
  }

  /** May this job be sent behind others, and others behind it? */
  trusts(job: Job): boolean {
    return this.#ahead.trusts(job);
  }

  get jobs(): Job[] {
    return [...this.#jobs.values()];
  }

  /** The jobs that nobody has begun, and that can be sent elsewhere, in order. */
  unbegun(): Job[] {
    return this.jobs.filter((job) => !job.hasMoved && this.#isUnbegun(job));
  }

  #isUnbegun({ cell, id }: Job): boolean {
    return this.#ledger.isUnbegun(cell, id);
  }

  // ---- what its owner has it do

  hold(alive: boolean): void {
    this.#isHeld = alive;
    this.#hold();
  }

  #hold(): void {
    if (this.state === 'starting' || this.state === 'up')
      this.#carrier.hold(this.#isHeld || this.#sharing.isNeeded);
  }

  /** Sends it jobs. One that cannot travel fails, and the others go. */
  give(jobs: readonly Job[]): void {
    this.#sharing.flush();
    const addresses = this.#functions.introduce(jobs);
    if (addresses.length > 0) this.#carrier.post({ is: 'functions', addresses });
    const letters = jobs.map((job) => this.#write(job)).filter((letter) => letter !== null);
    if (letters.length === 0) return;
    try {
      this.#send(letters);
    } catch {
      for (const letter of letters) this.#sendAlone(letter);
    }
    for (const job of jobs)
      if (job.isLimited && this.#functions.of(job).isLoaded) job.startLimit(this.#owner.scheduler);
  }

  #send(letters: readonly Letter[]): void {
    const isMoving = letters.some(({ packed }) => packed.transfer.length > 0);
    const transfer = isMoving ? letters.flatMap(({ packed }) => packed.transfer) : [];
    this.#carrier.post(flatten(letters.map(({ entry }) => entry)), transfer);
  }

  #sendAlone(letter: Letter): void {
    try {
      this.#send([letter]);
    } catch (cause) {
      forExtrasOfJob(letter.entry, this.#sharing.unsent);
      const { job } = letter;
      this.#withdraw(job, refusal(job.args, 'args', this.#functions.of(job).packing, cause));
    }
  }

  /** Counts a job among those that were sent, and packs it; null if its arguments cannot travel. */
  #write(job: Job): Letter | null {
    this.#enter(job);
    const { id } = job;
    try {
      const { number, packing } = this.#functions.of(job);
      const packed = pack(job.args, 'args', packing);
      const context = job.context?.pack(this.#owner.scheduler.clock.now(), packing) ?? null;
      job.moves(packed.transfer.length > 0);
      const letter = letterOf(job, number, packed, context);
      // An argument that was read may have ended the job, or the worker.
      if (this.#jobs.get(id) === job && job.id === id) return letter;
      forExtrasOfJob(letter.entry, this.#sharing.unsent);
    } catch (error) {
      if (this.#jobs.get(id) === job && job.id === id) this.#withdraw(job, error);
    }
    return null;
  }

  #enter(job: Job): void {
    const id = job.number();
    job.cell = this.#oneAtATime ? this.#ledger.enter(id) : -1;
    job.state = 'sent';
    job.station = this;
    this.#jobs.set(id, job);
    this.#ahead.entered(job);
    this.taken += job.size;
  }

  #withdraw(job: Job, error: unknown): void {
    this.#forget(job);
    this.taken -= job.size;
    job.fail(error);
    // Whoever gives jobs is not done with that yet.
    this.#host.soon(() => this.#owner.free(this));
  }

  /** Takes a job back, if it has not begun, and that can be settled without asking. */
  takeBack(job: Job): boolean {
    if (!this.#jobs.has(job.id) || !this.#ledger.takeBack(job.cell, job.id)) return false;
    this.#forget(job);
    this.taken -= job.size;
    return true;
  }

  /** Wants jobs back: gives those that come at once. Others are asked for, and come by `returned`, or have begun. */
  reclaim(jobs: readonly Job[]): Job[] {
    if (!this.#ledger.asks) return jobs.filter((job) => this.takeBack(job));
    const ids = jobs.map(({ id }) => id).filter((id) => !this.#askedFor.has(id));
    for (const id of ids) this.#askedFor.add(id);
    if (ids.length > 0) this.#carrier.post({ is: 'giveBack', ids });
    return [];
  }

  #givenBack(ids: readonly number[]): void {
    const back: Job[] = [];
    for (const id of ids) {
      const job = this.#jobs.get(id);
      if (job === undefined) continue;
      this.#forget(job);
      this.taken -= job.size;
      if (job.rare?.killing === true) job.endKilled(job.rare.reason);
      else if (job.outcome === null) back.push(job);
    }
    this.#owner.returned(back);
    this.#owner.free(this);
  }

  /**
   * Kills a job that has begun, or may have. Its clean-up has `within` milliseconds; then its caller is
   * told that it was abandoned, and a worker that does not answer even then is ended; but not if that
   * is busy with another job, and this one not begun.
   */
  kill(job: Job, reason: unknown, within: number): void {
    const { extras } = job;
    if (extras.killing) return;
    extras.killing = true;
    extras.reason = reason;
    this.#tellKill(job.id, reason, within);
    const { scheduler } = this.#owner;
    const lastCall = Math.max(LAST_CALL_MS.least, Math.min(LAST_CALL_MS.most, within));
    extras.patience = new Alarm(() => {
      job.endKilled(reason, true);
      if (this.#isUnbegun(job)) return;
      extras.patience = new Alarm(() => this.#endHard(job));
      scheduler.startTimer(extras.patience, lastCall);
    });
    scheduler.startTimer(extras.patience, within);
  }

  /** A reason that cannot travel goes as its words. */
  #tellKill(id: number, reason: unknown, within: number): void {
    try {
      const { value, extra } = pack(reason, 'reason', { form: this.#carrier.form });
      this.#carrier.post({ is: 'kill', id, within, reason: value, extra });
    } catch {
      this.#carrier.post({ is: 'kill', id, within, reason: inWords(reason), extra: null });
    }
  }

  /** Asks it to end when nothing is left to do. */
  close(): void {
    if (this.state === 'gone' || this.state === 'leaving') return;
    this.state = 'leaving';
    this.#carrier.hold(true);
    this.#carrier.post({ is: 'close' });
    this.#leaving = new Alarm(() => this.terminate('it did not end when it was asked to'));
    this.#owner.scheduler.startTimer(this.#leaving, LEAVE_MS);
  }

  /** Ends the worker, which did not answer the kill of `by`. */
  #endHard(by: Job): void {
    this.#end(hardLoss(this.name, by.name), true);
  }

  /** Ends the worker at once, and kills all its jobs. */
  terminate(reason: unknown): void {
    // First those that had not begun: nothing of them may go back into a line.
    for (const job of this.jobs) if (this.takeBack(job)) job.endKilled(reason);
    for (const job of this.jobs) job.endKilled(reason, !this.#isUnbegun(job));
    this.#end(new WorkerLostError(`${this.name} was terminated`, { cause: reason }), false);
  }

  // ---- what the worker says

  #received(message: FromWorker): void {
    if (this.state === 'gone') return;
    if (Array.isArray(message))
      this.#someEnded(unflatten<Ending>(message, 1), message[0] as number);
    else if (message.is === 'progress')
      this.#jobs.get(message.id)?.future?.setProgress(message.value);
    else if (message.is === 'begun') this.#ledger.begun(message.id);
    else if (message.is === 'loaded') this.#loaded(message.fn);
    else if (message.is === 'givenBack') this.#givenBack(message.ids);
    else if (message.is === 'peer') this.#sharing.received(message.batch);
    else if (message.is === 'crashed')
      this.#crash = { error: crashIn(message, this.#where, this.#classes) };
    else if (this.state === 'starting') {
      this.state = 'up';
      this.#owner.free(this);
    }
  }

  /** Its module is there: a job that has waited for that begins, and its time runs from now on. */
  #loaded(fn: number): void {
    const loaded = this.#functions.loaded(fn);
    for (const job of this.#jobs.values())
      if (this.#functions.of(job) === loaded) job.startLimit(this.#owner.scheduler);
  }

  #someEnded(endings: Ending[], ms: number): void {
    const each = ms / endings.length;
    this.#ahead.took(each);
    for (const ending of endings) {
      const job = this.#jobs.get(ending[0]);
      if (job !== undefined) {
        this.#ahead.ended(job, each);
        this.#forget(job);
        this.done++;
      }
      settle(job, ending, this.#where, this.#sharing);
    }
    this.#owner.free(this);
  }

  #forget(job: Job): void {
    this.#jobs.delete(job.id);
    if (this.#ledger.asks) this.#askedFor.delete(job.id);
    this.#ahead.left(job);
    this.#release(job);
    this.#ledger.leave(job.cell, job.id);
  }

  #release(job: Job): void {
    job.station = null;
    const { rare } = job;
    if (rare === null || rare.patience === null) return;
    this.#owner.scheduler.stopTimer(rare.patience);
    rare.patience = null;
  }

  // ---- its end

  /** It has ended by itself, or was asked to. */
  #endedBy(exit: Exit): Ended {
    const cause = this.#crash?.error ?? exit.error;
    return { error: lossBy(this.name, exit, cause), unasked: this.state !== 'leaving' };
  }

  /** We end it. */
  #end(error: WorkerLostError, unasked: boolean): void {
    if (this.state === 'gone' || this.#loss !== null) return;
    this.#loss = { error, unasked };
    this.state = 'leaving';
    this.#carrier.terminate();
  }

  #over({ unreadable }: Exit, { error, unasked }: Ended): void {
    if (this.state === 'gone') return;
    this.state = 'gone';
    if (this.#leaving !== null) this.#owner.scheduler.stopTimer(this.#leaving);
    const { jobs } = this;
    // What may have begun without our knowing is not begun again.
    const unbegun = unreadable === true ? [] : this.unbegun();
    const lost = jobs.filter((job) => !unbegun.includes(job));
    for (const job of jobs) this.#release(job);
    this.#jobs.clear();
    this.#sharing.lost(error);
    for (const job of lost) job.fail(error);
    for (const job of unbegun) if (job.rare?.killing === true) job.endKilled(job.rare.reason);
    // One that was killed has ended, and is not carried on elsewhere.
    const left = unbegun.filter(({ outcome }) => outcome === null);
    this.#owner.gone(this, left, { error, unasked, diedAlone: unasked && lost.length === 0 });
  }
}
